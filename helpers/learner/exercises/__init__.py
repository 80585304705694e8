"""The exercises of the notebooks, a module a notebook. What an answer to one is told stands in `checks`.

To add one: in the module of its notebook, a function from the model to the right answer, why that is right, three wrong
answers worth a reply, and a hint. Its name begins with the number of the notebook. A new module is found by its name.
"""

import pkgutil
from importlib import import_module

from .exercise import Exercise, Slip

__all__ = ["EXERCISES", "Exercise", "Slip"]

EXERCISES: dict[str, Exercise] = {}
for _found in pkgutil.iter_modules(__path__):
    if _found.name.startswith("notebook_"):
        EXERCISES |= import_module(f".{_found.name}", __name__).EXERCISES
