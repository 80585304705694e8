"""One test for all rows of a table, all notebooks, all questions, where a test for each would cost more than what it looks at."""

import inspect

import pytest


def all_of(items, name=str):
    """Make a test of a check: it is called with each of `items` and the test's fixtures, and the test lists all that fail.

    name: what an item is called in the list.
    """

    def decorate(check):
        _, *fixtures = inspect.signature(check).parameters.values()

        def test(**given):
            assert items, "nothing was looked at"
            problems = []
            for item in items:
                try:
                    check(item, **given)
                except (Exception, pytest.fail.Exception) as error:
                    problems.append(f"{name(item)}: {type(error).__name__}: {error}")
            if problems:
                pytest.fail("\n".join(problems), pytrace=False)

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        test.__signature__ = inspect.Signature(fixtures)
        return test

    return decorate
