"""What a setting costs in Python: `with_settings`, beside reading one service from the model. On screen: bench_views.py."""

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from helpers import load_model  # noqa: E402


def main() -> None:
    model = load_model()
    choice = {"update-mode": "manual"}
    model.with_settings("lambda-managed-runtime", choice)
    times = {"with_settings": [], "of": []}
    for _ in range(200):
        for name, act in (
            ("with_settings", lambda: model.with_settings("lambda-managed-runtime", choice)),
            ("of", lambda: model.of("lambda-managed-runtime")),
        ):
            start = time.perf_counter()
            act()
            times[name].append((time.perf_counter() - start) * 1000)
    setting, of = (statistics.median(times[name]) for name in ("with_settings", "of"))
    print(
        f"applying a setting: median {setting:.1f} ms (at most 10), {setting / of:.1f} times reading one service ({of:.1f} ms)"
    )


if __name__ == "__main__":
    main()
