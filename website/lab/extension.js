// What the course adds to JupyterLab in the browser: it says that Python is on its way, and then has the service worker keep
// the rest of the site for the next time. A prebuilt extension by hand: two functions that JupyterLab calls (Module Federation).
(() => {
  const STARTING =
    "Python is starting in this browser: a download of about 40 MB the first time, a few seconds after that. " +
    "Read on; what you run meanwhile waits its turn. This line goes when Python is ready.";
  const NARROW = 760; // pixels
  let shared;

  async function library(name) {
    const [version] = Object.values(shared[name]);
    return (await version.get())();
  }

  function announce(panel) {
    const line = document.createElement("div");
    line.setAttribute("role", "status");
    line.className = "on-the-hook-starting";
    line.style.cssText =
      "position: absolute; bottom: 0; left: 0; right: 0; z-index: 10; padding: 8px 16px; " +
      "background: var(--jp-layout-color2); border-top: 1px solid var(--jp-border-color1); color: var(--jp-content-font-color1); " +
      "font-family: var(--jp-content-font-family); font-size: var(--jp-content-font-size1)";
    panel.node.append(line);
    line.textContent = STARTING; // after it is in the page, or a screen reader says nothing
    return line;
  }

  // On a phone the list of files would leave no room for the notebook.
  async function makeRoom(app, panel) {
    await Promise.all([app.restored, panel.revealed]);
    // JupyterLab brings the list to the front once it has opened what the address names, and tells nobody when it is done.
    if (innerWidth < NARROW) setTimeout(() => app.shell.collapseLeft(), 1000);
  }

  // JupyterLite takes a service worker that it has no note of for an old one, and ends it. It makes that note only when it has
  // ended one, so the second visit, perhaps without a network, would be without.
  async function keepForOffline() {
    const worker = (await navigator.serviceWorker?.ready)?.active;
    if (!worker) return;
    const { PageConfig } = await library("@jupyterlab/coreutils");
    localStorage.setItem(`${worker.scriptURL}-version`, PageConfig.getOption("appVersion"));
    worker.postMessage("keep the site");
  }

  async function ready(context) {
    await context.ready;
    await context.session?.kernel?.info;
  }

  // JupyterLite opens what the address names and takes the name out of it, so a reload would show an empty desk.
  function nameInAddress(panel) {
    if (!panel) return;
    const address = new URL(location.href);
    address.searchParams.set("path", panel.context.path);
    history.replaceState(history.state, "", address);
  }

  async function plugin() {
    const { INotebookTracker } = await library("@jupyterlab/notebook");
    let started = false;
    return {
      id: "on-the-hook:lab",
      autoStart: true,
      requires: [INotebookTracker],
      activate: (app, notebooks) => {
        notebooks.currentChanged.connect((_, panel) => nameInAddress(panel));
        notebooks.widgetAdded.connect(async (_, panel) => {
          makeRoom(app, panel);
          const line = announce(panel);
          await ready(panel.sessionContext).finally(() => line.remove());
          if (started) return;
          started = true;
          await keepForOffline();
        });
      },
    };
  }

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB["on-the-hook"] = {
    init: scope => {
      shared = scope;
    },
    get: async name => {
      const found = { "./extension": { __esModule: true, default: await plugin() } }[name];
      return () => found;
    },
  };
})();
