"""Import of helpers, first drawing of the sliding scale, all notebooks: how long a learner waits.

Ratios compare two things in the same run, because one machine is not as fast as another, nor as itself an hour later.
    python benchmarks/bench_course.py
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 7
BARE = "import pandas, matplotlib.pyplot, ipywidgets"
DRAW = """
import time
from helpers import load_model, sliding_scale
model = load_model()
start = time.perf_counter()
sliding_scale(model)
print(time.perf_counter() - start)
"""


def seconds(code: str) -> float:
    """Wall time of a fresh Python that runs `code`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def import_ratio() -> tuple[float, float]:
    """Median seconds of importing the libraries alone, and of importing helpers; the two take turns."""
    pairs = [(seconds(BARE), seconds(f"{BARE}; import helpers")) for _ in range(RUNS)]
    return tuple(statistics.median(times) for times in zip(*pairs))


def first_drawing() -> float:
    """Median seconds of the first sliding scale in a fresh Python, the tables loaded already."""
    runs = [
        subprocess.run([sys.executable, "-c", DRAW], cwd=ROOT, check=True, capture_output=True, text=True)
        for _ in range(RUNS)
    ]
    return statistics.median(float(run.stdout) for run in runs)


def notebooks() -> float:
    """Seconds for all notebooks under nbval, one after the other, each with its own kernel."""
    with tempfile.TemporaryDirectory() as empty:
        start = time.perf_counter()
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "--nbval",
                "--nbval-current-env",
                "notebooks",
                "-q",
                "-n",
                "0",
                "-p",
                "no:cacheprovider",
            ],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "ON_THE_HOOK_RECORD": os.path.join(empty, "record.sqlite")},
        )
        return time.perf_counter() - start


if __name__ == "__main__":
    bare, ours = import_ratio()
    print(
        f"import: {bare:.2f} s for pandas, matplotlib and ipywidgets, {ours:.2f} s with helpers, "
        f"ratio {ours / bare:.2f} (at most 1.15)"
    )
    print(f"first drawing of the sliding scale: {first_drawing():.2f} s (at most 0.4)")
    print(f"all notebooks under nbval: {notebooks():.0f} s (at most 60)")
