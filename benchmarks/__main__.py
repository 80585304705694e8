"""Run the benchmarks, or those that are named: `python3 start.py bench views memory`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ALL = {path.stem.removeprefix("bench_"): path for path in sorted(HERE.glob("bench_*.py"))}

if __name__ == "__main__":
    names = sys.argv[1:] or list(ALL)
    if unknown := [name for name in names if name not in ALL]:
        sys.exit(f"There is no benchmark {', '.join(unknown)}. The benchmarks are: {', '.join(ALL)}.")
    for name in names:
        print(f"== {name}", flush=True)
        # Each in a Python of its own: one must not warm up what another measures.
        subprocess.run([sys.executable, ALL[name]], check=True)
