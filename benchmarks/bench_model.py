"""What checking costs: `load_model` against a bare `pandas.read_csv`.

Run `python benchmarks/bench_model.py`. Both read the same four files: as shipped,
and with 100,000 and 1,000,000 rows of responsibilities made from the shipped ones.
Times are medians of several runs in this process, taken in turns. Memory is the
growth of the peak of a fresh process (resident set, imports done before), on Linux.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from helpers.model import load_model  # noqa: E402
from helpers.tables import DATA  # noqa: E402

FILES = ("domains", "services", "sources", "responsibilities")


def read_bare(folder):
    return [pd.read_csv(Path(folder) / f"{name}.csv") for name in FILES]


READERS = {"bare": read_bare, "model": load_model}


def make_tables(folder, services, domains):
    """Write four tables of services x domains into the folder, from the shipped."""
    folder.mkdir()
    tables = {
        name: pd.read_csv(DATA / f"{name}.csv", dtype="str", keep_default_na=False)
        for name in FILES
    }

    def repeat(name, count):
        return pd.concat(
            [tables[name]] * (count // len(tables[name]) + 1), ignore_index=True
        ).head(count)

    service = pd.Series([f"service-{at}" for at in range(services)])
    domain = pd.Series([f"domain-{at}" for at in range(domains)])
    order = pd.Series(range(1, domains + 1))
    repeat("services", services).assign(service=service, scale_order="").to_csv(
        folder / "services.csv", index=False
    )
    repeat("domains", domains).assign(domain=domain, order=order).to_csv(
        folder / "domains.csv", index=False
    )
    tables["sources"].to_csv(folder / "sources.csv", index=False)
    repeat("responsibilities", services * domains).assign(
        service=service.repeat(domains).array,
        domain=pd.concat([domain] * services).array,
    ).to_csv(folder / "responsibilities.csv", index=False)
    return folder


def seconds(folder, runs):
    """Return the median seconds of each reader, after one run to warm up."""
    times = {name: [] for name in READERS}
    for run in range(runs + 1):
        for name, reader in READERS.items():
            start = time.perf_counter()
            reader(folder)
            if run:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def megabytes(folder, name):
    """Return by how much a fresh process's peak grows while it reads."""
    run = [sys.executable, __file__, "--memory", str(folder), name]
    return float(subprocess.run(run, capture_output=True, text=True, check=True).stdout)


def peak():
    """Return this process's peak in MB. Only Linux tells it without the parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1e3


def print_growth_of_peak(folder, name):
    import pandera.pandas  # noqa: F401  the model imports it at its first load

    before = peak()
    READERS[name](folder)
    print(peak() - before)


def main():
    print("     rows   bare s  model s  ratio   bare MB  model MB  ratio")
    with tempfile.TemporaryDirectory() as scratch:
        cases = [
            (DATA, 41),
            (make_tables(Path(scratch) / "100k", 400, 250), 9),
            (make_tables(Path(scratch) / "1m", 1000, 1000), 5),
        ]
        for folder, runs in cases:
            rows = len(load_model(folder).responsibilities)
            time_of = seconds(folder, runs)
            line = (
                f"{rows:>9,} {time_of['bare']:>8.4f} {time_of['model']:>8.4f} "
                f"{time_of['model'] / time_of['bare']:>6.2f}"
            )
            if sys.platform == "linux":
                bare, model = (megabytes(folder, name) for name in READERS)
                line += f" {bare:>9.0f} {model:>9.0f} {model / bare:>6.2f}"
            print(line)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        print_growth_of_peak(*sys.argv[2:])
    else:
        main()
