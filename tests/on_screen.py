"""What a page owes to everybody, in JupyterLab and on the web site: nothing that axe calls serious, nothing cut off, every
control reached with Tab, and a focus that can be seen."""

import json
from collections import Counter

from axe_playwright_python.base import AXE_SCRIPT

WIDE, ZOOMED = {"width": 1366, "height": 768}, {"width": 683, "height": 384}  # the second: the first at 200 %
COLOURS = ["color-contrast", "link-in-text-block"]  # what another theme may break
# Axe takes longer for contrast than for all else, and judges alike what looks alike: three texts of each look are enough, on
# whatever pages they stand. The look of a text is its element's name, class and letters, and what its ancestors put behind it.
# Only what passed counts as judged: what axe finds fault with, cannot decide or takes for hidden is looked at on the next page too.
JUDGED = Counter()
RUN_AXE = """async ([within, options, judged]) => {
  const grounds = new Map(), seen = new Map(Object.entries(JSON.parse(judged)));
  const ground = e => {
    if (!e) return '';
    if (!grounds.has(e)) {
      const s = getComputedStyle(e), own = [s.backgroundColor, s.backgroundImage, s.opacity, s.position, s.zIndex].join();
      grounds.set(e, ground(e.parentElement) + (own === 'rgba(0, 0, 0, 0),none,1,static,auto' ? '' : own + ';'));
    }
    return grounds.get(e);
  };
  const speaks = e => e.checkVisibility({visibilityProperty: true}) &&
    (e.matches('input, select, textarea') || [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim()));
  const looks = new Map();  // of the elements to be judged
  for (const e of document.querySelectorAll(`:is(${within}), :is(${within}) *`)) {
    const s = getComputedStyle(e);
    const look = speaks(e) && [e.localName, e.getAttribute('class'), e.disabled, s.color, s.fontSize, s.fontWeight, s.textShadow,
                               ground(e)].join();
    seen.set(look, (seen.get(look) ?? 0) + 1);
    if (look && seen.get(look) <= 3) looks.set(e, look);
    e.toggleAttribute('data-look', looks.has(e));
  }
  const found = await axe.run(within, options);
  const contrast = found.passes.filter(({id}) => id === 'color-contrast').flatMap(({nodes}) => nodes.map(node => node.element));
  return [found.violations.map(({id, impact, nodes}) => [id, impact, nodes[0].html, nodes[0].failureSummary]),
          contrast.map(element => looks.get(element))];
}"""
# Contrast of what is marked alone; and rules whose faults are no more than moderate need not run.
ASKED_FOR = """axe.configure({rules: [{id: 'color-contrast', selector: '[data-look]'},
  ...axe._audit.rules.filter(({impact}) => !['serious', 'critical'].includes(impact)).map(({id}) => ({id, enabled: false}))]})"""


def problems_of(page) -> list[str]:
    """A list that grows by what the browser reports as an error in the page from now on."""
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(f"{message.text} {message.location['url']}") if message.type == "error" else None
        ),
    )
    return problems


def violations(page, within: str = "body", rules: list[str] | None = None) -> list[str]:
    """The serious and critical violations that axe finds inside the elements `within`, each with the first element.

    rules: these alone, such as COLOURS for a second look in another theme; the contrast is among them.
    """
    # Without preload, axe does not fetch the style sheets again, which a browser forbids for files.
    options = {
        "preload": False,
        "resultTypes": ["violations", "passes"],
        "elementRef": True,
        "selectors": False,
    }
    if rules:
        options["runOnly"] = rules
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE_SCRIPT}\n{ASKED_FOR}")
    found, judged = page.evaluate(RUN_AXE, [within, options, json.dumps(JUDGED)])
    JUDGED.update(judged)
    return [
        f"{rule}: {html[:120]} ({summary[:200]})"
        for rule, impact, html, summary in found
        if impact in ("serious", "critical")
    ]


def too_wide(page, views: str, but: str = ":not(*)") -> list[str]:
    """Views, and elements in them, wider than their place: cut off, or to be scrolled sideways. One pixel is for ears only.

    A view that takes another form in a narrow place does so some frames after the place became narrow. but: what may be wider.
    """
    return page.eval_on_selector_all(
        views,
        """async (views, but) => {
          const wide = () => views.flatMap(view => [view, ...view.querySelectorAll('*')]
            .filter(e => e.checkVisibility() && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 2
                         && getComputedStyle(e).display !== 'inline' && !e.matches('select, input') && !e.matches(but))
            .slice(0, 2).map(e => e.outerHTML.slice(0, 120) + ` ${e.scrollWidth} > ${e.clientWidth}`));
          for (let frames = 0; frames < 30 && wide().length; frames++) await new Promise(requestAnimationFrame);
          return wide();
        }""",
        but,
    )


STOPS = """view => {
  const groups = new Set();
  const stops = [...view.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"], [contenteditable=true]')].filter(e => {
    if (e.disabled || e.tabIndex < 0 || !e.checkVisibility()) return false;
    if (e.type !== 'radio') return true;
    if (groups.has(e.name)) return false;           // one stop for a group: the chosen one, or its first
    groups.add(e.name);
    return true;
  });
  if (!stops.length) return 0;
  stops.forEach((e, i) => {
    e.dataset.stop = i;
    if (e.type === 'radio') view.querySelectorAll(`input[name="${e.name}"]`).forEach(other => { other.dataset.stop = i; });
  });
  const lookOf = e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow,
    s.borderColor, s.backgroundColor].join(); };
  const looks = stops.map(lookOf);
  window.reached = [];                              // [number of the stop, whether its focus can be seen, HTML], Tab by Tab
  window.reach = ({key}) => {
    const e = document.activeElement, stop = Number(e.dataset.stop ?? -1);
    if (key === 'Tab') window.reached.push([stop, lookOf(e) !== looks[stop], e.outerHTML.slice(0, 100)]);
  };
  stops[0].focus({focusVisible: true});
  window.reach({key: 'Tab'});
  addEventListener('keyup', window.reach, true);    // before anything can keep it back
  return stops.length;
}"""
REACHED = "() => { removeEventListener('keyup', window.reach, true); return window.reached; }"


def walk(page, view, key: str | None = None) -> list[str]:
    """Tab through the view, an element handle: what was left out, or had no visible focus. `key` is pressed at each stop."""
    problems, count = [], view.evaluate(STOPS)
    if not count:
        return []
    for n in range(count):
        if n:
            page.keyboard.press("Tab")
        if key:
            page.keyboard.press(key)
    reached = page.evaluate(REACHED)
    if len(reached) < count:
        problems.append(f"the focus has left the page at one of {count} stops")
    for expected, (stop, seen, html) in zip(range(count), reached):
        if stop != expected:
            return [*problems, f"stop {expected} of {count} was not reached with Tab, but {html}"]
        if not seen:
            problems.append(f"the focus cannot be seen on {html}")
    return problems
