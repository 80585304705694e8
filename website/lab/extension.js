// What the course adds to JupyterLab in the browser: it says that Python is on its way, and then has the service worker keep
// the rest of the site for the next time. A prebuilt extension by hand: two functions that JupyterLab calls (Module Federation).
(() => {
  const STARTING =
    "Python is starting in this browser: a download of about 40 MB the first time, from then on a few seconds. " +
    "Read on, the views will wait. This line goes when Python is ready.";
  let shared;

  async function library(name) {
    const [version] = Object.values(shared[name]);
    return (await version.get())();
  }

  function announce(panel, Widget) {
    const line = new Widget({ node: document.createElement("div") });
    line.node.setAttribute("role", "status");
    line.node.className = "on-the-hook-starting";
    line.node.style.cssText =
      "padding: 6px 12px; background: var(--jp-layout-color2); color: var(--jp-content-font-color1); " +
      "font-family: var(--jp-content-font-family); font-size: var(--jp-content-font-size1); white-space: normal";
    panel.contentHeader.addWidget(line);
    line.node.textContent = STARTING;
    return line;
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
    const { Widget } = await library("@lumino/widgets");
    let started = false;
    return {
      id: "on-the-hook:lab",
      autoStart: true,
      requires: [INotebookTracker],
      activate: (_, notebooks) => {
        notebooks.currentChanged.connect((_, panel) => nameInAddress(panel));
        notebooks.widgetAdded.connect(async (_, panel) => {
          const line = announce(panel, Widget);
          await ready(panel.sessionContext).finally(() => line.dispose());
          if (started) return;
          started = true;
          (await navigator.serviceWorker?.ready)?.active.postMessage("keep the site");
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
