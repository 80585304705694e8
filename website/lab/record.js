// The learner's record in a browser: the part of the site's service worker that keeps it. helpers/learner/record_browser.py asks.
//
// A request is a POST to .../on-the-hook-record with {act, rows}; the reply is {rows}, all rows of the record once the act is on the
// disk, or {error}, and then nothing was changed. A row is a list of cells, its id first; rows stand in the order of writing. The acts:
//   read     changes nothing
//   add      puts rows behind those that are there; an id that is there already stays as it is
//   arrange  puts the record into the order of `rows`; what another tab has added meanwhile follows
//   delete   empties it
// Each act is one transaction of IndexedDB, so two tabs take turns, and a browser that is killed has done all of it or nothing.

const RECORD = { name: "on-the-hook-record", version: 2, store: "answers" }; // version: as in record_rows.py

self.addEventListener("fetch", event => {
  if (event.request.method === "POST" && new URL(event.request.url).pathname.endsWith("/on-the-hook-record"))
    event.respondWith(recordReply(event.request));
});

async function recordReply(request) {
  try {
    const { act, rows = [] } = await request.json();
    return Response.json({ rows: await inRecord(act, rows) });
  } catch (error) {
    return Response.json({ error: `${error.name}: ${error.message}` });
  }
}

// Chromium (156) keeps all that a site has in IndexedDB, record and notebooks, in one LevelDB. A browser killed in the middle of a write
// leaves half a line at the end of LevelDB's log. The next browser reads up to there and writes on behind it; the one after that takes the
// log for corrupt, and deletes everything (google/leveldb, issue 1287). To delete a database has LevelDB begin a new log, so each start of
// this worker makes one and deletes it, and nothing is stored before. Where that fails, the record will say what is wrong.
const newLog = beginNewLog().catch(() => {});

async function beginNewLog() {
  const name = `${RECORD.name}-start`;
  (await outcome(indexedDB.open(name))).close();
  await outcome(indexedDB.deleteDatabase(name));
}

// No connection stays open: it would keep a later version of the course from changing the database.
async function inRecord(act, rows) {
  await newLog;
  const db = await openRecord();
  try {
    return await new Promise((resolve, reject) => {
      // Strict: complete when it is on the disk, not when it is in the hands of the system.
      const work = db.transaction(RECORD.store, act === "read" ? "readonly" : "readwrite", { durability: "strict" });
      const store = work.objectStore(RECORD.store);
      let after = null;
      work.oncomplete = () => resolve(after);
      work.onabort = () => reject(work.error ?? new Error("the transaction was given up"));
      store.getAll().onsuccess = event => {
        const before = event.target.result;
        if (act === "read") after = before;
        else if (act === "add") {
          const more = without(rows, before);
          more.forEach(row => store.add(row));
          after = [...before, ...more];
        } else if (act === "arrange" || act === "delete") {
          after = act === "delete" ? [] : [...rows, ...without(before, rows)];
          store.clear();
          after.forEach(row => store.add(row));
        } else throw new Error(`no act is called ${act}`); // which gives the transaction up
      };
    });
  } finally {
    db.close();
  }
}

const without = (rows, others) => {
  const known = new Set(others.map(row => row[0]));
  return rows.filter(row => !known.has(row[0]));
};

function openRecord() {
  const request = indexedDB.open(RECORD.name, RECORD.version);
  request.onupgradeneeded = () => request.result.createObjectStore(RECORD.store, { autoIncrement: true }); // the order of writing
  return outcome(request);
}

function outcome(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
