// Lumino, the toolkit under JupyterLab, skips its shortcuts on an element with this attribute, and
// only on the focused control itself, not on a box around it. Set on focus, it is there before any key.
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
  document.addEventListener('focusin', event => {
    // The stack holds its plain keys back by itself, and lets Ctrl+S through.
    if (event.target.closest(OUTPUT) && !event.target.closest('.hook-stack'))
      event.target.setAttribute('data-lm-suppress-shortcuts', 'true');
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
