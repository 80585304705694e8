// Two learning platforms for the tests: a strict one of our own, and npm's scorm-again where the page has it. Both keep what SCORM 1.2
// says between two visits of one attempt. `faults` collects every call that the standard forbids or the platform refused.
//
// The rules are those of the SCORM 1.2 Run-Time Environment: order of calls, the elements with their types and vocabularies.

const DECIMAL = /^-?\d{1,3}(\.\d+)?$/;
const PERCENT = value => DECIMAL.test(value) && Number(value) >= 0 && Number(value) <= 100;
const READ = ["cmi.core.lesson_status", "cmi.core.lesson_mode", "cmi.core.entry", "cmi.core.credit", "cmi.suspend_data"];
const WRITE = {
  "cmi.core.lesson_status": value => ["passed", "completed", "failed", "incomplete", "browsed"].includes(value),
  "cmi.core.score.raw": PERCENT,
  "cmi.core.score.min": PERCENT,
  "cmi.core.score.max": PERCENT,
  "cmi.core.exit": value => ["time-out", "suspend", "logout", ""].includes(value),
  "cmi.core.session_time": value => /^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/.test(value),
  "cmi.suspend_data": value => value.length <= 4096,
};

class Strict {
  constructor() {
    Object.assign(this, { faults: [], calls: [], kept: {}, refuses: "", mode: "normal", sessions: [] });
  }

  // A visit: what the page finds as window.API. Elements of the learner's person are not there: to ask for them is a fault.
  visit() {
    this.now = { "cmi.core.lesson_status": "not attempted", "cmi.core.lesson_mode": this.mode, "cmi.core.credit": "credit",
      "cmi.core.entry": "cmi.suspend_data" in this.kept ? "resume" : "ab-initio", "cmi.suspend_data": "", ...this.kept };
    const session = { state: "before", error: "0" };
    const fault = (number, words) => {
      session.error = number;
      this.faults.push(words);
      return "false";
    };
    const inside = (name, work) => (...given) => {
      this.calls.push([name, ...given]);
      if (!given.every(value => typeof value === "string")) return fault("201", `${name} with something else than text`);
      if (session.state !== "open") return fault("301", `${name} ${session.state} the session`);
      session.error = "0";
      return work(...given);
    };
    this.sessions.push(session);
    return {
      LMSInitialize: (...given) => {
        this.calls.push(["LMSInitialize", ...given]);
        if (session.state !== "before" || given[0] !== "") return fault("101", `LMSInitialize(${given}) ${session.state} the session`);
        session.state = "open";
        return "true";
      },
      LMSGetValue: inside("LMSGetValue", name => (READ.includes(name) ? this.now[name] : fault("401", `asks for ${name}`))),
      LMSSetValue: inside("LMSSetValue", (name, value) => {
        if (!(name in WRITE)) return fault("401", `sets ${name}`);
        if (!WRITE[name](value)) return fault("405", `${name} = ${value.slice(0, 60)}`);
        if (this.refuses === name) {
          session.error = "101";
          return "false";
        }
        this.now[name] = value;
        return "true";
      }),
      LMSCommit: inside("LMSCommit", () => {
        this.keep();
        return "true";
      }),
      LMSFinish: inside("LMSFinish", () => {
        this.keep();
        if (this.now["cmi.core.exit"] !== "suspend") delete this.kept["cmi.suspend_data"];
        session.state = "after";
        return "true";
      }),
      LMSGetLastError: () => session.error,
      LMSGetErrorString: number => ({ 0: "", 101: "General exception" })[number] ?? "Fault",
      LMSGetDiagnostic: () => "",
    };
  }

  keep() {
    for (const [name, value] of Object.entries(this.now)) if (name in WRITE) this.kept[name] = value;
  }

  value(name) {
    return this.kept[name] ?? "";
  }

  suspend(line) {
    this.kept["cmi.suspend_data"] = line;
  }
}

// scorm-again, told to keep nothing on a server: what it would send is what is kept here.
class Again {
  constructor() {
    Object.assign(this, { faults: [], kept: {} });
  }

  visit() {
    const api = new window.Scorm12API({ autocommit: false, logLevel: 5 });
    api.loadFromFlattenedJSON({ ...this.kept, "cmi.core.entry": this.kept["cmi.suspend_data"] ? "resume" : "" });
    const watched = {};
    for (const name of ["LMSInitialize", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSFinish"]) {
      watched[name] = (...given) => {
        const before = name === "LMSFinish" ? this.read(api) : null;
        const said = api[name](...given);
        const error = api.LMSGetLastError();
        if (Number(error)) this.faults.push(`${name}(${given}): ${error} ${api.LMSGetErrorString(error)}`);
        if (before || name === "LMSCommit") this.kept = before ?? this.read(api);
        return said;
      };
    }
    for (const name of ["LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic"]) watched[name] = (...given) => api[name](...given);
    return watched;
  }

  read(api) {
    const { core, suspend_data: line } = api.cmi;
    return { "cmi.core.lesson_status": core.lesson_status, "cmi.core.score.raw": core.score.raw, "cmi.core.score.min": core.score.min,
      "cmi.core.score.max": core.score.max, "cmi.suspend_data": line };
  }

  value(name) {
    return this.kept[name] ?? "";
  }

  suspend(line) {
    this.kept["cmi.suspend_data"] = line;
  }
}

window.platform = window.Scorm12API ? new Again() : new Strict();
// Opens a page of the package in the frame, as a new visit.
window.openPage = address => {
  const frame = document.querySelector("iframe");
  const next = () => {
    window.API = window.platform.visit();
    frame.onload = null;
    frame.src = address;
  };
  if (frame.src === "about:blank") return next();
  frame.onload = next; // the old page has ended its session by then
  frame.src = "about:blank";
};
