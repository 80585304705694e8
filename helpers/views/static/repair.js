// What the widgets of ipywidgets lack on a page, in JupyterLab and on the web site: keys, names, groups. Runs once a page.
(() => {
  if (window.onTheHookRepair) return;
  window.onTheHookRepair = true;
  const OUTPUT = '.jp-OutputArea-output, .cell_output';    // in JupyterLab, on the web site
  const style = document.createElement('style');
  style.textContent = `
    :is(.jp-RenderedHTMLCommon, .cell_output) table.dataframe :is(td, thead th) { text-align: left; }
    .widget-html-content { overflow-wrap: anywhere; }
    .widget-slider .slider-container { min-width: 80px; }
    .widget-inline-hbox.widget-slider .widget-readout { min-width: 200px; max-width: none; text-align: left;
      overflow: hidden; text-overflow: ellipsis; }`;
  document.head.append(style);
  // Lumino, the toolkit under JupyterLab, skips its shortcuts where the focused control itself has this attribute. A plain
  // key stays in the control; Ctrl+S and its like go on to JupyterLab. On window, this comes before Lumino in any case.
  window.addEventListener('keydown', event => {
    const area = event.target.closest?.(OUTPUT);
    if (!area) return;
    const plain = !(event.ctrlKey || event.metaKey || event.altKey);
    event.target.toggleAttribute('data-lm-suppress-shortcuts', plain);
    // A text box of ipywidgets keeps all keys to itself: what is not plain is handed on past it.
    if (!plain && event.target.closest('.widget-text, .widget-textarea')) {
      event.stopPropagation();
      if (!area.dispatchEvent(new KeyboardEvent('keydown', event))) event.preventDefault();
    }
  }, true);
  const name = box => {
    const label = box.querySelector('.widget-label');
    const title = label?.title === 'null' ? '' : label?.title;
    return (title || label?.textContent || '').trim();
  };
  let group = 0;
  const repair = () => {
    document.querySelectorAll(OUTPUT).forEach(area => {
      area.querySelectorAll('.widget-slider').forEach(box => {
        const readout = box.querySelector('.widget-readout');
        // A text box without a name, in which nothing can be typed: every slider has a second control instead.
        readout?.removeAttribute('contenteditable');
        const text = readout?.textContent?.trim();
        box.querySelectorAll('[role=slider]').forEach(e => {
          if (e.getAttribute('aria-label') !== name(box)) e.setAttribute('aria-label', name(box));
          if (text && e.getAttribute('aria-valuetext') !== text) e.setAttribute('aria-valuetext', text);
        });
      });
      area.querySelectorAll('.widget-radio').forEach(box => {
        if (box.getAttribute('aria-label') !== name(box)) box.setAttribute('aria-label', name(box));
        if (!box.dataset.group) {
          box.setAttribute('role', 'radiogroup');
          group += 1;
          box.dataset.group = `on-the-hook-${Date.now()}-${group}`;
        }
        // ipywidgets makes new buttons when a group is enabled again; they need the name too.
        box.querySelectorAll('input').forEach(e => { if (e.name !== box.dataset.group) e.name = box.dataset.group; });
      });
    });
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; repair(); });
  };
  repair();
  new MutationObserver(soon).observe(document.body, {childList: true, subtree: true, characterData: true});
})();
