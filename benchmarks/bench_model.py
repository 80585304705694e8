"""What checking costs: `load_model` against a bare `pandas.read_csv`.

Run `python benchmarks/bench_model.py`. Both read the same four files: as shipped,
and with 100,000 rows of responsibilities made from the shipped ones.
Times are medians of several runs in this process, taken in turns. Memory is the peak
in a fresh process that has read the shipped files once, so that every import is done:
what Python, numpy and pandas allocate (tracemalloc), and for the large files, on
Linux, by how much the resident set grows. A file of 200 kB is read within memory that
the process has already, so that its resident set says nothing.
"""

import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from helpers.tables.model import load_model  # noqa: E402
from helpers.tables.schema import DATA  # noqa: E402

FILES = ("domains", "services", "sources", "responsibilities")


def read_bare(folder):
    return [pd.read_csv(Path(folder) / f"{name}.csv") for name in FILES]


READERS = {"bare": read_bare, "model": load_model}


def make_tables(folder, services, domains):
    """Write four tables of services x domains into the folder, from the shipped."""
    folder.mkdir()
    tables = {name: pd.read_csv(DATA / f"{name}.csv", dtype="str", keep_default_na=False) for name in FILES}

    def repeat(name, count):
        return pd.concat([tables[name]] * (count // len(tables[name]) + 1), ignore_index=True).head(count)

    service = pd.Series([f"service-{at}" for at in range(services)])
    domain = pd.Series([f"domain-{at}" for at in range(domains)])
    order = pd.Series(range(1, domains + 1))
    repeat("services", services).assign(service=service, scale_order="").to_csv(
        folder / "services.csv", index=False
    )
    repeat("domains", domains).assign(domain=domain, order=order).to_csv(folder / "domains.csv", index=False)
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


def megabytes(folder, name, how):
    """Return the peak in MB of a fresh process that reads; `how` is a key of PEAKS."""
    run = [sys.executable, __file__, "--memory", str(folder), name, how]
    return float(subprocess.run(run, capture_output=True, text=True, check=True).stdout)


def allocated(read):
    tracemalloc.start()
    read()
    return tracemalloc.get_traced_memory()[1] / 1e6


def resident(read):
    before = peak()
    read()
    return peak() - before


def peak():
    """Return this process's peak in MB. Only Linux tells it without the parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1e3


PEAKS = {"allocated": allocated, "resident": resident}


def print_peak(folder, name, how):
    READERS[name](DATA)
    print(PEAKS[how](lambda: READERS[name](folder)))


def main():
    print("                 bare   model  ratio")
    with tempfile.TemporaryDirectory() as scratch:
        cases = [
            (DATA, 41),
            (make_tables(Path(scratch) / "100k", 400, 250), 9),
            # No million: a table of more than 50 MB is refused.
        ]
        for folder, runs in cases:
            print(f"{len(load_model(folder).responsibilities):,} rows")
            time_of = seconds(folder, runs)
            print_line("milliseconds", 1e3 * time_of["bare"], 1e3 * time_of["model"])
            for how in PEAKS:
                if how == "allocated" or folder != DATA and sys.platform == "linux":
                    print_line(f"MB {how}", *(megabytes(folder, name, how) for name in READERS))


def print_line(what, bare, model):
    print(f"{what:>13} {bare:>7.1f} {model:>7.1f} {model / bare:>6.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        print_peak(*sys.argv[2:])
    else:
        main()
