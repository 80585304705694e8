// A card of questions: choose, say how sure you are, submit, read why.
//
// Python sends the questions with their key and reasons, and keeps the answers. Everything between happens here, so that a
// page without Python asks and explains as well; such a page keeps the answers in the browser, or where the page says.
//
// The model holds: steps (lists of questions that are asked together), start (the step to begin with), form (true: no
// verdict before the end), given (what a form has answered before, by item), lock (true: something below opens with the last
// answer), shows ("none" until then), report and notice (what Python has to say, as HTML and text). living.py puts elements.js
// and card.js before this.

const PAUSE = 400; // milliseconds after an answer in which a second press does not go on

// --- the answers on a page without Python: {item: {letter, confidence, right, form}}

const CHANGED = "on-the-hook-answers"; // what the page's cards tell each other

// Each site on a server has a score of its own; Sphinx says where its root is.
function place() {
  return `on-the-hook-answers ${new URL(document.documentElement.dataset.content_root ?? ".", location.href).pathname}`;
}

const IN_THE_BROWSER = {
  where: "Kept in this browser alone.",
  read: () => JSON.parse(localStorage.getItem(place())),
  write: all => localStorage.setItem(place(), JSON.stringify(all)),
  forget: () => localStorage.removeItem(place()),
};

// A page that belongs to a learning platform brings a keeper of its own (website/platform/scorm.js): a computer at school has many
// learners. It can't forget, its form is answered once, and its page has no other notebooks to link to.
const keeper = globalThis.onTheHookKeeper ?? IN_THE_BROWSER;

function kept() {
  try {
    return keeper.read() ?? {};
  } catch {
    return {};
  }
}

function keep(answers, form) {
  const all = kept();
  for (const { item, letter, confidence, right } of answers) all[item] = { letter, confidence, right, form };
  store(() => keeper.write(all));
}

function store(change) {
  try {
    change();
  } catch {
    return; // a private window may refuse
  }
  window.dispatchEvent(new Event(CHANGED));
}

// The line below a card: "You answered 5, 3 right", and a way to begin afresh.
class Score {
  constructor(after) {
    this.said = span("");
    this.reset = make("button", { type: "button", class: "plain", onclick: () => this.forget(after) }, "Forget my answers");
    this.el = text("score", this.said, keeper.forget ? this.reset : "");
    window.addEventListener(CHANGED, () => this.update());
    this.update();
  }

  // `after`: what gets the focus when the button has gone.
  forget(after) {
    store(() => keeper.forget());
    after.focus();
  }

  // Heard by a screen reader on the card that was just answered, not on all.
  speak() {
    this.said.setAttribute("role", "status");
  }

  update() {
    const all = Object.values(kept()).filter(answer => !answer.form); // a form says nothing before its end
    this.el.hidden = !all.length;
    this.said.textContent = `You answered ${all.length}, ${all.filter(answer => answer.right).length} right. ${keeper.where}`;
  }
}

// --- the parts of a card

function progress(steps, at, results) {
  const words = `Question ${at + 1} of ${steps.length}`;
  const dots = steps.map((_, n) => make("li", { class: `${n === at ? "here " : ""}${results[n] ?? ""}` }));
  return [make("ol", { class: "dots", "aria-hidden": "true" }, ...dots), make("p", { class: "place" }, words)];
}

// The end of a form, as far as a page without Python can say it.
function summary(steps, answers) {
  const all = Object.values(answers);
  const right = all.filter(answer => answer.right).length;
  const levels = LEVELS.map(level => [level, all.filter(answer => answer.confidence === level)]).filter(([, some]) => some.length);
  const beliefs = steps.flat().map(q => q.options.find(o => o.letter === answers[q.item]?.letter && !o.right)?.belief).filter(Boolean);
  return make("div", {},
    make("p", {}, make("b", {}, `${right} of ${steps.flat().length} right.`)),
    make("ul", {}, ...levels.map(([level, some]) => make("li", {}, `${level}: ${some.filter(a => a.right).length} of ${some.length} right`))),
    beliefs.length ? make("p", {}, make("b", {}, "Beliefs behind your wrong answers")) : null,
    make("ul", {}, ...beliefs.map(belief => make("li", {}, `“${belief.statement}” Treated in `, notebook(belief.notebook), "."))));
}

function notebook(name) {
  if (keeper.alone) return `notebook ${Number(name.slice(0, 2))} of the course`;
  return make("a", { href: `${name}.${withoutPython() ? "html" : "ipynb"}` }, name);
}

// --- the card

function render({ model, el }) {
  const steps = model.get("steps");
  const form = model.get("form");
  const answers = { ...model.get("given") }; // by item
  const results = []; // of each step: right, wrong, done
  let at = model.get("start");
  let answered = false;
  let shownAt = performance.now();
  let lastAnswer = -Infinity;

  const card = make("section", { class: "card", "aria-label": form ? "Test" : "Question" });
  const asked = make("p", { class: "asked", role: "alert" });
  // Said whole: without the attribute Orca says the last of its paragraphs in Firefox, and not the verdict.
  const said = make("div", { role: "status", "aria-atomic": "true" });
  const button = make("button", { type: "button", onclick: press });
  const without = make("button", { type: "button", class: "plain", onclick: open }, "Show me without a guess");
  const opened = make("p", { class: "kept", role: "status" });
  const notice = make("p", { class: "kept", role: "status" });
  const alone = withoutPython();
  const score = alone && !form ? new Score(button) : null;
  el.classList.add("hook-quiz");
  el.append(card);

  function begin(number) {
    at = number;
    answered = false;
    if (at >= steps.length) return finish();
    const step = steps[at];
    const kind = { pair: "Two cases, one difference: answer both.", dispute: "A disputed case: choose the position that can be argued." }[step[0].kind];
    asked.textContent = "";
    said.replaceChildren();
    name("Submit my answer");
    button.classList.remove("plain");
    card.replaceChildren(...(steps.length > 1 ? progress(steps, at, results) : []), kind ? make("p", { class: "place" }, kind) : "",
      ...step.map(question => caseFields(question)), confidenceFields(), asked,
      make("div", { class: "actions" }, button, model.get("lock") && model.get("shows") === "none" ? without : "", opened), said, notice, score?.el ?? "");
    shownAt = performance.now();
  }

  // The next card is shorter than the last one with its reasons, so its question would stand above the edge of the window.
  function turn(number) {
    begin(number);
    card.firstElementChild.scrollIntoView({ block: "nearest" });
  }

  function name(words) {
    button.textContent = words;
    button.setAttribute("aria-disabled", words === "Answered");
  }

  // One button for all, because a button that vanishes takes the keyboard focus with it.
  function press() {
    if (performance.now() - lastAnswer < PAUSE) return;
    if (at >= steps.length) {
      results.length = 0;
      Object.keys(answers).forEach(item => delete answers[item]);
      turn(0);
    } else if (!answered) submit();
    else if (steps.length > 1) turn(at + 1);
  }

  function submit() {
    const cases = [...card.querySelectorAll(".case")];
    const confidence = chosen(card.querySelector(".sure"));
    if (cases.some(fields => !chosen(fields))) asked.textContent = "Not tried yet: choose an answer first.";
    else if (!confidence) asked.textContent = "Say how sure you are, then submit.";
    else {
      const given = steps[at].map((question, n) => {
        const letter = chosen(cases[n]);
        const right = question.options.find(o => o.letter === letter).right;
        return { item: question.item, letter, confidence, right, seconds: (performance.now() - shownAt) / 1000 };
      });
      if (!arrives(given)) return;
      asked.textContent = "";
      answered = true;
      lastAnswer = performance.now();
      take(given, cases);
    }
  }

  // To where answers are kept. False where Python has gone, as on a Hub that ended an idle kernel: what was chosen stays on the card.
  function arrives(given) {
    if (alone) {
      score?.speak();
      keep(given, form);
      return true;
    }
    if (reaches(model, { answers: given })) return true;
    asked.textContent = "Python has ended, so your answer was not kept. Run the first cell of the notebook, then this one, and answer again.";
    return false;
  }

  function take(given, cases) {
    for (const answer of given) answers[answer.item] = answer;
    results[at] = form ? "done" : given.every(answer => answer.right) ? "right" : "wrong";
    if (at + 1 === steps.length) open();
    if (form) return turn(at + 1);
    card.querySelectorAll("input").forEach(input => { input.disabled = true; });
    cases.forEach((fields, n) => markOptions(fields, steps[at][n], given[n].letter));
    const replies = given.map((answer, n) => reply(steps[at][n], answer.letter, answer.confidence));
    if (replies.length > 1) {
      replies.forEach((part, n) => part.prepend(make("p", {}, make("b", {}, `Case ${n + 1}.`))));
      replies.push(told("The rule.", steps[at][0].rule));
    }
    card.querySelector(".dots")?.children[at].classList.add(results[at]);
    said.replaceChildren(...replies);
    name(steps.length === 1 ? "Answered" : at + 1 === steps.length ? "Finish" : "Next question");
  }

  function finish() {
    const right = Object.values(answers).filter(answer => answer.right).length;
    const words = form ? summary(steps, answers) : make("p", {}, make("b", {}, `${right} of ${steps.flat().length} right. `),
      "That was the last one. Read on below; what you missed comes back in a later notebook.");
    said.replaceChildren(words);
    name(form ? "Take this form again" : "Begin again");
    button.classList.add("plain"); // it isn't the next step
    card.replaceChildren(said, form && keeper.once ? "" : make("div", { class: "actions" }, button), notice, score?.el ?? "");
    showReport();
  }

  // What Python says at the end of a form: the charts too.
  function showReport() {
    if (form && at >= steps.length && model.get("report")) said.replaceChildren(make("div", { html: model.get("report") }));
  }

  // What stands behind the question opens, once and for good.
  function open() {
    without.remove();
    if (model.get("shows") === "none") {
      model.set("shows", "");
      model.save_changes();
      opened.textContent = OPENED;
    }
  }

  model.on("change:report", showReport);
  model.on("change:notice", () => { notice.textContent = model.get("notice"); });
  if (alone) {
    const before = kept();
    if (form) for (const question of steps.flat()) if (before[question.item]) answers[question.item] = before[question.item];
    if (form) at = steps.findIndex(step => step.some(q => !answers[q.item]));
    if (form && at < 0) at = steps.length;
    if (steps.flat().every(question => before[question.item])) open();
  }
  if (form) steps.forEach((step, n) => { if (step.every(q => answers[q.item])) results[n] = "done"; });
  begin(at);
}

export default { render };
