// The stack: a tile for every domain, in layers, with the line between AWS's and yours drawn over them. The tiles are the control.
//
// Python sends `data` (see stack_data.py), `mode` and `setup` once. After that everything happens here, with or without Python:
// what the learner does is kept in the model's service, other, choice, selected, guess and committed, which Python can read
// and set as well. The parts below: the rule, words, small tools, tiles, the line, controls, card, prediction, the view.

// --- the rule: owner = f(service, domain, settings), as helpers.tables.settings.apply has it in Python

const POINTS = { aws: 0, shared: 0.5, customer: 1 };

function asRow([owner, aws, you, basis, scope, source, checked]) {
  return { owner, aws, you, basis, scope, source, checked };
}

// The options in `choice` that are no default, each with its setting, in the order of the choice.
function flipped(data, service, choice) {
  return Object.entries(choice).map(([key, value]) => {
    const setting = data.services[service].settings.find(s => s.key === key);
    return { ...setting?.options.find(o => o.key === value), setting };
  }).filter(option => option.key && !option.default);
}

// One row a domain: owner, both duties, on whose word. Where two options move one domain, both duties are given.
function rowsOf(data, service, choice = {}) {
  const chosen = flipped(data, service, choice);
  const other = chosen.find(option => option.becomes);
  if (other) return data.services[other.becomes].rows.map(asRow);
  const moved = {};
  for (const option of chosen) {
    for (const [domain, cells] of Object.entries(option.moves)) {
      const [move, before] = [asRow(cells), moved[domain]];
      moved[domain] = before ? { ...move, aws: `${before.aws} ${move.aws}`, you: `${before.you} ${move.you}` } : move;
    }
  }
  return data.services[service].rows.map((row, domain) => moved[domain] ?? asRow(row));
}

// Why `option` of `setting` cannot stand beside the rest of the choice; "" if it can.
function conflict(data, service, choice, setting, option) {
  if (option.default) return "";
  const others = flipped(data, service, choice).filter(o => o.setting.key !== setting.key);
  const named = o => `${o.setting.name}: ${o.name}`;
  const names = (o, key, value) => o.excludes.some(([k, v]) => k === key && v === value);
  if (others.length && option.becomes) return `makes it ${data.services[option.becomes].name}, to which ${named(others[0])} does not belong`;
  const whole = others.find(o => o.becomes);
  if (whole) return `does not belong to ${data.services[whole.becomes].name}`;
  const enemy = others.find(o => names(option, o.setting.key, o.key) || names(o, setting.key, option.key));
  return enemy ? `not together with ${named(enemy)}` : "";
}

function changesBetween(before, after) {
  return after.map((row, domain) => ({ domain, was: before[domain].owner, now: row.owner,
    hands: before[domain].owner !== row.owner,
    duties: before[domain].aws !== row.aws || before[domain].you !== row.you }));
}

function share(rows) {
  return rows.reduce((sum, row) => sum + (POINTS[row.owner] ?? 0), 0) / rows.length;
}

// --- words

const OWNERS = ["customer", "shared", "aws"];
const BASIS = { stated: "The source says so", inferred: "Our inference from the source" };
const SCOPE = { service: "", general: ", from the rule for every service" };

function plural(n, word) {
  return n === 1 ? `${n} ${word}` : `${n} ${word}s`;
}

function percent(number) {
  return `${Math.round(number * 100)} %`;
}

function withChoice(data, service, choice) {
  const names = flipped(data, service, choice).map(option => `${option.setting.name}: ${option.name}`);
  return data.services[service].name + (names.length ? ` with ${names.join(", ")}` : "");
}

// --- small tools

const SVG = "http://www.w3.org/2000/svg";
let views = 0; // ids and groups of radio buttons must differ from view to view

function make(tag, attributes = {}, ...children) {
  const element = tag === "svg" || tag === "path" || tag === "rect" ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter(child => child != null && child !== ""));
  return element;
}

function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// Calls `step` with 0 to 1, slowing down, for a quarter of a second; at once with 1 where nothing may move.
function glide(step) {
  if (still()) return step(1);
  const start = performance.now();
  const frame = now => {
    const t = Math.min(1, Math.max(0, (now - start) / 260));
    step(1 - (1 - t) ** 3);
    if (t < 1) requestAnimationFrame(frame);
  };
  step(0);
  requestAnimationFrame(frame);
}

// The word of an owner with its sign: a ring that is full of you, half full, or empty.
function owned(owner, word) {
  return make("span", { class: "owned" }, sign(owner), word);
}

function sign(owner) {
  return make("i", { class: `sign ${owner}`, "aria-hidden": "true" });
}

// "you → AWS", which a screen reader gets as words; `short`: the old owner as a sign alone.
function fromTo(names, was, now, short = false) {
  const seen = short ? [sign(was), "→", sign(now), names[now]] : [`${names[was]} → ${names[now]}`];
  return [make("span", { class: "unseen" }, `from ${names[was]} to ${names[now]}`), make("span", { class: "move", "aria-hidden": "true" }, seen)];
}

// What changed hands, by the way it went: "you → AWS: Site security; Media destruction".
function moves(data, changes) {
  const ways = new Map();
  for (const { domain, was, now } of changes) ways.set(`${was} ${now}`, [...(ways.get(`${was} ${now}`) ?? []), data.domains[domain].name]);
  return make("ul", {}, [...ways].map(([way, names]) => make("li", {}, fromTo(data.names, ...way.split(" ")), `: ${names.join("; ")}`)));
}

// A link to a source, with the day of its copy. An address that is not http(s) is not linked.
function cite(source) {
  if (!source) return "";
  const words = `${source.title} (${source.publisher}, copy: ${source.copied})`;
  return /^https?:\/\//.test(source.url) ? make("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, words) : words;
}

// The stack as a thumbnail.
function thumbnail(data, rows) {
  const picture = make("svg", { class: "thumbnail", viewBox: `0 0 70 ${data.layers.length * 7}`, "aria-hidden": "true", preserveAspectRatio: "none" });
  data.layers.forEach(([, domains], level) => domains.forEach((domain, n) => {
    const width = 70 / domains.length;
    const box = { x: n * width, y: (data.layers.length - 1 - level) * 7, width: width - 0.8, height: 6.2 };
    const owner = rows[domain].owner;
    picture.append(make("rect", { ...box, class: owner === "shared" ? "customer" : owner }));
    if (owner === "shared") picture.append(make("rect", { ...box, y: box.y + 3.1, height: 3.1, class: "aws" }));
  }));
  return picture;
}

// --- the tiles

// The tiles of one service. `press(domain)` is called when one is pressed.
class Tiles {
  constructor(data, name, press, domains = data.domains.map((_, n) => n)) {
    this.domains = domains;
    this.tiles = new Map(domains.map(domain => [domain, this.tile(data.domains[domain].name, domain, press)]));
    this.line = new Line();
    const layers = data.layers.map(([layer, inside]) => [layer, inside.filter(domain => this.tiles.has(domain))]);
    this.layers = layers.filter(([, inside]) => inside.length).reverse().map(([layer, inside]) =>
      make("div", { class: "layer", role: "group", "aria-label": layer, style: `--across: ${across(inside.length, 5)}; --few: ${across(inside.length, 3)}` },
        make("span", { class: "layer-name", "aria-hidden": "true" }, layer),
        make("div", { class: "row" }, inside.map(domain => this.tiles.get(domain)))));
    this.el = make("div", { class: "tiles", role: "group", "aria-label": name, onkeydown: event => this.walk(event) }, this.layers, this.line.el);
    this.stop(this.el.querySelector(".tile"));
  }

  tile(name, domain, press) {
    return make("button", { type: "button", class: "tile", tabindex: "-1", "data-domain": domain, onclick: () => press(domain),
      onfocus: event => this.stop(event.currentTarget) },
    make("span", { class: "name" }, name), make("span", { class: "owner" }));
  }

  // The one tile that Tab stops at.
  stop(tile) {
    this.el?.querySelector('.tile[tabindex="0"]')?.setAttribute("tabindex", "-1");
    tile?.setAttribute("tabindex", "0");
  }

  // Arrow keys go to the nearest tile in their direction, Home and End to the ends of the row.
  walk(event) {
    const here = event.target.closest(".tile");
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const towards = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    let next = { Home: here.parentElement.firstElementChild, End: here.parentElement.lastElementChild }[event.key];
    if (towards) next = nearest(here, [...this.tiles.values()].filter(tile => !tile.hidden), towards);
    if (!next && !towards) return;
    event.preventDefault();
    next?.focus();
  }

  // Shows one state: for each domain {owner, says (nodes), mark}. What changed its owner turns over.
  show(states) {
    const turning = [];
    for (const [domain, tile] of this.tiles) {
      const { owner = "", says, mark = "" } = states[domain];
      if (tile.dataset.owner !== undefined && tile.dataset.owner !== owner) turning.push(tile);
      tile.dataset.owner = owner;
      tile.dataset.mark = mark;
      tile.lastElementChild.replaceChildren(...says);
    }
    if (!still()) {
      turning.forEach(tile => tile.animate([{ transform: "perspective(500px) rotateX(-86deg)" }, { transform: "none" }],
        { duration: 240, easing: "cubic-bezier(.2,.7,.3,1)" }));
    }
    this.redraw(turning.length > 0);
  }

  redraw(moving = false) {
    this.line.draw([...this.tiles.values()], moving);
  }
}

// How many tiles of `n` stand in a row that has room for `most`: rows as even as can be.
function across(n, most) {
  return Math.ceil(n / Math.ceil(n / most));
}

function nearest(here, tiles, [dx, dy]) {
  const middle = tile => [tile.offsetLeft + tile.offsetWidth / 2, tile.offsetTop + tile.offsetHeight / 2];
  const [x, y] = middle(here);
  let [best, least] = [null, Infinity];
  for (const tile of tiles) {
    const [tx, ty] = middle(tile);
    const [along, aside] = dx ? [(tx - x) * dx, Math.abs(ty - y)] : [(ty - y) * dy, Math.abs(tx - x)];
    const far = dx && aside > 4 ? Infinity : along + aside / 1000;
    if (along > 4 && far < least) [best, least] = [tile, far];
  }
  return best;
}

// --- the line

// Drawn wherever a tile of AWS's has a neighbour that is not wholly AWS's. When it moves, every piece sets out from the
// nearest piece of before.
class Line {
  constructor() {
    this.paths = ["halo", "ink"].map(name => make("path", { class: name }));
    this.el = make("svg", { class: "line", "aria-hidden": "true" }, this.paths);
    this.pieces = [];
  }

  draw(tiles, moving) {
    const before = this.pieces;
    this.pieces = border(tiles.filter(tile => !tile.hidden && tile.offsetWidth).map(tile => ({
      left: tile.offsetLeft, top: tile.offsetTop, right: tile.offsetLeft + tile.offsetWidth, bottom: tile.offsetTop + tile.offsetHeight,
      aws: tile.dataset.owner === "aws", open: !tile.dataset.owner })));
    const after = this.pieces;
    const starts = after.map(piece => closest(piece, before));
    this.run = (this.run ?? 0) + 1;
    const run = this.run;
    const step = t => {
      if (run !== this.run) return; // a newer one is on its way
      const d = after.map((piece, n) => piece.map((to, i) => (starts[n][i] + (to - starts[n][i]) * t).toFixed(1)))
        .map(([x1, y1, x2, y2]) => `M${x1} ${y1}L${x2} ${y2}`).join("");
      this.paths.forEach(path => path.setAttribute("d", d));
    };
    if (moving && before.length) glide(step);
    else step(1);
  }
}

function border(boxes) {
  const GAP = 9; // neighbours are at most so far apart
  const pieces = [];
  for (const one of boxes.filter(box => box.aws)) {
    for (const other of boxes.filter(box => !box.aws && !box.open)) {
      const [left, right] = [Math.max(one.left, other.left), Math.min(one.right, other.right)];
      const [top, bottom] = [Math.max(one.top, other.top), Math.min(one.bottom, other.bottom)];
      const [across, down] = [left - right, top - bottom]; // above 0: the gap, below 0: how far they overlap
      if (across < -2 && down >= -1 && down <= GAP) pieces.push([left - 2, (top + bottom) / 2, right + 2, (top + bottom) / 2]);
      if (down < -2 && across >= -1 && across <= GAP) pieces.push([(left + right) / 2, top - 2, (left + right) / 2, bottom + 2]);
    }
  }
  return pieces;
}

function closest(piece, others) {
  const far = other => Math.abs(piece[0] + piece[2] - other[0] - other[2]) + Math.abs(piece[1] + piece[3] - other[1] - other[3]);
  return others.reduce((best, other) => (best && far(best) <= far(other) ? best : other), null) ?? piece;
}

// --- controls

// The services side by side, each with its thumbnail; on the scale with a handle to slide and a button that plays them through.
class Stops {
  constructor(view, scale) {
    const { data } = view;
    this.view = view;
    this.services = data.order;
    const pictures = this.services.map(service => thumbnail(data, rowsOf(data, service)));
    const names = this.services.map(service => make("span", { class: "label" }, data.services[service][scale ? "stop" : "name"]));
    const style = `--stops: ${this.services.length}`;
    if (!scale) {
      this.stops = this.services.map((_, n) => make("label", { class: "stop" },
        make("input", { type: "radio", name: `${view.id}-service`, onchange: () => this.go(n) }), pictures[n], names[n]));
      this.el = make("fieldset", { class: "track" }, make("legend", { class: "unseen" }, "Service"), make("div", { class: "stops", style }, this.stops));
    } else {
      this.stops = [pictures, names].flatMap(row => row.map((inside, n) => make("span", { class: "stop", onclick: () => this.go(n) }, inside)));
      this.handle = make("input", { type: "range", class: "handle", min: 0, max: this.services.length - 1, step: 1, "aria-label": "Service",
        oninput: () => { this.pause(); this.go(Number(this.handle.value)); } });
      this.play = make("button", { type: "button", class: "plain play", onclick: () => (this.timer ? this.pause() : this.start()) });
      const half = this.services.length;
      this.el = make("div", { class: "track scale", style }, make("div", { class: "stops" }, this.stops.slice(0, half)), this.handle,
        make("div", { class: "stops names" }, this.stops.slice(half)), this.play);
      this.pause();
    }
  }

  go(n) {
    this.view.choose(this.services[n]);
  }

  start() {
    const next = () => {
      const at = this.services.indexOf(this.view.state.service) + 1;
      if (at >= this.services.length || !this.el.isConnected) return this.pause();
      this.go(at);
      if (at === this.services.length - 1) this.pause();
    };
    if (this.view.state.service === this.services.at(-1)) this.go(0);
    this.timer = setInterval(next, 1800);
    this.play.textContent = "Pause";
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = "Play it through";
  }

  update({ service }, rows) {
    const at = this.services.indexOf(service);
    this.stops.forEach((stop, n) => {
      stop.classList.toggle("here", n % this.services.length === at);
      if (!this.handle) stop.firstElementChild.checked = n === at;
    });
    if (this.handle && at >= 0) {
      this.handle.value = at;
      this.handle.setAttribute("aria-valuetext", `${this.view.data.services[service].name}, ${percent(share(rows))} yours`);
    }
  }
}

// --- the card of a tile

// Who does what in one domain: a column for each of `sides` (service, choice, rows).
function card(view, domain, sides) {
  const { data } = view;
  const about = data.domains[domain];
  const id = `${view.id}-card`;
  const title = make("h4", { id, tabindex: "-1" }, about.name);
  const close = make("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => view.close() }, "×");
  const parts = sides.map(side => {
    const row = side.rows[domain];
    return make("div", { class: "side" },
      make("p", { class: "whose" }, sides.length > 1 ? make("b", {}, `${data.services[side.service].name} `) : null, owned(row.owner, data.names[row.owner])),
      make("p", { class: "duty aws" }, make("b", {}, `${data.names.aws} does`), row.aws),
      make("p", { class: "duty customer" }, make("b", {}, "You do"), row.you),
      make("p", { class: "word" }, `${BASIS[row.basis] ?? row.basis}${SCOPE[row.scope] ?? ""}: `, cite(data.sources[row.source]), `, checked ${row.checked}.`),
      switchesOf(view, side, domain));
  });
  const tools = about.tools.map(tool => make("p", { class: "tool" }, make("b", {}, `${tool.name} helps. `), tool.does,
    make("b", {}, " It does not: "), tool.does_not, ` On by default: ${tool.on_by_default}. Costs money: ${tool.costs}. `, cite(data.sources[tool.source]),
    ". The job stays where it is."));
  return make("div", { class: "card", role: "dialog", "aria-labelledby": id }, close, title,
    make("p", { class: "definition" }, about.definition), make("div", { class: "sides" }, parts), tools);
}

// The settings of the service that move this domain, each to be flipped from here.
function switchesOf(view, { service, choice }, domain) {
  const { data } = view;
  const moves = option => (option.becomes ? data.services[option.becomes].rows[domain][0] !== rowsOf(data, service)[domain].owner : domain in option.moves);
  const settings = data.services[service].settings.filter(setting => setting.options.some(moves));
  if (!settings.length || !view.flips) return null;
  return make("div", { class: "movers" }, make("p", {}, make("b", {}, settings.length > 1 ? "Settings that move it" : "A setting that moves it")),
    settings.map(setting => switchOf(view, service, choice, setting)));
}

// One setting: its options as radio buttons side by side; what the others exclude is disabled, and says why.
function switchOf(view, service, choice, setting) {
  const group = `${view.id}-${setting.key}-${view.next()}`;
  const now = setting.options.find(o => o.key === choice[setting.key]) ?? setting.options.find(o => o.default);
  const reasons = [];
  const options = setting.options.map(option => {
    const reason = option === now ? "" : conflict(view.data, service, choice, setting, option);
    if (reason) reasons.push(`${option.name}: ${reason}`);
    return make("label", { class: "option" }, make("input", { type: "radio", name: group, value: option.key, checked: option === now,
      disabled: !!reason, "data-setting": setting.key, onchange: () => view.flip(setting.key, option.key) }), make("span", {}, option.name));
  });
  const why = reasons.length ? make("p", { class: "why", id: `${group}-why` }, `${reasons.join("; ")}.`) : null;
  return make("fieldset", { class: "switch", "aria-describedby": why && `${group}-why` },
    make("legend", {}, setting.name), make("div", { class: "options" }, options),
    make("p", { class: "summary" }, now.summary), why);
}

// --- the view

class View {
  constructor(model, el) {
    views += 1;
    this.id = `hook-stack-${views}`;
    this.count = 0;
    this.model = model;
    this.data = model.get("data");
    this.mode = model.get("mode");
    this.setup = model.get("setup");
    this.flips = this.mode !== "predict" && this.mode !== "compare";
    this.root = el;
    el.classList.add("hook-stack");
    el.dataset.mode = this.mode;
    el.addEventListener("keydown", event => this.key(event));
    this.build();
    this.watch();
    this.update();
  }

  next() {
    this.count += 1;
    return this.count;
  }

  get state() {
    const names = ["service", "other", "choice", "selected", "guess", "committed"];
    return Object.fromEntries(names.map(name => [name, this.model.get(name)]));
  }

  // Changes the model, tells Python if there is one, and redraws once.
  set(changes) {
    this.busy = true;
    for (const [name, value] of Object.entries(changes)) this.model.set(name, value);
    this.model.save_changes();
    this.busy = false;
    this.update();
  }

  build() {
    const { data } = this;
    this.control = new Stops(this, this.mode === "scale");
    this.title = make("p", { class: "title" });
    this.summary = make("p", { class: "summary" });
    this.number = make("span", { class: "number" });
    this.meter = make("div", { class: "meter", "aria-hidden": "true" }, OWNERS.map(owner => make("span", { class: owner })));
    this.split = make("p", { class: "split" });
    this.said = make("div", { class: "said", role: "status" });
    this.hint = make("p", { class: "hint" }, "Choose a tile to see who does what in it, on whose word, and what moves it.");
    this.tiles = new Tiles(data, "", domain => this.press(domain));
    this.about = make("div", { class: "about" }, this.title, make("p", { class: "share" }, this.number, "your share"), this.meter, this.split, this.summary);
    this.side = make("div", { class: "panel" }, this.about, this.said, this.hint);
    this.main = make("div", { class: "main" }, make("div", { class: "stage" }, this.tiles.el), this.side);
    this.root.replaceChildren(this.control.el, this.main);
  }

  // Follows what Python sets, and the width of the page.
  watch() {
    for (const name of Object.keys(this.state)) this.model.on(`change:${name}`, () => this.busy || this.update());
    new ResizeObserver(() => {
      this.root.classList.toggle("wide", this.root.clientWidth >= 780);
      this.place();
      this.tiles.redraw();
    }).observe(this.root);
  }

  choose(service) {
    if (service !== this.state.service) this.set({ service, choice: {} });
  }

  flip(setting, option) {
    const { service, choice } = this.state;
    const all = { ...choice, [setting]: option };
    const kept = this.data.services[service].settings.filter(s => s.key in all && !s.options.find(o => o.key === all[s.key])?.default);
    this.set({ choice: Object.fromEntries(kept.map(s => [s.key, all[s.key]])) });
    // The switch was drawn anew: its twin gets the focus.
    this.root.querySelector(`input[data-setting="${CSS.escape(setting)}"]:checked`)?.focus();
  }

  press(domain) {
    const { key } = this.data.domains[domain];
    this.set({ selected: key });
    this.card?.querySelector("h4").focus({ preventScroll: this.root.classList.contains("wide") });
  }

  close() {
    const tile = this.tiles.tiles.get(this.domain);
    this.set({ selected: "" });
    tile?.focus();
  }

  // Plain keys stay here: JupyterLab would take them for its own, and x cuts a cell. Ctrl+S and its like go on.
  key(event) {
    if (event.key === "Escape" && this.card) {
      event.preventDefault();
      this.close();
    }
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  }

  update() {
    const { data } = this;
    const { service, choice, selected } = this.state;
    const rows = rowsOf(data, service, choice);
    const since = this.reference(service, choice);
    const before = since && rowsOf(data, since.service, since.choice);
    const changes = before ? changesBetween(before, rows) : [];
    this.tiles.show(rows.map((row, domain) => ({ owner: row.owner,
      says: changes[domain]?.hands ? fromTo(data.names, changes[domain].was, row.owner, true) : [owned(row.owner, data.names[row.owner])],
      mark: changes[domain]?.hands ? "changed" : "" })));
    this.tell(service, choice, rows, since, changes.filter(change => change.hands));
    this.control.update(this.state, rows);
    this.domain = data.domains.findIndex(domain => domain.key === selected);
    const fresh = this.domain < 0 ? null : card(this, this.domain, [{ service, choice, rows }]);
    this.hint.hidden = !!fresh;
    this.card?.remove();
    this.card = fresh;
    this.place();
    for (const [domain, tile] of this.tiles.tiles) tile.setAttribute("aria-expanded", domain === this.domain);
  }

  // What the changes are counted from: a service of the notebook's choice, or what was shown before.
  reference(service, choice) {
    if (this.setup.beside) return { service: this.setup.beside, choice: {} };
    const now = JSON.stringify([service, choice]);
    if (this.shown === undefined) {
      const at = data_index(this.data.order, service);
      this.since = at > 0 ? { service: this.data.order[at - 1], choice: {} } : null;
    } else if (this.shown.now !== now) this.since = { service: this.shown.service, choice: this.shown.choice };
    this.shown = { now, service, choice };
    return this.since;
  }

  tell(service, choice, rows, since, changes) {
    const { data } = this;
    const count = owner => rows.filter(row => row.owner === owner).length;
    const [from, to] = [this.share ?? share(rows), share(rows)];
    this.share = to;
    this.title.textContent = withChoice(data, service, choice);
    this.summary.textContent = data.services[service].summary;
    this.split.replaceChildren(...OWNERS.map(owner => owned(owner, `${count(owner)} ${{ customer: "yours", shared: "shared, counted half", aws: `${data.names.aws}'s` }[owner]}`)));
    this.tiles.el.setAttribute("aria-label", `Responsibility stack of ${this.title.textContent}: ${this.split.textContent}`);
    OWNERS.forEach((owner, n) => { this.meter.children[n].style.flexGrow = count(owner); });
    glide(t => { this.number.textContent = percent(from + (to - from) * t); });
    const against = this.setup.beside ? "against" : "since";
    const words = !since ? "Move on to see what changes hands."
      : `${changes.length ? plural(changes.length, "domain") : "No domain"} changed hands ${against} ${withChoice(data, since.service, since.choice)}${changes.length ? ":" : "."}`;
    this.said.replaceChildren(make("p", {}, words), moves(data, changes));
  }

  // The card stands beside the tiles where there is room, else right below the layer of its tile.
  place() {
    if (!this.card) return;
    if (this.root.classList.contains("wide")) {
      if (this.card.parentElement !== this.side) this.about.after(this.card);
    } else this.tiles.tiles.get(this.domain).closest(".layer").after(this.card);
    this.tiles.redraw();
  }
}

function data_index(list, value) {
  return list.indexOf(value);
}

function render({ model, el }) {
  new View(model, el);
}

export { changesBetween, conflict, flipped, rowsOf, share };
export default { render };
