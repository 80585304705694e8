// What JupyterLab, ipywidgets and pandas lack on a page, in JupyterLab and on the web site: the theme, keys, tables that can be read.
// Runs once a page.
(() => {
  if (window.onTheHookRepair) return;
  window.onTheHookRepair = true;
  const OUTPUT = '.jp-OutputArea-output, .cell_output';    // in JupyterLab, on the web site
  const style = document.createElement('style');
  style.textContent = `
    /* Pictures and tables ask color-scheme which theme the page has. JupyterLab's own themes say it, those of others may not. */
    body[data-jp-theme-light="true"] .jp-OutputArea-output { color-scheme: light; }
    body[data-jp-theme-light="false"] .jp-OutputArea-output { color-scheme: dark; }
    @media print { :is(.jp-OutputArea-output, .cell_output) { color-scheme: light; } }
    /* Data frames, of pandas and of show_table: rules between the rows and nothing else. Twice :root, because the theme of
       the site has long selectors. */
    :root .cell_output .text_html:has(table.dataframe) { background: none; color: inherit; padding: 0; }
    :root:root :is(.jp-RenderedHTMLCommon, .widget-html-content, .cell_output) table.dataframe {
      border: 0; border-collapse: collapse; color: inherit; display: table; font-size: inherit;
      font-variant-numeric: tabular-nums; margin: 0 0 1em; table-layout: auto;
      & tr:nth-child(n) { background: none; border: 0; color: inherit; }
      & tr:nth-child(n) > :is(td, th) { background: none; border: 0; border-bottom: 1px solid var(--jp-border-color2, #ccc);
        box-shadow: none; color: inherit; line-height: 1.4; max-width: 30em; overflow-wrap: break-word;
        padding: 0.4em 1.2em 0.4em 0; text-align: left; vertical-align: top; white-space: normal; }
      & tr:nth-child(n) > .number { text-align: right; white-space: nowrap; }
      & thead tr:nth-child(n) > th { border-bottom-color: currentColor; font-weight: 600; vertical-align: bottom; }
      &.hook-table :is(tbody th, caption) { font-weight: 600; }
      &.hook-table a { white-space: nowrap; }
      & caption { caption-side: top; color: inherit; padding: 0 0 0.4em; text-align: left; }
    }
    :root .widget-html-content { line-height: 1.5; overflow-wrap: anywhere; }`;
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
  const repair = () => document.querySelectorAll('table.dataframe:not([data-read])').forEach(toTheRight);
  // pandas does not say which cells hold numbers: a column that holds nothing else stands to the right, with its heading.
  const toTheRight = table => {
    table.dataset.read = 'yes';
    if (table.classList.contains('hook-table')) return;
    const body = [...(table.tBodies[0]?.rows || [])], heads = [...(table.tHead?.rows || [])];
    for (let n = 1; n <= (body[0]?.querySelectorAll('td').length || 0); n += 1) {
      const cells = body.map(row => row.cells[row.cells.length - n]);
      const texts = cells.map(cell => cell?.textContent.trim()).filter(text => text && !/^(NaN|NaT|None)$/.test(text));
      if (!texts.length || !texts.every(text => /^[-+]?[\d,]*\.?\d+(e[-+]\d+)?%?$/.test(text))) continue;
      const tops = heads.filter(row => [...row.cells].every(cell => cell.colSpan === 1)).map(row => row.cells[row.cells.length - n]);
      [...cells, ...tops].forEach(cell => cell?.classList.add('number'));
    }
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; repair(); });
  };
  repair();
  new MutationObserver(soon).observe(document.body, {childList: true, subtree: true});
})();
