// The settings of a service as switches. What is flipped says under the switch what it moved; what the others exclude is disabled,
// and says why in the same place, which is kept free for it, so that nothing jumps.

// What one flipped option moves, in a sentence: names the domains, if they are few.
function told(data, service, option) {
  const changes = changesBetween(rowsOf(data, service), rowsOf(data, service, { [option.setting.key]: option.key }));
  const hands = changes.filter(change => change.hands);
  const count = `${plural(hands.length, "domain")} changed hands`;
  const steps = hands.map(({ was, now }) => Math.sign(POINTS[now] - POINTS[was]));
  const towards = [[-1, "AWS"], [1, "you"]].map(([way, name]) => [steps.filter(step => step === way).length, name]).filter(([n]) => n);
  if (option.becomes) {
    const ways = towards.map(([n, name]) => `${n === hands.length ? "all" : n} towards ${name}`);
    return [`That makes it ${data.services[option.becomes].name}: ${[count, ...ways].join(", ")}.`];
  }
  const { length } = changes.filter(change => change.duties);
  if (!hands.length) return [length ? `The owners stay, with a new duty in ${plural(length, "domain")}.` : "Nothing moves."];
  return [`${count}: `, ...hands.flatMap(({ domain, was, now }, n) => [n ? "; " : "", data.domains[domain].name, ", ", ...fromTo(data.names, was, now)]), "."];
}

// One setting: its options as radio buttons side by side.
class Switch {
  constructor(view, service, setting) {
    Object.assign(this, { view, service, setting });
    const group = `${view.id}-switch-${view.next()}`;
    this.inputs = setting.options.map(option => make("input", { type: "radio", name: group, value: option.key, "data-setting": setting.key,
      onchange: () => view.flip(setting.key, option.key) }));
    this.news = text("news");
    this.why = make("p", { class: "why", id: `${group}-why` });
    this.summary = text("summary");
    const options = setting.options.map((option, n) => make("label", { class: "option" }, this.inputs[n], span("", option.name)));
    this.el = make("fieldset", { class: "switch", "aria-describedby": this.why.id }, make("legend", {}, setting.name),
      box("options", options), box("notes", this.news, this.why, this.summary));
  }

  // tells: says what it moved, in place of what the option is.
  update(choice, tells = false) {
    const { setting, service, view: { data } } = this;
    const now = setting.options.find(o => o.key === choice[setting.key]) ?? setting.options.find(o => o.default);
    const reasons = setting.options.map(option => (option === now ? "" : conflict(data, service, choice, setting, option)));
    this.inputs.forEach((input, n) => {
      input.checked = setting.options[n] === now;
      input.disabled = !!reasons[n];
    });
    const names = new Map();
    reasons.forEach((reason, n) => reason && names.set(reason, [...(names.get(reason) ?? []), setting.options[n].name]));
    this.why.textContent = [...names].map(([reason, options]) => `${options.join(" or ")}: ${reason}.`).join(" ");
    this.news.replaceChildren(...(tells && !now.default ? told(data, service, { ...now, setting }) : []));
    this.summary.textContent = tells && (names.size || !now.default) ? "" : now.summary;
    this.el.classList.toggle("flipped", !now.default);
  }
}

// All settings of the service: where there are many, the table's first and those that move most stand open, the rest is folded.
class Switches {
  constructor(view) {
    this.view = view;
    this.el = make("div", { class: "settings", role: "group" });
  }

  update({ service, choice }) {
    if (service !== this.service) this.lay(service);
    this.switches.forEach(one => one.update(choice, true));
    if (this.folded.some(setting => setting.key in choice)) this.more.open = true;
  }

  lay(service) {
    const { data } = this.view;
    this.service = service;
    const open = inFront(data, service);
    this.folded = data.services[service].settings.filter(setting => !open.includes(setting));
    const make_all = settings => settings.map(setting => new Switch(this.view, service, setting));
    const [first, rest] = [make_all(open), make_all(this.folded)];
    this.switches = [...first, ...rest];
    this.more = rest.length ? make("details", { class: "more" }, make("summary", {}, plural(rest.length, "more setting")),
      box("switches", rest.map(one => one.el))) : "";
    this.el.setAttribute("aria-label", `Settings of ${data.services[service].name}`);
    this.el.replaceChildren(box("switches", first.map(one => one.el)), this.more);
  }
}

function inFront(data, service, most = 3) {
  const { settings } = data.services[service];
  const before = rowsOf(data, service);
  const moves = ({ key, options }) => Math.max(...options.map(option =>
    changesBetween(before, rowsOf(data, service, { [key]: option.key })).filter(change => change.hands).length));
  const movers = settings.slice(1).map(setting => [setting, moves(setting)]).sort((a, b) => b[1] - a[1]).slice(0, most - 1);
  return settings.filter((setting, n) => n === 0 || movers.some(([mover]) => mover === setting));
}
