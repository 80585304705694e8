// Stands before JupyterLite's own service worker, in one file with it (lite.py puts them together). What belongs to the site comes
// from the browser's storage once it is there, so that the course opens without a network. All else is left to JupyterLite.
//
// FILES, which lite.py fills in, has the hash of each file. A new build changes this file, so the browser fetches it anew; what
// has not changed since is taken over.
const FILES = {};
const STORE = "on-the-hook";
const HOME = new URL("./", location.href).href;

// The name under which a file is kept; undefined for what is no file of this build.
function keptAs(address) {
  const url = new URL(address);
  const path = decodeURIComponent((url.origin + url.pathname).slice(HOME.length));
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  return url.href.startsWith(HOME) && Object.hasOwn(FILES, file) ? `${HOME}${file}?kept=${FILES[file]}` : undefined;
}

// A storage that fails costs the next visit without a network, not this one.
async function fromStoreOrNetwork(request, name) {
  const store = await caches.open(STORE).catch(() => {});
  const kept = await store?.match(name).catch(() => {});
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await store?.put(name, answer.clone()).catch(() => {});
  return answer;
}

// Few at a time: the learner is at work meanwhile.
async function keepAll() {
  const left = Object.keys(FILES);
  const one = async () => {
    while (left.length) {
      const address = HOME + left.shift();
      await fromStoreOrNetwork(address, keptAs(address)).catch(() => {}); // without a network: the next visit brings it
    }
  };
  await Promise.all([one(), one(), one()]);
}

async function dropOthers() {
  const store = await caches.open(STORE);
  const wanted = new Set(Object.keys(FILES).map(file => keptAs(HOME + file)));
  for (const request of await store.keys()) if (!wanted.has(request.url)) await store.delete(request);
}

self.addEventListener("fetch", event => {
  const name = event.request.method === "GET" && keptAs(event.request.url);
  if (!name) return;
  event.stopImmediatePropagation();
  event.respondWith(fromStoreOrNetwork(event.request, name));
});
self.addEventListener("activate", event => event.waitUntil(dropOthers()));
self.addEventListener("message", event => event.waitUntil(keepAll()));
