"""What a learner waits for after a key press: each view of the course beside a plain `interact` that draws the same.

The two stand below each other in a notebook in JupyterLab and Chromium and take turns, first on loopback, then with 75 ms put
on each way between browser and server. The plain one draws with the same functions and displays the figure as matplotlib does.
Measured in the page, from the key to the frame in which another picture is shown and decoded.
"""

from page import bench_notebook, delayed, lab, median_and_slow, run_bench
from playwright.sync_api import expect

PRESSES = 12
STOPS = 4
ROUND_TRIP = 0.150  # seconds
SET_UP = """
import ipywidgets as w
from IPython.display import HTML
from helpers import *
from helpers.charts.clock import cluster_clock_chart
from helpers.numbers.bill import runaway_function
from helpers.views.stack import stops
import matplotlib.pyplot
model, prices, images = load_model(), load_table("prices"), load_table("images")
names = model.service_names
order, databases = stops(model), ["rds", "rds-custom-oracle", "aurora-serverless", "redshift", "opensearch", "dynamodb"]
label = dict(style={"description_width": "initial"}, layout={"width": "640px"})
def slider(options):
    return w.SelectionSlider(options=options, description="Plain", tooltip="Plain", continuous_update=False, **label)
def choice(options):
    return w.Dropdown(options=options, description="Plain", tooltip="Plain", **label)
def plain(figure, alt):
    display(figure)
def stack(service):
    plain(*responsibility_stack(model.of(service)))
"""
# name of the view: the cell with it, its control as (role, name), what is watched, the same as a plain interact, its
# control's role, and whether the view needs the kernel
VIEWS = {
    "sliding scale": (
        "sliding_scale(model)",
        ("slider", "Service"),
        ".hook-stack, img",
        "w.interact(stack, service=slider([(names[s], s) for s in order]))",
        "slider",
        False,
    ),
    "setting switches": (
        "setting_switches(model, 'lambda-managed-runtime')",
        ("radio", None),
        ".hook-stack, img",
        "def flip(mode):\n    now = model.with_settings('lambda-managed-runtime', {'update-mode': mode})\n"
        "    plain(*responsibility_stack(now.of('lambda-managed-runtime'), model.of('lambda-managed-runtime')))\n"
        "w.interact(flip, mode=w.RadioButtons(options=['auto', 'function-update', 'manual'], tooltip='Plain'))",
        "radio",
        False,
    ),
    "service picker": (
        "service_picker(model, databases)",
        ("radio", None),
        ".hook-stack, img",
        "w.interact(stack, service=choice([(names[s], s) for s in databases]))",
        "combobox",
        False,
    ),
    "cluster clock": (
        "cluster_clock(images, '2024-08-15')",
        ("slider", "Age of the cluster"),
        ".hook-stack, img",
        "def age(months):\n    plain(*cluster_clock_chart(images, '2024-08-15', months))\n"
        "w.interact(age, months=slider(range(25)))",
        "slider",
        False,
    ),
    "compare": (
        "compare(model)",
        ("checkbox", "Only what differs"),
        ".tile, td",
        "from helpers.views.duty_tables import comparison_table\n"
        "def only(moved):\n    display(HTML(comparison_table(model, 'ec2', 'lambda-managed-runtime', moved)))\n"
        "w.interact(only, moved=w.Checkbox(description='Plain', tooltip='Plain'))",
        "checkbox",
        False,
    ),
    "weigh": (
        "weigh(model, [*order, 'lambda-container-image'])",
        ("spinbutton", "Weight, 0 to 10"),
        "img",
        "rows = model.responsibilities[model.responsibilities['service'].isin([*order, 'lambda-container-image'])]\n"
        "facility = model.domains['domain'][model.domains['layer'] == model.domains['layer'][0]]\n"
        "def bars(weight):\n    weights = dict.fromkeys(model.domains['domain'], 1) | dict.fromkeys(facility, weight)\n"
        "    plain(*share_bars(owner_counts(rows, weights), customer_share(rows, weights), names))\n"
        "w.interact(bars, weight=w.BoundedIntText(value=1, min=0, max=10, description='Plain', tooltip='Plain'))",
        "spinbutton",
        True,
    ),
    "bill simulator": (
        "bill = bill_simulator(prices, guess_first=False)\nbill.days = 1\nbill",
        ("slider", "Days until somebody notices"),
        "[role=status]",
        "def cost(days):\n    usd = runaway_function(prices, 1000, 1, days)['usd']\n"
        "    display(HTML(f'<p role=\"status\">${usd:,.2f}</p>'))\n"
        "w.interact(cost, days=w.BoundedIntText(value=30, min=0, max=365, description='Plain', tooltip='Plain'))",
        "spinbutton",
        False,
    ),
}
WATCH = """() => { window.shown = (cell, watched) => [...document.querySelectorAll('.jp-CodeCell')[cell].querySelectorAll(watched)]
    .filter(e => e.checkVisibility()).map(e => e.alt || e.src?.slice(-1000) || e.textContent).join(); }"""
# It looks at every frame from before the key on, so that no message to the page and back counts.
LOOK = """([cell, watched]) => {
  const before = window.shown(cell, watched), started = performance.now();
  window.changed = (async () => {
    let now;
    do {
      await new Promise(requestAnimationFrame);
      now = window.shown(cell, watched);
      if (performance.now() - started > 20000) throw new Error(`cell ${cell} still shows ${before}`);
    } while (!now || now === before);
    const pictures = document.querySelectorAll('.jp-CodeCell')[cell].querySelectorAll('img');
    await Promise.all([...pictures].filter(e => e.checkVisibility()).map(e => e.decode()));
    return performance.now() - window.pressed;
  })();
}"""
KEYS = {
    "slider": ("ArrowRight", "ArrowLeft"),
    "spinbutton": ("ArrowUp", "ArrowDown"),
    "checkbox": ("Space", "Space"),
}
HEAD = f"{'':<24} {'':<8} median   95 %   interact   95 %   times"


def press(page, cell: int, control, watched: str, key: str) -> float:
    """Milliseconds from the key to another picture in the cell."""
    control.focus()
    page.wait_for_timeout(100)
    page.evaluate(LOOK, [cell, watched])
    page.keyboard.press(key)
    return page.evaluate("() => window.changed")


def measure(page, name: str, first: int = 1) -> str:
    """The line of a view for the table, from its milliseconds in the cell `first` and those of the plain interact in the cell
    below; the two take turns."""
    _, (role, label), watched, _, plain_role, needs_kernel = VIEWS[name]
    sides = [(first, role, label, watched), (first + 1, plain_role, None, watched)]
    times = {first: [], first + 1: []}
    for number in range(PRESSES):
        for cell, role, label, watched in sides:
            area = page.locator(".jp-CodeCell").nth(cell)
            control = (
                area.locator("input:checked")
                if role == "radio"
                else area.get_by_role(role, name=label, exact=True)
            )
            # Through the first stops and back again, so that every press changes something, and not the same thing.
            forward, back = KEYS.get(role, ("ArrowDown", "ArrowUp"))
            times[cell].append(
                press(page, cell, control.first, watched, forward if number % (2 * STOPS) < STOPS else back)
            )
        page.wait_for_timeout(100)
    ours, plain = map(median_and_slow, times.values())
    return (
        f"{name:<24} {'kernel' if needs_kernel else 'browser':<8} {ours[0]:6.0f} {ours[1]:6.0f} {plain[0]:10.0f} "
        f"{plain[1]:6.0f} {plain[0] / ours[0]:7.1f}"
    )


def run(title: str, *place) -> None:
    print(f"{title}, {PRESSES} presses each, ms\n{HEAD}")
    for name, (view, _, _, plain, _, _) in VIEWS.items():
        with bench_notebook(*place, [SET_UP, view, plain + ";"]) as page:
            run_bench(page)
            expect(
                page.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output .jp-OutputArea-output").first
            ).to_be_visible(timeout=60_000)
            page.wait_for_timeout(3000)
            page.evaluate(WATCH)
            print(measure(page, name), flush=True)


def main() -> None:
    with lab() as (folder, url, browser):
        run("On loopback", folder, url, browser)
        with delayed(url, ROUND_TRIP / 2) as far:
            run(f"With {ROUND_TRIP * 1000:.0f} ms of round trip", folder, far, browser)


if __name__ == "__main__":
    main()
