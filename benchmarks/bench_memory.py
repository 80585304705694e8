"""What a whole notebook leaves in the memory of a learner's kernel, beside a kernel that only imported the same libraries.

Resident memory in MB, asked of the kernel itself after its last cell, the median of three runs each.
"""

import statistics
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("[0-9]*.ipynb"))
LIBRARIES = "import pandas, matplotlib.pyplot, ipywidgets, sqlite3, platformdirs"
ASK = "import psutil\nprint(psutil.Process().memory_info().rss / 1e6)"
RUNS = 3


def megabytes(notebook) -> float:
    """The memory of a fresh kernel after the notebook's last cell."""
    notebook.cells.append(nbformat.v4.new_code_cell(ASK))
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(NOTEBOOKS[0].parent)}},
    ).execute()
    return float(notebook.cells[-1].outputs[0].text)


def median_of(make) -> float:
    return statistics.median(megabytes(make()) for _ in range(RUNS))


def main() -> None:
    bare = median_of(lambda: nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(LIBRARIES)]))
    print(f"{'the libraries alone':<32} {bare:4.0f} MB")
    for path in NOTEBOOKS:
        whole = median_of(lambda path=path: nbformat.read(path, as_version=4))
        print(f"{path.stem:<32} {whole:4.0f} MB, {whole / bare:.2f} times (at most 1.3)", flush=True)


if __name__ == "__main__":
    main()
