// The parts of a card of questions, and what it replies: for quiz.js, and for the card of a class that votes.
//
// A question is plain data, as card() in learner/quiz.py makes it. elements.js comes before this.

const LEVELS = ["guessing", "fairly sure", "sure"];

function told(name, text) {
  return text ? make("p", {}, make("b", {}, `${name} `), text) : null;
}

function optionRow(option, group) {
  const input = make("input", { type: "radio", name: group, value: option.letter });
  const letter = make("span", { class: "letter", "aria-hidden": "true" }, option.letter.toUpperCase());
  return make("label", { class: "option" }, input, letter, make("span", { class: "text" }, option.text));
}

function caseFields(question) {
  const group = ownName("quiz");
  return make("fieldset", { class: "case" }, make("legend", {}, question.stem),
    ...question.options.map(option => optionRow(option, group)));
}

function confidenceFields() {
  const group = ownName("quiz");
  const levels = LEVELS.map(level => make("label", { class: "level" },
    make("input", { type: "radio", name: group, value: level }), make("span", {}, level)));
  return make("fieldset", { class: "sure" }, make("legend", {}, "How sure are you?"), make("div", { class: "levels" }, ...levels));
}

function chosen(fields) {
  return fields.querySelector("input:checked")?.value ?? null;
}

// --- the reply

function verdictOn(question, option) {
  if (!option.right) return "Not this one.";
  return question.kind === "dispute" ? "A position that can be argued." : "Yes.";
}

// Marks every option of an answered case with its sign, its word and its reason.
function markOptions(fields, question, letter) {
  fields.classList.add("told");
  fields.querySelectorAll(".option").forEach((row, n) => {
    const option = question.options[n];
    const mine = option.letter === letter;
    if (option.right || mine) {
      row.classList.add(option.right ? "is-right" : "is-wrong");
      row.querySelector(".letter").textContent = option.right ? "✓" : "✗";
    }
    const word = mine ? verdictOn(question, option) : !option.right ? "" : question.kind === "dispute" ? "Can be argued." : "The right one.";
    row.append(make("p", { class: "why" }, word ? make("span", { class: "verdict" }, `${word} `) : "", option.why));
  });
}

// What stands below the options: verdict (with the reason for those who hear it), belief, parts, source, next step, help.
function reply(question, letter, confidence) {
  const option = question.options.find(o => o.letter === letter);
  const sure = confidence === "sure" && !option.right ? " You were sure, so this is the one to remember." : "";
  const belief = option.belief && make("div", { class: "belief" }, make("b", {}, "The belief behind it. "),
    `“${option.belief.statement}” ${option.belief.true_for} ${option.belief.not_true_for}`);
  return make("div", {},
    make("p", {}, make("b", {}, verdictOn(question, option)), make("span", { class: "unseen" }, ` ${option.why}`), sure),
    belief || null,
    make("div", { class: "facts" },
      told("Who does what.", question.parts),
      make("p", {}, make("b", {}, "On whose word. "), make("span", { html: question.word }), "."),
      told("Next step.", question.next_step),
      question.helped_by ? told("What helps.", `${question.helped_by}. It helps; the duty stays where it is.`) : null));
}
