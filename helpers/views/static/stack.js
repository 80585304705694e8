// The stack: a tile for every domain, in layers, with the line between AWS's and yours drawn over them. The tiles are the control.
//
// Python sends `data` (see stack_data.py), `mode` and `setup` once. After that everything happens here, with or without Python:
// what the learner does is kept in the model's service, other, choice, selected, guess and committed, which Python can read
// and set as well. The parts below: words, small tools, tiles, the line, controls, card, the view. living.py puts elements.js
// (making elements), rule.js (who owns what) and link.js (the state in the address) before it; after it switches.js (the settings),
// predict.js (one more mode) and sort.js (the same for sentences).

// --- words

const OWNERS = ["customer", "shared", "aws"];
const KEYS = ["aws", "shared", "customer"]; // under 1, 2, 3: the order of an object's keys may not be that in which Python wrote them
const COUNTED = { customer: "yours", shared: "shared, counted half", aws: "AWS's" };
const BASIS = { stated: "The source says so", inferred: "Our inference from the source" };
const SCOPE = { service: "", general: ", from the rule for every service" };

function percent(number) {
  return `${Math.round(number * 100)} %`;
}

function withChoice(data, service, choice) {
  const names = flipped(data, service, choice).filter(option => !option.becomes).map(option => `${option.setting.name}: ${option.name}`);
  return variant(data, service, choice).name + (names.length ? ` with ${names.join(", ")}` : "");
}

// --- small tools

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
  return span("owned", sign(owner), word);
}

function sign(owner) {
  return make("i", { class: `sign ${owner}`, "aria-hidden": "true" });
}

// "you → AWS", which a screen reader gets as words; `short`: the old owner as a sign alone.
function fromTo(names, was, now, short = false) {
  const seen = short ? [sign(was), "→", sign(now), names[now]] : [`${names[was]} → ${names[now]}`];
  return [span("unseen", `from ${names[was]} to ${names[now]}`), make("span", { class: "move", "aria-hidden": "true" }, seen)];
}

// What changed hands, by the way it went: "you → AWS: Site security; Media destruction".
function moves(data, changes) {
  const ways = new Map();
  for (const { domain, was, now } of changes) ways.set(`${was} ${now}`, [...(ways.get(`${was} ${now}`) ?? []), data.domains[domain].name]);
  return make("ul", {}, [...ways].map(([way, names]) => make("li", {}, fromTo(data.names, ...way.split(" ")), `: ${names.join("; ")}`)));
}

// The stack as a thumbnail.
function thumbnail(data, rows) {
  const picture = make("svg", { class: "thumbnail", "aria-hidden": "true", preserveAspectRatio: "none",
    viewBox: `0 0 70 ${data.layers.length * 7}` });
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
  constructor(data, press, domains = data.domains.map((_, n) => n)) {
    this.tiles = new Map(domains.map(domain => [domain, this.tile(data.domains[domain].name, domain, press)]));
    this.line = domains.length === data.domains.length ? new Line() : null; // among a few tiles it would say nothing
    this.turning = [];
    const layers = data.layers.map(([layer, inside]) => [layer, inside.filter(domain => this.tiles.has(domain))]);
    this.layers = layers.filter(([, inside]) => inside.length).reverse().map(([layer, inside]) =>
      make("div", { class: "layer", role: "group", "aria-label": layer,
        style: `--many: ${across(inside.length, 6)}; --across: ${across(inside.length, 5)}; --few: ${across(inside.length, 3)}` },
        make("span", { class: "layer-name", "aria-hidden": "true" }, layer),
        box("abreast", inside.map(domain => this.tiles.get(domain)))));
    this.el = make("div", { class: "tiles", role: "group", onkeydown: event => this.walk(event) }, this.layers, this.line?.el);
    this.stop(this.el.querySelector(".tile"));
  }

  tile(name, domain, press) {
    return make("button", { type: "button", class: "tile", tabindex: "-1", "data-domain": domain, onclick: () => press(domain),
      onfocus: event => this.stop(event.currentTarget) },
    span("name", name), span("owner"));
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

  // Shows one state: for each domain {owner, says (nodes), mark}. What changed its owner turns over when it is drawn.
  show(states) {
    this.turning = [];
    for (const [domain, tile] of this.tiles) {
      const { owner = "", says, mark = "" } = states[domain];
      if (tile.dataset.owner !== undefined && tile.dataset.owner !== owner) this.turning.push(tile);
      tile.dataset.owner = owner;
      tile.dataset.mark = mark;
      tile.lastElementChild.replaceChildren(...says);
      tile.setAttribute("aria-label", heard(tile));
    }
  }

  // Leaves only the tiles for which `wanted(domain)`, and the layers that still have some.
  keep(wanted) {
    for (const [domain, tile] of this.tiles) tile.hidden = !wanted(domain);
    for (const layer of this.layers) layer.hidden = !layer.querySelector(".tile:not([hidden])");
    if (this.el.querySelector('.tile[tabindex="0"]')?.hidden) this.stop(this.el.querySelector(".tile:not([hidden])"));
  }

  // Apart from `show`, because it asks for places on the page: the browser lays the page out once, after all has been written.
  draw() {
    this.line?.draw([...this.tiles.values()], this.turning.length > 0);
    if (!still()) {
      this.turning.forEach(tile => tile.animate([{ transform: "perspective(500px) rotateX(-86deg)" }, { transform: "none" }],
        { duration: 240, easing: "cubic-bezier(.2,.7,.3,1)" }));
    }
    this.turning = [];
  }
}

// The words of a tile for the ear. Left to itself, Firefox says two of its parts as one word: "turning it offyou".
function heard(tile) {
  const parts = [tile.firstElementChild, ...tile.lastElementChild.children].filter(part => part.ariaHidden !== "true");
  return parts.map(part => part.textContent).join(" ");
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
    this.paths = ["halo", "ink"].map(name => make("path", { class: name, d: "" }));
    this.el = make("svg", { class: "line", "aria-hidden": "true" }, this.paths);
    this.pieces = [];
  }

  draw(tiles, moving) {
    const [before, drawn] = [this.pieces, String(this.pieces)];
    this.pieces = border(tiles.filter(tile => !tile.hidden && tile.offsetWidth).map(tile => ({
      left: tile.offsetLeft, top: tile.offsetTop, right: tile.offsetLeft + tile.offsetWidth, bottom: tile.offsetTop + tile.offsetHeight,
      aws: tile.dataset.owner === "aws", open: !tile.dataset.owner })));
    if (!moving && String(this.pieces) === drawn) return; // it is there, or on its way
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
    const names = this.services.map(service => span("label", data.services[service][scale ? "stop" : "name"]));
    const style = `--stops: ${this.services.length}`;
    if (!scale) {
      this.stops = this.services.map((_, n) => make("label", { class: "stop" },
        make("input", { type: "radio", name: `${view.id}-service`, onchange: () => this.go(n) }), pictures[n], names[n]));
      this.el = make("fieldset", { class: "track" }, make("legend", { class: "unseen" }, "Service"),
        make("div", { class: "stops", style }, this.stops));
    } else {
      const stop = (inside, n) => make("span", { class: "stop", onclick: () => this.go(n) }, inside);
      this.stops = [...pictures.map(stop), ...names.map(stop)];
      this.handle = make("input", { type: "range", class: "handle", min: 0, max: this.services.length - 1, step: 1, "aria-label": "Service",
        oninput: () => { this.pause(); this.go(Number(this.handle.value)); } });
      this.play = make("button", { type: "button", class: "plain play", onclick: () => (this.timer ? this.pause() : this.start()) });
      const half = this.services.length;
      this.here = make("div", { class: "here-now", "aria-hidden": "true" }); // for a phone, where this stays in view
      this.el = make("div", { class: "track scale", style }, box("stops", this.stops.slice(0, half)), this.handle,
        box("stops names", this.stops.slice(half)), this.here, this.play);
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
    if (this.play) this.play.textContent = "Play it through";
  }

  update({ service }, rows) {
    const at = this.services.indexOf(service);
    this.stops.forEach((stop, n) => {
      stop.classList.toggle("here", n % this.services.length === at);
      if (!this.handle) stop.firstElementChild.checked = n === at;
    });
    if (this.handle && at >= 0) {
      this.handle.value = at;
      this.here.replaceChildren(this.view.data.services[service].stop, make("br"), `${percent(share(rows))} yours`);
      this.handle.setAttribute("aria-valuetext", `${this.view.data.services[service].name}, ${percent(share(rows))} yours`);
    }
  }
}

// Any service, found by typing: the combobox of the ARIA practices, with a list below.
class Finder {
  constructor(view, label, choose) {
    Object.assign(this, { view, choose, active: 0, found: [] });
    const id = `${view.id}-find-${view.next()}`;
    this.list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, hidden: true });
    this.input = make("input", { id, type: "text", role: "combobox", autocomplete: "off",
      "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": this.list.id, onclick: () => this.open(""), oninput: () => this.open(this.input.value),
      onkeydown: event => this.key(event), onblur: () => this.shut() });
    this.el = box("finder", make("label", { for: id }, label), this.input, this.list);
    this.options = Object.fromEntries(view.data.order.map(service => [service, this.option(service)]));
  }

  option(service) {
    const { data } = this.view;
    const rows = rowsOf(data, service);
    // The press must not take the focus out of the box before it has counted.
    return make("li", { role: "option", id: `${this.list.id}-${service}`, onclick: () => this.take(service),
      onmousedown: event => event.preventDefault() },
      thumbnail(data, rows), span("label", data.services[service].name), span("part", percent(share(rows))));
  }

  open(typed) {
    const { order, services } = this.view.data;
    const wanted = typed.toLowerCase().split(/\s+/);
    const has = text => wanted.every(word => text.toLowerCase().includes(word));
    const [named, told] = [service => has(`${services[service].name} ${service}`), service => has(services[service].summary)];
    this.found = [...order.filter(named), ...order.filter(service => !named(service) && told(service))];
    this.list.replaceChildren(...this.found.map(service => this.options[service]),
      ...(this.found.length ? [] : [make("li", { class: "nothing" }, "No service of this name in the tables.")]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    if (!typed) this.input.select();
    this.mark(typed ? 0 : this.found.indexOf(this.service));
  }

  mark(at) {
    this.active = Math.max(0, Math.min(at, this.found.length - 1));
    const here = this.options[this.found[this.active]];
    this.found.forEach((service, n) => this.options[service].setAttribute("aria-selected", n === this.active));
    this.input.setAttribute("aria-activedescendant", here?.id ?? "");
    if (here) this.list.scrollTop = here.offsetTop - this.list.clientHeight / 2;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const shut = this.list.hidden;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) shut ? this.open("") : this.mark(this.active + steps[event.key]);
    else if (event.key === "Enter" && !shut && this.found.length) this.take(this.found[this.active]);
    else if (event.key === "Escape" && !shut) this.shut();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(service) {
    this.shut();
    this.choose(service);
  }

  shut() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.update({ service: this.service });
  }

  update({ service }) {
    this.service = service;
    this.input.value = this.view.data.services[service].name;
  }
}

// --- what is said: a service at a glance, the card of a tile

// Name, share, split and summary of a service.
class About {
  constructor(data) {
    this.data = data;
    this.title = text("title");
    this.number = span("number");
    this.meter = make("div", { class: "meter", "aria-hidden": "true" }, OWNERS.map(owner => make("span", { class: owner })));
    this.split = text("split");
    this.summary = text("summary");
    this.el = box("about", this.title, text("share", this.number, "your share"), this.meter, this.split, this.summary);
  }

  show(service, choice, rows) {
    const { data } = this;
    const count = owner => rows.filter(row => row.owner === owner).length;
    const [from, to] = [this.share ?? share(rows), share(rows)];
    this.share = to;
    this.title.textContent = withChoice(data, service, choice);
    this.summary.textContent = variant(data, service, choice).summary;
    this.split.replaceChildren(...OWNERS.filter(count).map(owner => owned(owner, `${count(owner)} ${COUNTED[owner]}`)));
    OWNERS.forEach((owner, n) => { this.meter.children[n].style.flexGrow = count(owner); });
    glide(t => { this.number.textContent = percent(from + (to - from) * t); });
  }

  get words() {
    return `Responsibility stack of ${this.title.textContent}: ${[...this.split.children].map(part => part.textContent).join(", ")}`;
  }
}

function duties(data, row) {
  return [text("duty aws", bold("AWS"), row.aws), text("duty customer", bold("Customer (you)"), row.you)];
}

// Who does what in one domain: a column for each of `sides` (service, choice, rows).
function card(view, domain, sides) {
  const { data } = view;
  const about = data.domains[domain];
  const id = `${view.id}-card`;
  const parts = sides.map(side => {
    const row = side.rows[domain];
    return make("div", { class: "side" },
      text("whose", sides.length > 1 ? `${data.services[side.service].name} ` : "", owned(row.owner, data.names[row.owner])),
      duties(data, row),
      text("word", `${BASIS[row.basis]}${SCOPE[row.scope]}: `, cite(data.sources[row.source]), `, checked ${row.checked}.`),
      movers(view, side, domain));
  });
  const tools = about.tools.map(tool => text("tool", bold(`${tool.name} helps. `), tool.does,
    bold(" It does not: "), tool.does_not, ` On by default: ${tool.on_by_default}. Costs money: ${tool.costs}. `,
    cite(data.sources[tool.source]), ". The job stays where it is."));
  return make("section", { class: "opened", "aria-labelledby": id },
    make("button", { type: "button", class: "shut", "aria-label": "Close", onclick: () => view.close() }, "×"),
    make("h4", { id, tabindex: "-1" }, about.name),
    text("definition", about.definition), box("sides", parts), tools);
}

// The settings of the service that move this domain, each to be flipped from here.
function movers(view, { service, choice }, domain) {
  if (!view.flips) return null;
  const { data } = view;
  const base = data.services[service].rows[domain][0];
  const moves = option => (option.becomes ? data.services[option.becomes].rows[domain][0] !== base : domain in option.moves);
  const settings = data.services[service].settings.filter(setting => setting.options.some(moves));
  const switches = settings.map(setting => new Switch(view, service, setting));
  if (!switches.length) return null;
  switches.forEach(one => one.update(choice));
  const title = switches.length > 1 ? "Settings that move it" : "A setting that moves it";
  return box("movers", text("", bold(title)), switches.map(one => one.el));
}

// --- the view: one service on its stack (scale, pick, settings)

class View {
  constructor(model, el) {
    Object.assign(this, { id: ownName("stack"), ids: 0, model, root: el });
    for (const name of ["data", "mode", "setup"]) this[name] = model.get(name);
    this.flips = ["scale", "pick", "settings"].includes(this.mode);
    el.classList.add("hook-stack");
    el.dataset.mode = this.mode;
    el.addEventListener("keydown", event => this.key(event));
    this.controls = [];
    this.said = make("div", { class: "said", role: "status" });
    this.hint = text("hint", "Choose a tile to see who does what in it, on whose word, and what moves it.");
    this.link = this.setup.link ? new Link(this, this.setup.link) : null;
    this.build();
    for (const name of Object.keys(this.state)) model.on(`change:${name}`, () => this.busy || this.update());
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(el);
    this.fit();
    this.update();
    this.link?.restore();
  }

  end() {
    this.observer.disconnect();
    this.link?.end();
    this.controls.forEach(control => control.pause?.());
  }

  next() {
    this.ids += 1;
    return this.ids;
  }

  get state() {
    return Object.fromEntries(["service", "other", "choice", "selected", "guess", "committed"].map(name => [name, this.model.get(name)]));
  }

  // Changes the model, tells Python if there is one, and draws once.
  set(changes) {
    this.busy = true;
    for (const [name, value] of Object.entries(changes)) this.model.set(name, value);
    this.model.save_changes();
    this.busy = false;
    this.update();
  }

  build() {
    const { order } = this.data;
    if (this.mode === "scale") this.controls.push(new Stops(this, true));
    else if (order.length > 6) this.controls.push(new Finder(this, "Service", service => this.choose(service)));
    else if (order.length > 1) this.controls.push(new Stops(this, false));
    if (this.mode === "settings") this.controls.push(new Switches(this));
    this.tiles = new Tiles(this.data, domain => this.press(domain));
    this.about = new About(this.data);
    this.side = box("panel", this.about.el, this.said, this.hint, this.link?.el);
    this.root.replaceChildren(...this.controls.map(control => control.el),
      box("main", box("stage", this.tiles.el), this.side));
  }

  get stacks() {
    return [this.tiles];
  }

  choose(service) {
    if (service !== this.state.service) this.set({ service, choice: {} });
  }

  // The choice keeps what is no default, in the order of the table.
  flip(setting, option) {
    const { service, choice } = this.state;
    const all = { ...choice, [setting]: option };
    const kept = this.data.services[service].settings.filter(s => s.key in all && !s.options.find(o => o.key === all[s.key])?.default);
    this.set({ choice: Object.fromEntries(kept.map(s => [s.key, all[s.key]])) });
  }

  // Opens the card of a tile, or shuts it if it is open.
  press(domain, tiles = this.tiles) {
    const before = this.opener;
    this.opener = tiles.tiles.get(domain);
    if (this.card && this.opener === before && domain === this.domain) return this.close();
    this.set({ selected: this.data.domains[domain].key });
    this.card.querySelector("h4").focus({ preventScroll: this.wide });
  }

  close() {
    this.set({ selected: "" });
    this.opener?.focus();
  }

  key(event) {
    if (event.key === "Escape" && this.card) {
      event.preventDefault();
      this.close();
    }
    keepPlain(event);
  }

  update() {
    const { data } = this;
    const { service, choice, selected } = this.state;
    const rows = rowsOf(data, service, choice);
    const since = this.reference(service, choice);
    const changes = since ? changesBetween(rowsOf(data, since.service, since.choice), rows) : [];
    this.tiles.show(rows.map(({ owner }, domain) => {
      const { was, hands, duties: other } = changes[domain] ?? {};
      if (hands) return { owner, mark: "changed", says: fromTo(data.names, was, owner, true) };
      const duty = other && this.mode === "settings"; // short, since a tile is narrow; its colour and sign say the owner
      return { owner, says: duty ? [span("unseen", `${data.names[owner]},`), owned(owner, "new duty")] : [owned(owner, data.names[owner])] };
    }));
    this.about.show(service, choice, rows);
    this.tiles.el.setAttribute("aria-label", this.about.words);
    this.controls.forEach(control => control.update(this.state, rows));
    this.tell(since, changes);
    this.show(selected, [{ service, choice, rows }]);
  }

  // What the changes are counted from: the service named in the set-up, the defaults, or what was shown before.
  reference(service, choice) {
    if (this.mode === "settings") return { service, choice: {}, words: "changed hands with what you flipped" };
    const { beside } = this.setup;
    if (beside) return { service: beside, choice: {}, words: `in other hands than on ${this.data.services[beside].name}` };
    const now = JSON.stringify([service, choice]);
    const { order } = this.data;
    if (!this.shown) this.since = order.indexOf(service) > 0 ? { service: order[order.indexOf(service) - 1], choice: {} } : null;
    else if (this.shown.now !== now) this.since = this.shown;
    this.shown = { now, service, choice };
    return this.since && { ...this.since, words: `changed hands since ${withChoice(this.data, this.since.service, this.since.choice)}` };
  }

  tell(since, changes) {
    const { data } = this;
    const hands = changes.filter(change => change.hands);
    const { service, choice } = this.state;
    const settings = this.mode === "settings" ? flipped(data, service, choice) : [];
    let words = "Everything is as it comes. Flip a setting to see what it moves.";
    if (!since) words = "This is the start. Move on to see what changes hands.";
    else if (this.mode !== "settings" || settings.length) {
      const count = hands.length ? plural(hands.length, "domain") : "No domain";
      words = `${count} ${since.words}${hands.length && !settings.length ? ":" : "."}`;
    }
    const list = settings.length ? this.flips_told(service, settings) : moves(data, hands);
    this.said.replaceChildren(text("", words), list, ...this.back(since, hands));
  }

  // On the way along the scale: what had been handed over and comes back.
  back(since, hands) {
    const { order } = this.data;
    const first = rowsOf(this.data, order[0]);
    if (this.mode !== "scale" || !since || order.indexOf(since.service) >= order.indexOf(this.state.service)) return [];
    const again = owner => hands.filter(({ domain, was, now }) => now === owner && POINTS[was] < POINTS[now] && first[domain].owner === "customer")
      .map(({ domain }) => this.data.domains[domain].name).join("; ");
    const [whole, part] = [again("customer"), again("shared")];
    if (!whole && !part) return [];
    return [text("back", ["One step back.", whole && `Wholly yours again: ${whole}.`, part && `Partly yours again: ${part}.`].filter(Boolean).join(" "))];
  }

  // What was flipped, each with what moved because of it, and a way back.
  flips_told(service, settings) {
    const { data } = this;
    const before = rowsOf(data, service);
    return make("ul", { class: "flips" }, settings.map(option => {
      const changes = changesBetween(before, rowsOf(data, service, { [option.setting.key]: option.key }));
      const [hands, kept] = [changes.filter(c => c.hands), changes.filter(c => !c.hands && c.duties).map(c => data.domains[c.domain].name)];
      const back = option.setting.options.find(o => o.default);
      return make("li", {}, bold(`${option.setting.name}: ${option.name}. `), option.summary,
        option.becomes ? ` That makes it ${data.services[option.becomes].name}.` : "", moves(data, hands),
        kept.length ? text("", `Same owner, new duty: ${kept.join("; ")}`) : null,
        hands.length || kept.length ? null : text("", "Nothing moves: every job stays with the one who had it."),
        cite(data.sources[option.source]), " ",
        make("button", { type: "button", class: "plain", onclick: () => this.flip(option.setting.key, back.key) }, `Back to ${back.name}`));
    }));
  }

  // Opens the card of the selected domain, draws it anew, or shuts it; then draws the lines.
  show(selected, sides) {
    const { activeElement } = document;
    const inCard = this.card?.contains(activeElement);
    const setting = inCard && activeElement.dataset.setting;
    this.card?.remove();
    this.domain = this.data.domains.findIndex(domain => domain.key === selected);
    this.card = this.domain < 0 ? null : card(this, this.domain, sides);
    this.hint.hidden = !!this.card;
    this.link?.update();
    for (const stack of this.stacks) for (const [domain, tile] of stack.tiles) tile.setAttribute("aria-expanded", domain === this.domain);
    this.place();
    // What had the focus was drawn anew: its twin gets it.
    const twin = setting ? `[data-setting="${CSS.escape(setting)}"]:checked` : "h4";
    if (inCard) this.card?.querySelector(twin)?.focus({ preventScroll: true });
    this.stacks.forEach(stack => stack.draw());
  }

  // The card stands beside the tiles where there is room, else right below the layer of its tile.
  place() {
    if (!this.card) return;
    const tile = Number(this.opener?.dataset.domain) === this.domain ? this.opener : this.tiles.tiles.get(this.domain);
    const before = this.wide ? this.beside : tile.closest(".layer");
    if (before.nextElementSibling !== this.card) before.after(this.card); // to move it would take the focus from it
  }

  get beside() {
    return this.about.el;
  }

  fit() {
    this.wide = this.root.clientWidth >= 780;
    this.root.classList.toggle("wide", this.wide);
    this.place();
    this.stacks.forEach(stack => stack.draw());
  }
}

// --- two services side by side

class Compare extends View {
  build() {
    const finders = [["Left", "service"], ["Right", "other"]].map(([label, name]) =>
      new Finder(this, label, service => this.set({ [name]: service })));
    this.finders = finders;
    this.abouts = finders.map(() => new About(this.data));
    this.pair = finders.map((_, n) => new Tiles(this.data, domain => this.press(domain, this.pair[n])));
    this.only = make("input", { type: "checkbox", onchange: () => this.update() });
    this.side = box("panel", this.said, this.hint, this.link?.el);
    this.halves = box("pair", finders.map((finder, n) =>
      box("half", finder.el, this.abouts[n].el, box("stage", this.pair[n].el))));
    this.root.replaceChildren(make("label", { class: "only" }, this.only, " Only what differs"), this.halves, this.side);
  }

  get stacks() {
    return this.pair;
  }

  get tiles() {
    return this.pair[0];
  }

  update() {
    const { data, state } = this;
    const services = [state.service, state.other];
    const sides = services.map(service => ({ service, choice: {}, rows: rowsOf(data, service) }));
    const changes = changesBetween(sides[0].rows, sides[1].rows);
    sides.forEach(({ service, rows }, n) => {
      this.finders[n].update({ service });
      this.abouts[n].show(service, {}, rows);
      this.pair[n].show(rows.map(({ owner }, domain) => ({ owner, says: [owned(owner, data.names[owner])],
        mark: changes[domain].hands ? "changed" : "" })));
      this.pair[n].el.setAttribute("aria-label", this.abouts[n].words);
      this.pair[n].keep(domain => !this.only.checked || changes[domain].hands);
    });
    const steps = changes.map(({ was, now }) => POINTS[now] - POINTS[was]);
    const [to_aws, to_you] = [steps.filter(step => step < 0).length, steps.filter(step => step > 0).length];
    const [from, to] = services.map(service => data.services[service].name);
    this.said.replaceChildren(text("", `From ${from} to ${to}: ${to_aws} towards AWS, ${to_you} towards you, `
      + `${steps.length - to_aws - to_you} the same.`), moves(data, changes.filter(change => change.hands)));
    this.show(state.selected, sides);
  }

  get beside() {
    return this.halves;
  }
}

function render({ model, el }) {
  const Guess = model.get("setup").why ? Sort : Predict;
  const Kind = { compare: Compare, predict: Guess }[model.get("mode")] ?? View;
  const view = new Kind(model, el);
  return () => view.end();
}

export default { render };
