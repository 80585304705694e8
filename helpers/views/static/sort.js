// Sorting, a prediction of sentences: a row for each, with the words to choose from beside it; after the commit, the reasons.

class Sort extends Predict {
  lay(domains) {
    this.root.classList.add("sorting");
    this.rows = new Map(domains.map(domain => [domain, new Row(this, domain)]));
    const list = make("ul", { class: "rows", onkeydown: event => this.walk(event) }, [...this.rows.values()].map(row => row.el));
    this.root.replaceChildren(this.about.el, list, this.actions, this.said, this.notice);
  }

  get keys() {
    return ` Or use the keys 1 to ${this.owners.length}, and the arrows up and down.`;
  }

  get right() {
    return "right";
  }

  get one() {
    return "row";
  }

  get remedy() {
    return "why";
  }

  get stacks() {
    return [];
  }

  place_of(domain) {
    return this.rows.get(domain).input("");
  }

  // A radio button says by itself what was chosen.
  give(domain, owner) {
    this.put(domain, owner);
    if (owner) this.rows.get(domain).input(owner).focus();
  }

  // Up and down go from row to row, and stay in the column; a number chooses, see Predict.
  walk(event) {
    if (this.state.committed || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...this.rows.values()];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return this.number(event);
    event.preventDefault(); // it would choose the next word of this row
    const at = rows.findIndex(row => row.el.contains(event.target));
    rows[at + step]?.input(event.target.value).focus();
  }

  update() {
    const { guess, committed } = this.state;
    for (const [domain, row] of this.rows) row.show(guess[row.key], committed ? this.truth[domain].owner : "");
    this.conclude(guess, committed);
  }
}

// One sentence, the words beside it, and below them, after the commit, the verdict with the reason.
class Row {
  constructor(view, domain) {
    const { key, name } = view.data.domains[domain];
    const { words, why } = view.setup;
    const id = `${view.id}-row-${domain}`;
    Object.assign(this, { key, words });
    this.inputs = view.owners.map(owner => make("input", { type: "radio", name: id, value: owner, onchange: () => view.give(domain, owner) }));
    const options = this.inputs.map(input => make("label", { class: `option ${input.value}` }, input, span("", owned(input.value, words[input.value]))));
    this.verdict = make("summary");
    this.reason = make("details", { class: "reason" }, this.verdict, text("", why[key]));
    this.el = make("li", { class: "case", "data-domain": domain }, make("p", { id }, name),
      make("div", { class: "options", role: "radiogroup", "aria-labelledby": id }, options), this.reason);
  }

  // The button of an owner; without one, the button that is chosen, else the first.
  input(owner) {
    return this.inputs.find(input => (owner ? input.value === owner : input.checked)) ?? this.inputs[0];
  }

  // owner: the right one, once it may be told. A reason opens by itself where the guess was another.
  show(said = "", owner = "") {
    for (const input of this.inputs) {
      input.checked = input.value === said;
      input.disabled = !!owner;
      input.parentElement.dataset.mark = input.value === (owner || said) ? "on" : input.checked ? "missed" : "";
    }
    if (this.owner === owner) return;
    this.owner = owner;
    this.reason.hidden = !owner;
    this.reason.open = said !== owner;
    this.verdict.textContent = said === owner ? `✓ Right: ${this.words[owner]}` : `✗ Your guess: ${this.words[said]}. The answer: ${this.words[owner]}`;
  }
}
