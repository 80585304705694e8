"""Notebook 05: Lambda."""

from functools import partial

from ...numbers.bill import runaway_function, usd
from ...tables.load import load_table
from ...tables.model import Model
from .answers import domains, moved
from .exercise import Exercise, Slip

ZIP, IMAGE = "lambda-managed-runtime", "lambda-container-image"


def loop(model: Model, memory_gb: float = 0.5, days: int = 7) -> float:
    """Dollars for 200 functions in a loop."""
    return runaway_function(load_table("prices"), 200, memory_gb, days)["usd"]


def loop_without_requests(model: Model) -> float:
    return 200 * 0.5 * 7 * 86400 * usd(load_table("prices"), "lambda-x86-gb-second")


EXERCISES = {
    "05-comes-back": Exercise(
        right=partial(moved, left=ZIP, right=IMAGE, direction="to customer"),
        because="Whatever you build into the image is yours to look after: nobody else can build it anew.",
        hint="Compare the two Lambda variants and keep the domains that move to customer.",
        slips=(
            Slip(
                partial(moved, left="ec2", right=IMAGE),
                "That compares with ec2. The left side is lambda-managed-runtime.",
            ),
            Slip(
                partial(domains, service=IMAGE, owner="customer"),
                "Those are all of your rows. Some were yours before.",
            ),
            Slip(partial(moved, left=ZIP, right=IMAGE, direction="to aws"), "That is the other direction."),
        ),
    ),
    "05-loop-bill": Exercise(
        right=loop,
        because="Two meters run: one for the memory while it is held, one for each request.",
        hint="GB-seconds are runs x memory in GB x seconds; requests are runs x seconds. Add both costs.",
        slips=(
            Slip(loop_without_requests, "The duration is right, the requests are missing."),
            Slip(partial(loop, memory_gb=1.0), "That is 1 GB a run. The question says 512 MB, half of it."),
            Slip(partial(loop, days=1), "That is one day. Nobody noticed for seven."),
        ),
    ),
}
