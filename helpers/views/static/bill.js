// The bill of a runaway function: a guess first, then the amount, and the days until somebody notices as a handle below it.
//
// Python sends `data` once (see bill.py). The model's `parallel`, `memory`, `days`, `guess` and `shown` can be read and set there as well.
// living.py puts elements.js (making elements) before this.

// The same as runaway_function and forgotten_instance in numbers/bill.py; a test holds the two together. A run takes a second.
export function billOf(prices, parallel, memory, days) {
  const seconds = parallel * days * 24 * 60 * 60;
  const [gbSeconds, requests] = [seconds * memory, seconds];
  const [time, calls] = [gbSeconds * prices.gb_second, requests / 1e6 * prices.million_requests];
  return { gbSeconds, requests, time, calls, usd: time + calls, machine: prices.machine_hour * 24 * days };
}

// What a guess was worth, for a bill after `wait`. Both amounts in US dollars.
export function verdict(guess, usd, wait) {
  const said = `You guessed ${dollars(guess, 0)} for ${wait}.`;
  const times = ratio => `${count(ratio, ratio < 10 ? 1 : 0)} times`;
  if (Math.abs(guess - usd) <= usd / 10) return `${said} That's within 10% of the bill.`;
  if (guess > usd) return `${said} That's ${times(guess / usd)} the bill.`;
  return guess ? `${said} The bill is ${times(usd / guess)} that.` : `${said} The bill is ${dollars(usd)}.`;
}

// The dollars that somebody typed, as $1,000 or 1000.50; null if that's no amount.
export function typed(words) {
  const plain = words.replace(/[$,\s]/g, "");
  return /^\d{1,15}(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

function count(n, digits = 0) {
  return n.toLocaleString("en-US", { maximumFractionDigits: digits });
}

function dollars(n, cents = 2) {
  return `$${n.toLocaleString("en-US", { minimumFractionDigits: cents, maximumFractionDigits: cents })}`;
}

// A part of a whole in words.
function cited(sources) {
  return sources.flatMap((source, n) => [n ? ", " : "", cite(source)]);
}

function percent(part, whole) {
  const share = whole ? part / whole : 0;
  if (share > 0 && share < 0.01) return "less than 1%";
  return share > 0.99 && share < 1 ? "more than 99%" : `${count(share * 100)}%`;
}

class Bill {
  constructor(model, el) {
    Object.assign(this, { model, data: model.get("data") });
    el.classList.add("hook-stack");
    el.dataset.mode = "bill";
    el.addEventListener("keydown", keepPlain);
    this.question = this.asked();
    this.told = box("told", this.amount(), this.slider(), this.dials(), this.bars(), this.small());
    el.replaceChildren(text("title", this.data.which),
      text("summary", this.data.how, " (", cited(this.data.loops), ")"), this.question, this.told);
    for (const name of ["parallel", "memory", "days", "guess", "shown"]) model.on(`change:${name}`, () => this.update());
    this.update();
  }

  set(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }

  // --- the guess

  asked() {
    const { parallel, memory, days } = this.data.at_first;
    this.field = make("input", { type: "text", inputmode: "decimal", autocomplete: "off" });
    this.noGuess = text("trouble");
    this.noGuess.setAttribute("role", "alert");
    return make("form", { class: "asked", onsubmit: event => this.commit(event) },
      text("", `${count(parallel)} runs at any moment, ${this.size(memory)} each, and nobody notices for ${this.wait(days)}.`),
      make("label", {}, span("", "Your guess in dollars"), this.field), this.noGuess,
      box("actions", make("button", { class: "commit", type: "submit" }, "Show the bill"),
        make("button", { class: "without", type: "button", onclick: () => this.show(null) }, "Show me without a guess")));
  }

  commit(event) {
    event.preventDefault();
    const guess = typed(this.field.value);
    if (guess !== null) return this.show(guess);
    this.noGuess.textContent = "Type an amount in figures, such as 500.";
    this.field.setAttribute("aria-invalid", "true");
    this.field.focus();
  }

  show(guess) {
    this.set({ guess, shown: true });
    this.handle.focus({ preventScroll: true }); // the button that had the focus is gone
  }

  // --- the bill

  amount() {
    [this.number, this.after] = [span("number"), span("")];
    this.guessed = text("guessed");
    return box("", make("p", { class: "share", role: "status" }, this.number, this.after), this.guessed);
  }

  slider() {
    const last = this.data.waits.length - 1;
    this.handle = make("input", { type: "range", class: "handle", min: 0, max: last, "aria-label": "Days until somebody notices",
      oninput: () => this.slide() });
    this.stops = this.data.waits.map(([days, name]) => make("span", { class: "stop", onclick: () => this.set({ days }) }, span("label", name)));
    return make("div", { class: "waits", style: `--stops: ${last + 1}` },
      make("p", { class: "hint", "aria-hidden": "true" }, "Until somebody notices"), this.handle,
      make("div", { class: "stops", "aria-hidden": "true" }, this.stops));
  }

  // From stop to stop. Where Python set days between two stops, the next move goes to the one that lies that way.
  slide() {
    const [place, here] = [this.handle.valueAsNumber, this.place()];
    const stop = Number.isInteger(here) ? Math.round(place) : place > here ? Math.ceil(place) : Math.floor(place);
    this.set({ days: this.data.waits[stop][0] });
  }

  // Where the handle stands: the number of a stop, with a fraction between two.
  place() {
    const { waits } = this.data;
    const days = this.model.get("days");
    const next = waits.findIndex(([wait]) => wait >= days);
    if (next <= 0) return 0;
    const [from, to] = [waits[next - 1][0], waits[next][0]];
    return next - 1 + (days - from) / (to - from);
  }

  dials() {
    this.parallel = make("input", { type: "number", inputmode: "numeric", min: 0, max: this.data.most, step: 100, oninput: () => this.run() });
    this.memory = make("select", { onchange: () => this.set({ memory: Number(this.memory.value) }) },
      this.data.sizes.map(([gb, name]) => make("option", { value: gb }, name)));
    this.noRuns = text("trouble");
    this.noRuns.setAttribute("role", "alert");
    return box("dials", make("label", {}, span("", "Runs in parallel"), this.parallel),
      make("label", {}, span("", "Memory of each run"), this.memory), this.noRuns);
  }

  run() {
    const runs = this.parallel.value === "" ? NaN : Number(this.parallel.value);
    const good = Number.isInteger(runs) && runs >= 0 && runs <= this.data.most;
    this.parallel.setAttribute("aria-invalid", String(!good));
    this.noRuns.textContent = good ? ""
      : `Runs in parallel go from 0 to ${count(this.data.most)}, whole numbers. The bill is still for ${count(this.model.get("parallel"))}.`;
    if (good) this.set({ parallel: runs });
  }

  bars() {
    this.rows = ["The runaway function", "A forgotten m5.xlarge, idle", "A function that nobody calls"].map(name => {
      const [bar, amount] = [span("bar"), bold()];
      return { bar, amount, row: make("li", {}, span("what", name), span("length", bar, amount)) };
    });
    this.parts = text("parts");
    return box("", make("ul", { class: "bars" }, this.rows.map(({ row }) => row)), this.parts);
  }

  small() {
    const { region, dated, sources } = this.data;
    const days = Object.entries(dated).flatMap(([what, day], n) => [`${n ? ", " : ""}${what} of `, span("day", day)]);
    return text("hint", `List prices of ${region}, before discounts and the free tier, at Lambda's first tier throughout: `, days,
      ". What it writes and sends comes on top. Source: ", cited(sources), ".");
  }

  size(memory) {
    return this.data.sizes.find(([gb]) => gb === memory)?.[1] ?? `${count(memory, 3)} GB`;
  }

  wait(days) {
    return this.data.waits.find(([wait]) => wait === days)?.[1] ?? plural(days, "day");
  }

  update() {
    const [parallel, memory, days, guess, shown] = ["parallel", "memory", "days", "guess", "shown"].map(name => this.model.get(name));
    const bill = billOf(this.data, parallel, memory, days);
    this.question.hidden = shown;
    this.told.hidden = !shown;
    this.number.textContent = dollars(bill.usd);
    this.after.textContent = `after ${this.wait(days)}`;
    const first = this.data.at_first;
    this.guessed.textContent = typeof guess !== "number" ? "" // Python's None is null, or undefined where it runs in the browser
      : verdict(guess, billOf(this.data, first.parallel, first.memory, first.days).usd, this.wait(first.days));

    const place = this.place();
    this.handle.step = Number.isInteger(place) ? 1 : "any";
    this.handle.value = place;
    this.handle.setAttribute("aria-valuetext", `${this.wait(days)}, ${dollars(bill.usd)}`);
    this.stops.forEach((stop, n) => stop.classList.toggle("here", n === place));

    if (this.parallel.value === "" || Number(this.parallel.value) !== parallel) {
      this.parallel.value = parallel;
      this.run();
    }
    if (!Array.from(this.memory.options).some(option => Number(option.value) === memory)) {
      this.memory.append(make("option", { value: memory }, this.size(memory)));
    }
    this.memory.value = memory;

    const amounts = [bill.usd, bill.machine, 0];
    const most = Math.max(...amounts) || 1;
    this.rows.forEach(({ bar, amount }, n) => {
      bar.style.setProperty("--part", amounts[n] / most);
      amount.textContent = dollars(amounts[n]);
    });
    this.parts.textContent = `Of the runaway function's bill, ${dollars(bill.time)} (${percent(bill.time, bill.usd)}) are for ${count(bill.gbSeconds)} GB-seconds `
      + `of running time, and ${dollars(bill.calls)} (${percent(bill.calls, bill.usd)}) for ${count(bill.requests)} requests of a second each.`;
  }
}

function render({ model, el }) {
  new Bill(model, el);
}

export default { render };
