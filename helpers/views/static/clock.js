// The clock of a cluster: a curve of the versions published since it was launched, and the cluster's age as a handle below it.
//
// Python sends `data` once (see clock.py). The age is the model's `months`, which Python can read and set as well. Every part of the
// picture is placed in per cent of it, so that it is as wide as its page. living.py puts elements.js (making elements) before this.

const PRODUCT = "Amazon Linux 2023";

// The age on `day` in months, with its fraction. ISO dates are in order as they are spelled.
function ageOn(day, ends) {
  const month = ends.findIndex(end => end >= day);
  const [from, to] = [ends[month - 1], ends[month]].map(end => Date.parse(end));
  return month - 1 + (Date.parse(day) - from) / (to - from);
}

class Clock {
  constructor(model, el) {
    Object.assign(this, { model, data: model.get("data") });
    this.last = this.data.ends.length - 1;
    this.most = Math.max(1, this.data.versions.length);
    el.classList.add("hook-stack");
    el.dataset.mode = "clock";
    el.addEventListener("keydown", keepPlain);
    this.number = span("number");
    [this.age, this.day] = [span(""), span("day")];
    this.said = make("div", { class: "said", role: "status" });
    this.handle = make("input", { type: "range", class: "handle", min: 0, max: this.last, step: 1, "aria-label": "Age of the cluster",
      oninput: () => this.go(Number(this.handle.value)) });
    el.replaceChildren(
      text("share", this.number, span("", this.age, this.day)),
      make("div", { class: "ages", style: `--stops: ${this.last + 1}` }, this.plot(), this.handle, this.stops(),
        make("p", { class: "hint", "aria-hidden": "true" }, "Age of the cluster in months")),
      this.said,
      text("hint", "Grey: what is still to be published. Source: ", this.data.sources.flatMap(source => [cite(source), ", "]),
        `versions up to ${this.data.until}.`));
    model.on("change:months", () => this.update());
    this.update();
  }

  // The whole curve in grey; the part up to now again in colour, cut off where the cluster stands; a dot on its end.
  plot() {
    const steps = this.data.versions.map((day, n) => `H${ageOn(day, this.data.ends)}V${this.most - n - 1}`).join("");
    const curve = `M0 ${this.most}${steps}H${this.last}`;
    const picture = (name, ...paths) => make("svg", { class: name, viewBox: `0 0 ${this.last} ${this.most}`, preserveAspectRatio: "none" },
      paths);
    const apart = Math.max(1, Math.round(this.most / 40)) * 10;
    const rules = Array.from({ length: Math.floor(this.most / apart) }, (_, n) => (n + 1) * apart);
    this.tag = span("tag");
    this.now = span("now", span("dot"), this.tag);
    this.seen = picture("seen", make("path", { class: "area", d: `${curve}V${this.most}Z` }), make("path", { d: curve }));
    return make("div", { class: "plot", "aria-hidden": "true" },
      rules.map(n => make("span", { class: "rule", style: `bottom: ${n / this.most * 100}%` }, n)),
      picture("", make("path", { d: curve })), this.seen, this.now);
  }

  stops() {
    this.labels = this.data.ends.map((_, n) => make("span", { class: "stop", onclick: () => this.go(n) },
      span("label", n || "launch day")));
    return make("div", { class: "stops", "aria-hidden": "true" }, this.labels);
  }

  go(months) {
    this.model.set("months", months);
    this.model.save_changes();
  }

  update() {
    const { launched, newest, ends, versions } = this.data;
    const months = this.model.get("months");
    const behind = versions.filter(day => day <= ends[months]).length;
    const name = months ? plural(months, "month") : "launch day";
    const x = months / this.last * 100;
    this.number.textContent = behind;
    this.age.textContent = `${behind === 1 ? "version" : "versions"} behind ${months ? "after" : "on"} ${name}, `;
    this.day.textContent = ends[months];
    this.tag.textContent = months ? `${behind} behind` : "launched";
    this.now.classList.toggle("early", x < 15); // no room to its left
    this.now.style.left = `${x}%`;
    this.now.style.bottom = `${behind / this.most * 100}%`;
    this.seen.style.setProperty("--rest", `${100 - x}%`);
    this.labels.forEach((label, n) => label.classList.toggle("here", n === months));
    this.handle.value = months;
    this.handle.setAttribute("aria-valuetext", `${name}, ${behind} behind`);
    this.said.replaceChildren(text("", `${months ? "After" : "On"} ${name}, ${plural(behind, "version")} of ${PRODUCT} newer than the one of ${newest}, `
      + `the newest when the cluster was launched on ${launched}.`));
  }
}

function render({ model, el }) {
  new Clock(model, el);
}

export default { render };
