// A learner's notebook in a class that votes: the card, with Python between it and the class.
//
// The model holds: stands (where the class stands), privacy (who can read what), notice (what went wrong), and tab (the address of the
// class's page, where this notebook can't vote itself). Python answers a vote with a message: {counted: true}, or {refused: words}.
// elements.js, card.js and ballot.js come before this.

const EVERY = 2000; // milliseconds between two looks

// Where Python runs in the browser: the way to the class's own page.
function elsewhere(address) {
  const link = make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, "Vote in another tab");
  return make("div", { class: "hook-quiz ballot" }, make("section", { class: "card", "aria-label": "Class vote" },
    make("p", {}, "Python runs in your browser here, and from there it can't reach the class."),
    make("p", {}, bold(link), ": the code is filled in. Come back to this tab for the rest."),
    text("kept", "A vote from there isn't in your record. If you want it there, answer the question in its notebook as well.")));
}

function render({ model, el }) {
  if (model.get("tab")) {
    el.append(elsewhere(model.get("tab")));
    return;
  }
  let answer = null; // to the vote that is on its way
  const send = (vote, seconds) => new Promise((kept, broken) => {
    answer = { kept, broken };
    model.send({ vote, seconds });
  });
  const ballot = new Ballot({ send, votes: {}, kept() {} });
  const notice = make("p", { class: "kept", role: "status" });
  ballot.el.append(notice, make("p", { class: "kept" }, model.get("privacy")));
  el.append(ballot.el);
  const show = () => ballot.show(model.get("stands"));
  const warn = () => { notice.textContent = model.get("notice"); };
  model.on("change:stands", show);
  model.on("change:notice", warn);
  model.on("msg:custom", heard => {
    if (heard.counted) answer?.kept();
    if (heard.refused) answer?.broken(new Error(heard.refused));
    if (heard.counted || heard.refused) answer = null;
  });
  show();
  warn();
  const timer = setInterval(() => { if (!document.hidden) model.send({ look: true }); }, EVERY);
  return () => clearInterval(timer);
}

export default { render };
