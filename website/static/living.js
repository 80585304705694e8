// The widget manager of the site knows the widgets of ipywidgets alone. This hands it the front end of anywidget, which runs the
// components that live in the browser (helpers/views/living.py). build.py puts the scripts beside each other.
//
// What components share stands in files of their own, parts/NAME.js (widgets.py writes them). The state on the page has {part: NAME}
// in its place.

const PARTS = new URL("parts/", document.currentScript.src);
const parts = {}; // by name: a promise of what is in the file
const arrived = {}; // by name: what fulfils the promise
window.onTheHookPart = (name, value) => arrived[name](value);

function load(name) {
  return new Promise((resolve, reject) => {
    arrived[name] = resolve;
    const script = Object.assign(document.createElement("script"), { src: new URL(`${name}.js`, PARTS) });
    script.onerror = () => reject(new Error(`The site lacks ${script.src}.`));
    document.head.append(script);
  });
}

async function whole(state) {
  const values = await Promise.all(Object.values(state).map(value => (value?.part ? (parts[value.part] ??= load(value.part)) : value)));
  return Object.fromEntries(Object.keys(state).map((name, n) => [name, values[n]]));
}

// anywidget.js calls `define` with what it needs and a function that makes its classes.
let makeClasses, classes;
window.define = (needs, make) => {
  makeClasses = make;
};

// The widget manager calls this as a method of its own for every module that it does not know. Models and views must be of
// one make.
window.loadWidgetModule = async function (name) {
  if (name !== "anywidget") throw new Error(`No widgets of ${name} on this site.`);
  const parts = ["DOMWidgetModel", "DOMWidgetView"].map(part => this.loadClass(part, "@jupyter-widgets/base", "2.0.0"));
  const [DOMWidgetModel, DOMWidgetView] = await Promise.all(parts);
  classes ??= withParts(makeClasses({ DOMWidgetModel, DOMWidgetView }));
  return classes;
};

// The manager makes a model of what this hands it.
function withParts({ AnyModel, AnyView }) {
  class Model extends AnyModel {
    static async _deserialize_state(state, manager) {
      return super._deserialize_state(await whole(state), manager);
    }
  }
  return { AnyModel: Model, AnyView };
}
