// The page that the relay gives to learners: join with a code, vote, leave. It talks to the relay it came from and to nothing else.
//
// A random token says that two votes come from one browser; it is made when the learner joins, and forgotten when they leave.

const EVERY = 3000; // milliseconds between two looks
const PLACE = "on-the-hook-class";
const main = document.querySelector("main");
const theme = matchMedia("(prefers-color-scheme: dark)");
const notice = make("p", { class: "notice", role: "status" });
let me = recall(); // {code, token, votes}, or null
let ballot = null;
let timer = 0;

function recall() {
  try {
    return JSON.parse(localStorage.getItem(PLACE));
  } catch {
    return null;
  }
}

function remember() {
  try {
    if (me) localStorage.setItem(PLACE, JSON.stringify(me));
    else localStorage.removeItem(PLACE);
  } catch {
    // a private window may refuse: then a reload asks for the code again
  }
}

class Unanswered extends Error {}

// What the relay answers to {code, token}. An Error with its own words, Unanswered if there are none; `status` is its number.
async function ask(path, who, body) {
  let answer;
  let said;
  try {
    answer = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: { "X-Class-Code": who.code, "X-Class-Token": who.token, ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(8000),
    });
    said = await answer.json();
  } catch {
    throw new Unanswered("The class can't be reached right now. What you chose stays here; try again.");
  }
  if (!answer.ok) throw Object.assign(new Error(said.error), { status: answer.status });
  return said;
}

function joining(words = "") {
  clearTimeout(timer);
  ballot = null;
  const code = make("input", { id: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 12 });
  code.value = location.hash.slice(1);
  const asked = make("p", { class: "asked", role: "alert" }, words);
  const go = async event => {
    event.preventDefault();
    const who = { code: code.value.replace(/[^A-Za-z0-9]/g, "").toUpperCase(), token: random(), votes: {} };
    asked.textContent = who.code ? "" : "Type the code that is shown in front of the class.";
    if (!who.code) return;
    try {
      const stands = await ask("/class", who);
      me = who;
      remember();
      history.replaceState(null, "", location.pathname); // the code needn't stay in the address
      inside(stands);
    } catch (error) {
      asked.textContent = error.message;
    }
  };
  main.replaceChildren(make("div", { class: "hook-quiz" }, make("form", { class: "card", onsubmit: go },
    make("h1", {}, "Vote with your class"),
    make("label", { for: "code", class: "code" }, "The code that is shown in front"), code,
    make("h2", {}, "Who can read what"),
    make("ul", {},
      make("li", {}, `Your votes go to ${location.host}, the machine of whoever leads the class, and nowhere else.`),
      make("li", {}, "A vote is a letter and how sure you are, with a random number from this browser. No name, no account, and no address is kept."),
      make("li", {}, "In front, only counts are shown, and those only once a vote is closed. Then your letter is forgotten, too."),
      make("li", {}, "The line isn't encrypted: somebody who listens on this network could read a vote on its way.")),
    asked,
    make("div", { class: "actions" }, make("button", { type: "submit" }, "Join the class")))));
}

function random() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

function inside(stands) {
  ballot = new Ballot({ send: vote => ask("/vote", me, vote), votes: me.votes, kept: remember });
  const leave = make("button", { type: "button", class: "plain", onclick: () => { me = null; remember(); joining(); } }, "Leave the class");
  main.replaceChildren(make("h1", { class: "unseen" }, "Vote with your class"), ballot.el, notice, make("div", { class: "hook-quiz" }, leave));
  if (stands) ballot.show(stands);
  look();
}

// A browser that crashed may have kept its token and not its last vote, for it writes to its disk some seconds late. The relay has it.
function recover({ opening, round, yours }) {
  if (!yours?.letter || me.votes[opening]?.[round]) return;
  (me.votes[opening] ??= {})[round] = yours;
  remember();
}

async function look() {
  clearTimeout(timer);
  const here = ballot;
  if (!here) return;
  try {
    const stands = await ask("/class", me);
    if (ballot !== here) return; // left meanwhile
    notice.textContent = "";
    recover(stands);
    ballot.show(stands);
  } catch (error) {
    if (ballot !== here) return;
    if (error.status === 401) {
      me = null;
      remember();
      return joining("That class is over, or has another code now.");
    }
    notice.textContent = error instanceof Unanswered ? "The class can't be reached right now. This page tries again by itself." : error.message;
  }
  timer = setTimeout(look, EVERY * (0.8 + 0.4 * Math.random())); // not all at once
}

function dress() {
  document.documentElement.dataset.theme = theme.matches ? "dark" : "light";
}

theme.addEventListener("change", dress);
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
dress();
const named = location.hash.slice(1).toUpperCase();
if (me && (!named || named === me.code)) inside();
else joining();
