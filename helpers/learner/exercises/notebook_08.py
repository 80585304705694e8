"""Notebook 08: beyond compute."""

from functools import partial

from ...numbers.scale import customer_share
from ...tables.load import load_table
from ...tables.model import Model
from .answers import domains, moved, rows
from .exercise import Exercise, Slip


def width(model: Model, delivery: str = "") -> float:
    """The largest share less the smallest, of all services or of those with one delivery."""
    share, services = customer_share(rows(model)), model.services
    if delivery:
        share = share[services.loc[services["delivery"] == delivery, "service"]]
    return float(share.max() - share.min())


def of_aws_only_on(model: Model, service: str, other: str) -> set[str]:
    return domains(model, service, "aws") - domains(model, other, "aws")


def cases(model: Model, basis: str = "") -> set[str]:
    custody = load_table("custody")
    return set(custody.loc[custody["basis"] == basis, "case"] if basis else custody["case"])


EXERCISES = {
    "08-range-of-paas": Exercise(
        right=partial(width, delivery="paas"),
        because="One word for all of them, and still this far apart.",
        hint="The largest share of the services with delivery paas, less the smallest.",
        slips=(
            Slip(partial(width, delivery="serverless"), "That is the range of serverless."),
            Slip(partial(width, delivery="iaas"), "That is the range of iaas."),
            Slip(width, "That is the range of all services. Keep those with delivery paas."),
        ),
    ),
    "08-dynamodb-not-rds": Exercise(
        right=partial(of_aws_only_on, service="dynamodb", other="rds"),
        because="On DynamoDB AWS does these alone; on RDS at least a part of them is yours.",
        hint="Take AWS's domains on dynamodb and leave out AWS's domains on rds.",
        slips=(
            Slip(
                partial(domains, service="dynamodb", owner="aws"),
                "Those are all of AWS's on dynamodb. Leave out what is AWS's on rds too.",
            ),
            Slip(partial(of_aws_only_on, service="rds", other="dynamodb"), "The other way round."),
            Slip(
                partial(moved, left="rds", right="dynamodb"),
                "Those changed hands in any way. Keep those that AWS owns now.",
            ),
        ),
    ),
    "08-silent": Exercise(
        right=partial(cases, basis="not stated"),
        because="The pages found for these do not say, and the table does not guess.",
        hint="Keep the rows whose basis is 'not stated', and give their case.",
        slips=(
            Slip(partial(cases, basis="inferred"), "Those are inferred: something follows from the page."),
            Slip(partial(cases, basis="stated"), "For those a page says it."),
            Slip(cases, "Those are all cases."),
        ),
    ),
}
