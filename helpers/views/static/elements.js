// Making elements, and what else the scripts of all components share. living.py puts it before them, so that they are one module.

const SVG = "http://www.w3.org/2000/svg";

// An element with attributes and children. "onclick" and its like listen; true is an attribute without a value; false and null are
// none; "html" is trusted HTML as its content. Children that are null, undefined or "" are left out.
function make(tag, attributes = {}, ...children) {
  const element = ["svg", "path", "rect"].includes(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "html") element.innerHTML = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter(child => child != null && child !== ""));
  return element;
}

const text = (name, ...inside) => make("p", { class: name || null }, ...inside);
const box = (name, ...inside) => make("div", { class: name || null }, ...inside);
const span = (name, ...inside) => make("span", { class: name || null }, ...inside);
const bold = (...inside) => make("b", {}, ...inside);

function plural(n, word) {
  return n === 1 ? `${n} ${word}` : `${n} ${word}s`;
}

// A link to a source, with the day of its copy. An address that is not http(s) is not linked; a source that the course doesn't have is
// a key, and stays one.
function cite(source) {
  if (!source?.title) return source ?? "";
  const words = `${source.title} (${source.publisher}, copy: ${source.copied})`;
  return /^https?:\/\//.test(source.url) ? make("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, words) : words;
}

// A plain key stays in the component: JupyterLab would take it for its own, and x cuts a cell. Ctrl+S and its like go on.
function keepPlain(event) {
  if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
}

// A name that nothing else on the page has. Each view loads the module for itself, so a counter would begin anew.
function ownName(kind) {
  return `hook-${kind}-${crypto.randomUUID?.() ?? Math.random()}`;
}

// Beside the button of a guess, which keeps its place: what opens may lie further down than the screen reaches. Empty until then,
// because a screen reader speaks what changes.
const OPENED = "What was behind your guess has opened below. ↓";

// Sends a message to Python. False where it has gone, as on a Hub that ended an idle kernel.
function reaches(model, message) {
  try {
    model.send(message);
    return true;
  } catch {
    return false;
  }
}

// True on a page of the web site, and on one that keeps its answers itself.
function withoutPython() {
  return !!globalThis.onTheHookKeeper || !!document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]');
}
