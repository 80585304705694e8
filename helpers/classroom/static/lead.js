// What whoever leads a class shows in front: choose a question, open the vote, close and show it, vote again, say which is right.
//
// The model holds: questions (to choose from), item (the one to begin with), room (as Room.seen() says it), told (the options with their
// reasons; empty while a vote is open), place (link, code, privacy, and whether files are brought in), notice (what went wrong), said (of files) and
// looks (grows with each answer of Python). It is told {do, item}, and asked to look once a second. elements.js comes before this.

const EVERY = 1000; // milliseconds between two looks
const LATE = 15; // looks without an answer after which Python is missed
const LEVELS = ["sure", "fairly sure", "guessing"]; // the surest at the foot of a bar
const NAMES = ["First vote", "Second vote"];
const count = of => Object.values(of).reduce((sum, n) => sum + n, 0);
const per = (n, all) => (all ? Math.round((100 * n) / all) : 0);

function letterOf(letter) {
  return make("span", { class: "letter" }, letter.toUpperCase());
}

// --- choosing

function chooser(questions, item, open) {
  const groups = grouped(questions);
  const select = make("select", { "aria-label": "Question" }, ...[...groups].map(([notebook, some]) =>
    make("optgroup", { label: notebook }, ...some.map(q => make("option", { value: q.item, selected: q.item === item }, q.stem)))));
  const preview = box("preview");
  const show = () => {
    const question = questions.find(q => q.item === select.value);
    preview.replaceChildren(text("stem", question.stem), optionList(question.options));
  };
  select.addEventListener("change", show);
  show();
  return [make("label", { class: "choose" }, span("", "The question. Within a notebook, the one whose wrong answers name most beliefs comes first."), select), preview,
    make("div", { class: "actions" }, make("button", { type: "button", onclick: () => open(select.value) }, "Open the vote"))];
}

function grouped(questions) { // by notebook, in their order
  const groups = new Map();
  for (const q of questions) groups.set(q.notebook, [...(groups.get(q.notebook) ?? []), q]);
  return groups;
}

function optionList(options) {
  return make("ul", { class: "options" }, ...options.map(o => make("li", {}, letterOf(o.letter), span("", o.text))));
}

// --- the counts

function bar(of, all) {
  return make("div", { class: "bar", "aria-hidden": "true" }, ...LEVELS.map(level => {
    const part = make("span", { class: level.replace(" ", "-") });
    part.style.width = `${all ? (100 * of[level]) / all : 0}%`;
    return part;
  }));
}

function cell(of, all) {
  const n = count(of);
  const sure = LEVELS.filter(level => of[level]).map(level => `${of[level]} ${level}`).join(", ");
  return make("td", {}, bar(of, all), make("p", { class: "count" }, bold(`${n}`), " ", n ? span("", `(${per(n, all)} %)`) : "", " ", span("level", sure)));
}

const watched = room => Object.keys(room.coming).length > 0;

// The counts that may be seen: of the votes that were closed, and of the one that is open where it is watched.
function seen(room) {
  return watched(room) ? [...room.counts, room.coming] : room.counts;
}

function table(room, told) {
  const rounds = seen(room).map(counts => [counts, Object.values(counts).reduce((sum, of) => sum + count(of), 0)]);
  const head = ["Answer", ...rounds.map(([, all], n) => `${NAMES[n]}: ${all}`)].map(words => make("th", { scope: "col" }, words));
  const rows = room.question.options.map(option => {
    const right = told.find(o => o.letter === option.letter)?.right;
    const mark = room.phase === "told" && right ? span("mark", "✓ right") : "";
    return make("tr", { class: mark ? "right" : null }, make("th", { scope: "row" }, letterOf(option.letter), span("", option.text, mark && " ", mark)),
      ...rounds.map(([counts, all]) => cell(counts[option.letter], all)));
  });
  return make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
}

function key() {
  return make("p", { class: "key" }, ...LEVELS.flatMap(level => [span(`swatch ${level.replace(" ", "-")}`), span("", level)]));
}

// Why each wrong option that was chosen is one: it says which are wrong, so before the end it is folded.
function beliefs(room, told) {
  const by = o => seen(room).reduce((sum, counts) => sum + count(counts[o.letter]), 0); // in all votes
  const chosen = told.filter(o => !o.right && by(o)).sort((a, b) => by(b) - by(a));
  const right = told.filter(o => o.right).map(o => make("li", {}, letterOf(o.letter), box("", make("p", {}, bold("Right. "), o.why))));
  const wrong = chosen.map(o => make("li", {}, letterOf(o.letter), box("",
    make("p", {}, bold("Not this one. "), o.why), o.belief ? make("p", {}, bold("The belief behind it: "), `“${o.belief}”`) : null,
    make("p", {}, bold("Ask back: "), `“${o.ask}”`), o.say ? make("p", {}, bold("Then say: "), o.say) : null)));
  return make("details", { class: "beliefs", open: room.phase === "told" },
    make("summary", {}, `Behind the answers, and what to ask back${room.phase === "told" ? "" : " (says which are wrong)"}`), make("ul", {}, ...wrong, ...right));
}

// --- the view

function render({ model, el }) {
  const place = model.get("place");
  const view = make("section", { class: "hook-class", "aria-label": "Class vote" });
  const where = make("p", { class: "where" });
  const stage = box("stage");
  const answered = make("p", { class: "answered", role: "status" });
  const said = make("p", { class: "quiet", role: "status" });
  const notice = make("p", { class: "notice", role: "alert" });
  const files = place.files ? bringIn() : "";
  let drawn = "";
  let choosing = false;
  let waiting = 0; // looks that Python has not answered yet

  if (place.code) where.append(bold(place.link), " and the code ", make("b", { class: "code" }, place.code));
  else if (place.link) where.append(make("code", {}, `join_class("${place.link}")`));
  view.append(place.link ? where : "", stage, files, said, notice,
    make("details", { class: "privacy" }, make("summary", {}, "Who can read what"), make("p", {}, place.privacy)));
  el.append(view);

  function tell(step, item = "") {
    choosing = false;
    model.send({ do: step, item });
  }

  function button(words, act, plain = false) {
    return make("button", { type: "button", class: plain ? "plain" : null, onclick: act }, words);
  }

  function draw() {
    const room = model.get("room");
    const told = model.get("told");
    said.textContent = model.get("said");
    notice.textContent = model.get("notice");
    if (room.phase === "open") answered.textContent = `${room.answered.at(-1)} answered`;
    const now = `${room.phase} ${room.opening} ${room.round} ${told.length} ${choosing} ${JSON.stringify(room.coming)}`;
    if (now === drawn) return;
    drawn = now;
    const had = stage.contains(document.activeElement) ? document.activeElement.className : null;
    const unfolded = room.phase === "open" && stage.querySelector(".beliefs")?.open;
    if (room.phase === "waiting" || choosing) stage.replaceChildren(...chooser(model.get("questions"), model.get("item"), item => tell("open", item)));
    else {
      const open = room.phase === "open";
      const words = room.phase === "told" ? "Which is right" : `${NAMES[room.round - 1]}, ${open ? "open" : "closed"}`;
      // The buttons stand above, where they stay on the screen, however long the question is.
      stage.replaceChildren(box("top", text("round", words), open ? answered : "", make("div", { class: "actions" }, ...next(room))),
        text("stem", room.question.stem),
        ...open && !watched(room) ? [optionList(room.question.options)] : [table(room, told), key(), told.length ? beliefs(room, told) : ""]);
      if (unfolded && watched(room)) stage.querySelector(".beliefs").open = true;
    }
    // The button that was pressed has gone; one of its kind, if there is one, has its place.
    const buttons = [...stage.querySelectorAll(".actions button")];
    if (had !== null) (buttons.find(one => one.className === had) ?? buttons[0])?.focus();
  }

  function next(room) {
    const another = button("Another question", () => { choosing = true; draw(); }, true);
    if (room.phase === "open") {
      const watch = watched(room) ? "Hide them until then" : "Watch them come";
      return [button("Close and show the votes", () => tell("show")), button(watch, () => tell("watch"), true)];
    }
    if (room.phase === "told") return [another];
    return [room.round === 1 ? button("Vote again", () => tell("again")) : "", button("Say which is right", () => tell("tell"), room.round === 1), another];
  }

  function bringIn() {
    const input = make("input", { type: "file", multiple: true, onchange: take });
    return make("label", { class: "files" }, span("", "Bring in saved records: choose files, or drop them here."), input);
  }

  async function take(event) {
    const chosenFiles = [...event.target.files];
    const data = await Promise.all(chosenFiles.map(file => file.arrayBuffer()));
    model.send({ do: "add", names: chosenFiles.map(file => file.name) }, undefined, data);
    event.target.value = "";
  }

  for (const name of ["room", "told", "notice", "said"]) model.on(`change:${name}`, draw);
  model.on("change:looks", () => {
    waiting = 0;
    notice.textContent = model.get("notice");
  });
  draw();
  const timer = setInterval(() => {
    if (document.hidden) return;
    if (waiting === LATE) notice.textContent = "Python doesn't answer. It may be running another cell; if not, run this cell again.";
    if (waiting % LATE === 0) model.send({ do: "look" });
    waiting += 1;
  }, EVERY);
  return () => clearInterval(timer);
}

export default { render };
