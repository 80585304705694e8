"""Components that live in the browser: a Python class, one script, one style sheet, joined by anywidget."""

from pathlib import Path

import anywidget

STATIC = Path(__file__).parent / "static"


def script(*names: str) -> str:
    """The files `names` of static/, one after the other, as one module: anywidget takes one, and from the kernel none can import
    another."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)


class Living(anywidget.AnyWidget):
    """A component that moves without a kernel, and tells its story where not even its script runs.

    fallback: HTML shown on GitHub, in print and before the first run. text: one short, stable line, which is also what
    nbval compares.
    """

    needs_kernel = False

    def __init__(self, fallback: str, text: str, **traits: object) -> None:
        self.fallback, self.text = fallback, text
        super().__init__(**traits)

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        bundle, _ = super()._repr_mimebundle_(**kwargs)
        bundle["text/html"] = self.fallback
        bundle["text/plain"] = self.text
        return bundle, {"on_the_hook": {"needs_kernel": False}}
