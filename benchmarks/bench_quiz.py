"""What a learner waits for: opening a quiz of 15 items, and the reply to one answer, in JupyterLab and Chromium.

Opening: from the press of Shift+Enter to the first question on screen. Answering: from the press of Enter on the button to the
reply on screen. Beside them stands a plain button whose callback sets a text: what any widget needs for the way to the kernel
and back.
"""

import statistics

from page import bench_notebook, lab, menu, run_bench

RUNS = 15
CELLS = [
    "from helpers import *\nfrom helpers.learner.quiz import Quiz, bank",
    "Quiz(bank().form('a'), '00-start-here', 'Fifteen questions to measure with', Record())",
    "import ipywidgets as w\n"
    "button, said = w.Button(description='Plain button'), w.HTML()\n"
    "counted = []\n"
    "def press(_):\n    counted.append(1)\n    said.value = f'<p role=\"alert\">pressed {len(counted)}</p>'\n"
    "button.on_click(press)\n"
    "w.VBox([button, said])",
]
UNTIL = """([selector, text]) => new Promise(done => {
  const look = () => [...document.querySelectorAll(selector)].some(e => e.textContent.includes(text))
    ? done(performance.now() - window.pressed) : requestAnimationFrame(look);
  look();
})"""


def report(name, times):
    times = sorted(times)
    print(
        f"{name:<42} median {statistics.median(times):6.0f} ms, slowest of {len(times)} {times[-1]:6.0f} ms"
    )


def main():
    with lab() as place, bench_notebook(*place, CELLS) as page:
        run_bench(page)
        page.get_by_role("button", name="Plain button").wait_for()
        cell = page.locator(".jp-CodeCell").nth(1)
        opening, answering, plain = [], [], []
        for _ in range(RUNS):
            menu(page, "Edit", "Clear Outputs of All Cells")
            page.wait_for_function("() => !document.body.innerText.includes('Question 1 of 15')")
            cell.locator(".jp-InputPrompt").click()
            page.keyboard.press("Shift+Enter")
            opening.append(page.evaluate(UNTIL, [".hook-quiz .place", "Question 1 of 15"]))
        run_bench(page)
        page.get_by_role("button", name="Plain button").wait_for()
        page.wait_for_timeout(1000)
        for number in range(1, RUNS + 1):
            page.wait_for_function(f"() => document.body.innerText.includes('Question {number} of 15')")
            for group in cell.get_by_role("group").filter(has=page.get_by_role("radio")).all():
                group.get_by_role("radio").first.check()
            button = cell.get_by_role("button", name="Submit my answer")
            button.focus()
            page.keyboard.press("Enter")
            answering.append(page.evaluate(UNTIL, [".hook-quiz [role=status]", "On whose word."]))
            page.wait_for_timeout(500)
            page.keyboard.press("Enter")
            page.get_by_role("button", name="Plain button").focus()
            page.keyboard.press("Enter")
            plain.append(page.evaluate(UNTIL, ["[role=alert]", f"pressed {number}"]))
        report("opening a quiz of 15 items", opening)
        report("from the answer to the reply", answering)
        report("a plain button, press to text", plain)
        print(
            f"reply against plain button: {statistics.median(answering) / statistics.median(plain):.1f} times"
        )


if __name__ == "__main__":
    main()
