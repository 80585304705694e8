// Prediction, a mode of the stack: a tile takes an owner; then the table's owner stands beside yours.

class Predict extends View {
  build() {
    const { data, setup } = this;
    const number = key => data.domains.findIndex(domain => domain.key === key);
    this.asked = setup.asked.map(number);
    this.owners = KEYS.filter(owner => owner in setup.words);
    this.truth = rowsOf(data, this.state.service);
    this.shownAt = performance.now();
    this.commit = make("button", { type: "button", class: "commit", onclick: () => this.decide() });
    this.count = make("p", { class: "count", role: "status" });
    this.notice = make("p", { class: "notice", role: "status" });
    const locked = this.model.get("lock") && this.model.get("shows") === "none";
    this.without = locked ? make("button", { type: "button", class: "without", onclick: () => this.open() }, "Show me without a guess") : "";
    this.opened = make("p", { class: "count", role: "status" });
    this.actions = box("actions", this.count, this.commit, this.without, this.opened);
    this.about = { el: box("about", text("title", setup.question), text("summary", setup.hint, span("by-key", this.keys))) };
    this.model.on("change:notice", () => this.hear());
    this.lay([...this.asked, ...setup.given.map(number)].sort((a, b) => a - b));
  }

  get keys() {
    return " Or use the keys.";
  }

  // Puts on the page what is to be decided, here as tiles, and what belongs to it.
  lay(domains) {
    this.tiles = new Tiles(this.data, domain => this.press(domain), domains);
    this.tiles.el.setAttribute("aria-label", this.setup.question);
    this.tiles.el.addEventListener("keydown", event => this.number(event));
    this.below = box("below");
    const { words } = this.setup;
    this.about.el.append(make("ol", { class: "words" },
      this.owners.map((owner, n) => make("li", {}, make("kbd", {}, n + 1), owned(owner, words[owner])))));
    this.side = box("panel", this.about.el, this.actions, this.said, this.notice, this.hint);
    this.root.replaceChildren(box("main", box("stage", this.tiles.el), this.side, this.below));
  }

  // The place where one domain is decided.
  place_of(domain) {
    return this.tiles.tiles.get(domain);
  }

  put(domain, owner) {
    const { guess } = this.state;
    const key = this.data.domains[domain].key;
    const { [key]: _, ...others } = guess;
    this.set({ guess: owner ? { ...others, [key]: owner } : others });
  }

  give(domain, owner) {
    this.put(domain, owner);
    this.count.textContent = `${this.data.domains[domain].name}: ${owner ? this.setup.words[owner] : "no owner"}. ${this.progress()}`;
  }

  progress() {
    return `${Object.keys(this.state.guess).length} of ${this.asked.length} decided.`;
  }

  get right() {
    return "as in the table";
  }

  get one() {
    return "tile";
  }

  get remedy() {
    return "both duties";
  }

  // A press goes through the owners in turn; after the commit it opens the card.
  press(domain) {
    if (this.state.committed) return super.press(domain);
    if (!this.asked.includes(domain)) return null;
    const at = this.owners.indexOf(this.state.guess[this.data.domains[domain].key]);
    return this.give(domain, this.owners[(at + 1) % this.owners.length]);
  }

  number(event) {
    const domain = Number(event.target.closest("[data-domain]")?.dataset.domain ?? -1);
    if (this.state.committed || !this.asked.includes(domain) || event.ctrlKey || event.metaKey || event.altKey) return;
    const owner = this.owners[Number(event.key) - 1];
    if (owner) this.give(domain, owner);
    else if (["0", "Backspace", "Delete"].includes(event.key)) this.give(domain, "");
  }

  decide() {
    const { guess, committed } = this.state;
    const open = this.asked.filter(domain => !guess[this.data.domains[domain].key]);
    if (committed) this.again();
    else if (open.length) {
      const first = this.data.domains[open[0]].name;
      this.count.textContent = `Not tried yet: ${plural(open.length, this.one)} without an owner, the first is ${first}.`;
      this.place_of(open[0]).focus();
    } else {
      this.set({ committed: true });
      this.open();
      this.send(guess);
    }
  }

  // What stands behind the prediction opens, once and for good.
  open() {
    if (this.without) this.without.remove();
    if (this.model.get("shows") !== "none") return;
    this.set({ shows: "" });
    this.opened.textContent = OPENED;
  }

  again() {
    this.notice.textContent = "";
    this.shownAt = performance.now();
    this.set({ guess: { ...this.setup.start }, committed: false, selected: "" });
  }

  // Python keeps the record. Where there is none, or it does not answer, the learner is told.
  send(guess) {
    if (withoutPython()) this.notice.textContent = "No Python runs on this page, so your prediction goes into no record.";
    else if (!reaches(this.model, { guess, seconds: (performance.now() - this.shownAt) / 1000 })) {
      this.notice.textContent = "Python has ended, so your prediction is not in your record. Run the first cell of the notebook, then this one.";
    } else {
      this.waiting = setTimeout(() => { this.notice.textContent = "Python has not answered yet, so your prediction is not "
        + "in your record. If the kernel was shut down, run the cell again."; }, 5000);
    }
  }

  hear() {
    clearTimeout(this.waiting);
    this.notice.textContent = this.model.get("notice");
  }

  // The tiles that were there to be decided: all that were asked, but not those that were right from the start and left alone.
  decided(guess) {
    const { start } = this.setup;
    return this.asked.map(domain => {
      const [{ key, name }, row] = [this.data.domains[domain], this.truth[domain]];
      return { key, name, row, said: guess[key], first: start[key], right: guess[key] === row.owner };
    }).filter(({ right, first, said }) => !(right && first === said));
  }

  update() {
    const { guess, committed, selected, service } = this.state;
    const { words, start } = this.setup;
    this.tiles.show(this.data.domains.map(({ key }, domain) => {
      const owner = this.truth[domain].owner;
      const said = guess[key];
      if (!this.asked.includes(domain)) return { owner, mark: "given", says: [owned(owner, `${words[owner]}, given`)] };
      if (committed) {
        if (said === owner) return { owner, mark: "right", says: [owned(owner, `${words[owner]} ✓`)] };
        return { owner, mark: "differs", says: [owned(owner, words[owner]), span("mine", `your guess: ${words[said]} ✗`)] };
      }
      if (!said) return { says: ["your guess"], mark: "open" };
      return { owner: said, mark: start[key] && start[key] !== said ? "changed" : "", says: [owned(said, words[said])] };
    }));
    this.conclude(guess, committed);
    this.below.replaceChildren(...(committed ? this.told(guess) : []));
    this.show(committed ? selected : "", [{ service, choice: {}, rows: this.truth }]);
    if (!committed) this.hint.hidden = true;
  }

  // How far the learner is; after the commit, the score.
  conclude(guess, committed) {
    this.root.classList.toggle("committed", committed);
    this.commit.textContent = committed ? "Predict again" : "Commit my prediction";
    this.count.textContent = committed ? "" : this.progress();
    this.said.replaceChildren(...(committed ? this.verdict(guess) : []));
  }

  verdict(guess) {
    const items = this.decided(guess);
    const right = items.filter(item => item.right).length;
    const moved = items.filter(item => item.first && item.first !== item.row.owner);
    const found = moved.filter(item => item.right).length;
    const from = this.setup.from;
    return [text("score", span("number", `${right} of ${items.length}`), ` ${this.right}`),
      from && text("", `Of ${plural(moved.length, "tile")} that change hands from ${from}, you found ${found}. `
        + `You moved ${items.length - moved.length} that stay. What you left alone, and rightly so, does not count.`),
      right < items.length && text("", `Where you differ, read ${this.remedy} before you agree.`),
    ].filter(Boolean);
  }

  // Every tile that counted: what you said, what the table says, both duties; where you differ first.
  told(guess) {
    const items = this.decided(guess);
    const { words } = this.setup;
    const entry = ({ name, row, said, right }) => box("entry", text("whose", name),
      text("", "You said ", owned(said, words[said]), right ? `: ${this.right}.` : " · the table says ",
        right ? null : owned(row.owner, words[row.owner])), duties(this.data, row));
    const [wrong, right] = [items.filter(item => !item.right), items.filter(item => item.right)];
    const title = make("summary", {}, `${plural(right.length, "tile")} ${this.right}`);
    const folded = make("details", {}, title, box("entries", right.map(entry)));
    return right.length ? [box("entries", wrong.map(entry)), folded] : [box("entries", wrong.map(entry))];
  }
}
