// A learner's card in a class that votes: choose, say how sure you are, send, and change your mind while the vote is open.
//
// send(vote, seconds) takes {opening, round, letter, confidence}; its promise is kept once the vote was counted, and broken with what
// to say. votes holds the learner's own votes, {opening: {round: {letter, confidence}}}, and kept() is called when they changed.
// elements.js and card.js come before this.

const NAMES = ["", "First vote", "Second vote"];

class Ballot {
  constructor({ send, votes, kept }) {
    Object.assign(this, { send, votes, kept });
    this.said = make("p", { class: "said", role: "status" });
    this.asked = make("p", { class: "asked", role: "alert" });
    this.button = make("button", { type: "button", onclick: () => this.press() });
    this.card = make("section", { class: "card", "aria-label": "Class vote" });
    this.el = make("div", { class: "hook-quiz ballot" }, this.card);
    this.shown = "";
  }

  // Where the class stands, as Room.public() says it. Draws the card anew only where that has changed.
  show(stands) {
    const now = `${stands.phase} ${stands.opening} ${stands.round}`;
    if (now === this.shown) return;
    this.shown = now;
    this.stands = stands;
    this.since = performance.now();
    this.asked.textContent = this.said.textContent = "";
    if (stands.phase === "waiting") {
      this.card.replaceChildren(this.said);
      this.said.textContent = "You're in. Wait for the question; it comes by itself.";
    } else this.draw(stands);
  }

  own(round) {
    return this.votes[this.stands.opening]?.[round];
  }

  draw({ phase, round, question }) {
    const open = phase === "open";
    this.fields = caseFields(question);
    this.sure = confidenceFields();
    const before = round > 1 && this.own(1);
    this.card.replaceChildren(text("place", `${NAMES[round]}${open ? "" : ", closed"}`), this.fields,
      before && phase !== "told" ? text("place", `Your first vote: ${said(before)}.`) : "",
      phase === "told" ? "" : this.sure, this.asked, open ? make("div", { class: "actions" }, this.button) : "", this.said);
    const own = this.own(round);
    if (own) {
      this.fields.querySelector(`[value="${own.letter}"]`).checked = true;
      this.sure.querySelector(`[value="${own.confidence}"]`).checked = true;
    }
    if (!open) this.card.querySelectorAll("input").forEach(input => { input.disabled = true; });
    if (phase === "told") this.tell(question, own ?? before);
    else if (open) this.name(own);
    else this.said.textContent = (own ? `Your vote: ${said(own)}. ` : "You didn't vote this time. ")
      + (round === 1 ? "Find a neighbour who voted otherwise, and convince them. A second vote may follow." : "Now listen.");
  }

  tell(question, own) {
    markOptions(this.fields, question, own?.letter);
    const words = own ? reply(question, own.letter, own.confidence) : make("p", {}, "You didn't vote on this one.");
    this.said.replaceWith(make("div", { role: "status" }, words));
  }

  name(own) {
    this.button.textContent = own ? "Change my vote" : "Send my vote";
    if (own) this.said.textContent = `Your vote is in: ${said(own)}. You can change it while the vote is open.`;
  }

  async press() {
    const letter = chosen(this.fields);
    const confidence = chosen(this.sure);
    this.asked.textContent = !letter ? "Not tried yet: choose an answer first." : !confidence ? "Say how sure you are, then send." : "";
    if (this.asked.textContent || this.busy) return;
    const { opening, round } = this.stands;
    this.busy = true;
    try {
      await this.send({ opening, round, letter, confidence }, (performance.now() - this.since) / 1000);
      (this.votes[opening] ??= {})[round] = { letter, confidence };
      this.kept();
      if (this.stands.opening === opening && this.stands.round === round && this.stands.phase === "open") this.name({ letter, confidence });
    } catch (error) {
      this.asked.textContent = error.message;
    } finally {
      this.busy = false;
    }
  }
}

function said({ letter, confidence }) {
  return `${letter.toUpperCase()}, ${confidence}`;
}
