"""Notebook 06: the sliding scale."""

from functools import partial

from ...numbers.scale import customer_share, order_of_services
from ...tables.model import Model
from .answers import domains, moved, rows
from .exercise import Exercise, Slip

FIVE = ["ec2", "emr-on-ec2", "emr-on-eks", "lambda-container-image", "lambda-managed-runtime"]


def in_order(model: Model) -> list[str]:
    """The five services from the one that leaves most to you to the one that leaves least."""
    found = rows(model)
    return order_of_services(found[found["service"].isin(FIVE)])


def the_staircase(model: Model) -> list[str]:
    return FIVE


def in_reverse(model: Model) -> list[str]:
    return in_order(model)[::-1]


def two_exchanged(model: Model) -> list[str]:
    return ["ec2", "lambda-container-image", "emr-on-eks", "emr-on-ec2", "lambda-managed-runtime"]


def stayed(model: Model) -> set[str]:
    return domains(model, "emr-on-ec2") - moved(model, "emr-on-ec2", "emr-serverless")


def share_of_ec2(model: Model, weight: float) -> float:
    """The share of ec2 if the domains of the layer platform have this weight and all others 1."""
    heavy = model.domains.loc[model.domains["layer"] == "platform", "domain"]
    return float(customer_share(rows(model), dict.fromkeys(heavy, weight))["ec2"])


EXERCISES = {
    "06-order": Exercise(
        right=in_order,
        because="This is what the table counts, and it is not the staircase that everybody draws.",
        hint="Sort the five shares from large to small.",
        slips=(
            Slip(the_staircase, "That is the staircase everybody draws. Look at the shares again."),
            Slip(in_reverse, "From most to least, please."),
            Slip(two_exchanged, "Nearly: two neighbours in the middle have changed places."),
        ),
    ),
    "06-moved": Exercise(
        right=partial(moved, left="emr-on-ec2", right="emr-serverless"),
        because="Only where the owner differs has a job changed hands; the others stay who they were.",
        hint="Use difference() and keep the rows where moved is not 'same'.",
        slips=(
            Slip(
                partial(moved, left="ec2", right="emr-serverless"), "That starts at ec2, not at emr-on-ec2."
            ),
            Slip(
                partial(domains, service="emr-serverless", owner="aws"),
                "Those are AWS's, also where nothing moved.",
            ),
            Slip(stayed, "Those are the ones that stayed the same."),
        ),
    ),
    "06-platform-weighs-three": Exercise(
        right=partial(share_of_ec2, weight=3),
        because="What weighs more counts more, on your side wherever the job is yours.",
        hint="Give weight 3 to the three domains of the layer platform, then read ec2.",
        slips=(
            Slip(partial(share_of_ec2, weight=1), "That is the share under equal weights."),
            Slip(partial(share_of_ec2, weight=1 / 3), "You made the platform lighter, not heavier."),
            Slip(partial(share_of_ec2, weight=0), "Weight 0 takes the platform out altogether."),
        ),
    ),
}
