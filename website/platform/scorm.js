// What a page of the package tells a learning platform, by SCORM 1.2, and what it gets back.
//
// The page says before this script what it is: window.onTheHookLesson = {test, needed, key}. test: whether it has a score; needed:
// the items that must be answered for it to be completed; key: for each item of the page {letters, right}. Here stands the keeper of
// answers that quiz.js asks for. Sent are status, score, time and the answers so far, so that who is interrupted can go on. Nobody's
// name is asked for or sent.
//
// A classic script before all others, because a page that is opened from the disk loads no modules.
(() => {
  const { test, needed, key } = window.onTheHookLesson;
  const LEVELS = ["guessing", "fairly sure", "sure"]; // as in card.js
  const FORMAT = "1"; // of what is kept: raise it when an older page could misread it
  const MOST = 4096; // letters that SCORM 1.2 promises to keep
  const opened = performance.now();
  let answers = {}; // by item: what quiz.js keeps
  let answered = false; // something in this session
  let live = false; // between LMSInitialize and LMSFinish
  let reports = true; // false where the platform only shows the page
  let completed = false; // as the platform had it, or was told
  let words = "";
  let trouble = "";

  // --- the platform

  // The window that opened the page, or one around it, has an object named API; other sites' windows can't be asked.
  function find(from) {
    for (let page = from, far = 0; page && far < 20; far += 1) {
      try {
        if (page.API?.LMSInitialize) return page.API;
      } catch {
        return null;
      }
      if (page.parent === page) break;
      page = page.parent;
    }
    return null;
  }

  const api = find(window.parent) ?? find(window.opener) ?? find(window.top?.opener);

  function call(name, ...given) {
    try {
      return String(api[name](...given));
    } catch (error) {
      trouble ||= `${name}: ${error.message}`;
      return "false";
    }
  }

  function get(element) {
    return call("LMSGetValue", element);
  }

  // True if the platform took it. Else the first trouble is what the learner reads.
  function did(name, ...given) {
    if (call(name, ...given) === "true") return true;
    const number = call("LMSGetLastError");
    trouble ||= `${[name, ...given.slice(0, 1)].filter(Boolean).join(" ")}: ${call("LMSGetErrorString", number) || "no reason given"} (${number})`;
    return false;
  }

  function put(element, value) {
    return did("LMSSetValue", element, value);
  }

  // --- the answers as a line of text: "1;ITEM:LETTER LEVEL;…"

  function pack() {
    const each = Object.entries(answers).map(([item, { letter, confidence }]) => `${item}:${letter}${LEVELS.indexOf(confidence)}`);
    return [FORMAT, ...each].join(";");
  }

  // The answers in such a line, and how many of its parts are none: a newer package may ask something else than the older one did.
  function unpack(line) {
    const [format, ...parts] = line.slice(0, MOST).split(";");
    const found = {};
    let unread = format === FORMAT ? 0 : Infinity;
    if (unread) return { found, unread };
    for (const part of parts) {
      const [, item, letter, level] = part.match(/^([\w-]+):([a-d])([0-2])$/) ?? [];
      if (item && Object.hasOwn(key, item) && key[item].letters.includes(letter)) {
        found[item] = { letter, confidence: LEVELS[level], right: key[item].right.includes(letter), form: test };
      } else unread += 1;
    }
    return { found, unread };
  }

  // --- the session

  function begin() {
    if (!did("LMSInitialize", "")) return;
    live = true;
    const status = get("cmi.core.lesson_status");
    completed = ["passed", "completed", "failed"].includes(status);
    reports = !["browse", "review"].includes(get("cmi.core.lesson_mode"));
    const line = get("cmi.suspend_data");
    if (line) {
      const { found, unread } = unpack(line);
      answers = { ...found, ...answers };
      tell(unread);
    }
    if (reports && !completed) put("cmi.core.lesson_status", "incomplete");
    if (reports) did("LMSCommit", "");
  }

  function tell(unread) {
    if (unread === Infinity) words = "What the platform kept of an earlier visit can't be read here, so this page begins at its beginning.";
    else if (unread === 1) words = "One of the answers that the platform kept can't be read here. That question is asked again.";
    else if (unread) words = `${unread} of the answers that the platform kept can't be read here. Those questions are asked again.`;
  }

  // Everything is sent after each answer, because a page may end without a warning.
  function send() {
    if (!live || !reports) return;
    trouble = "";
    if (answered) report();
    put("cmi.core.session_time", elapsed());
    put("cmi.core.exit", "suspend"); // what was answered stays, also when all was
    did("LMSCommit", "");
  }

  function report() {
    put("cmi.suspend_data", pack());
    if (!needed.every(item => answers[item])) return;
    if (test) {
      const right = needed.filter(item => answers[item].right).length;
      put("cmi.core.score.min", "0");
      put("cmi.core.score.max", "100");
      put("cmi.core.score.raw", String(Math.round((10000 * right) / needed.length) / 100));
    }
    if (!completed) completed = put("cmi.core.lesson_status", "completed");
  }

  function elapsed() {
    const seconds = (performance.now() - opened) / 1000;
    const two = n => String(Math.floor(n)).padStart(2, "0");
    return `${two(seconds / 3600).padStart(4, "0")}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${two((seconds % 1) * 100)}`;
  }

  function end() {
    if (!live) return;
    send();
    live = false;
    call("LMSFinish", "");
  }

  // --- what the learner reads

  function say() {
    const place = document.querySelector("[data-platform]");
    if (!place) return;
    const kept = completed
      ? `Your learning platform ${test ? "has your score" : "counts this page as done"}.`
      : `Your learning platform keeps your answers, so that you can stop and go on. ${test ? "At the end it gets your score."
        : "Once the cases at the end are answered, it counts this page as done."}`;
    let said = kept;
    if (!api) said = "No learning platform answers here. You can use this page; nothing is reported, and your answers go when you leave.";
    else if (trouble) said = `The learning platform refused something (${trouble}). Your answers are still on this page: leave it open, and send them again.`;
    else if (!reports) said = "The platform opened this page to look at, so nothing you do here is reported.";
    else if (words) said = `${words} ${kept}`;
    const again = document.createElement("button");
    Object.assign(again, { type: "button", textContent: "Send again", onclick: retry });
    place.classList.toggle("trouble", !api || !!trouble);
    place.replaceChildren(said, ...(api && trouble ? [" ", again] : []));
  }

  function retry() {
    trouble = "";
    if (!live) begin();
    send();
    say();
  }

  window.onTheHookKeeper = {
    where: api ? "Kept on your learning platform." : "Not kept.",
    once: true,
    alone: true,
    read: () => answers,
    write(all) {
      answers = { ...all };
      answered = true;
      words = "";
      send();
      say();
    },
  };

  // A link that left the page would end the session, and most sites refuse to be shown in a frame.
  function elsewhere(event) {
    const link = event.target.closest?.("a[href]");
    if (link && !link.download && `${link.origin}${link.pathname}` !== `${location.origin}${location.pathname}`) {
      Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
    }
  }

  if (api) begin();
  document.addEventListener("click", elsewhere, true);
  document.addEventListener("DOMContentLoaded", say);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  window.addEventListener("pagehide", end);
  // Back from the browser's memory: the session is over, so the page begins a new one.
  window.addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
})();
