// The widget manager of the site knows the widgets of ipywidgets alone. This hands it the front end of anywidget, which runs the
// components that live in the browser (helpers/views/living.py). build.py puts the scripts beside each other.

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
  classes ??= makeClasses({ DOMWidgetModel, DOMWidgetView });
  return classes;
};
