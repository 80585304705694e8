"""Notebook 00: how the course works."""

from ...tables.model import Model
from .exercise import Exercise, Slip


def customer(model: Model) -> str:
    return "customer"


def you(model: Model) -> str:
    return "you"


def shared(model: Model) -> str:
    return "shared"


def aws(model: Model) -> str:
    return "aws"


EXERCISES = {
    "00-the-word-for-you": Exercise(
        right=customer,
        because="Customer is AWS's own word for whoever uses its services.",
        hint="The tables know three words: aws, shared, customer.",
        slips=(
            Slip(you, "In prose we say you. The tables use AWS's own word for you."),
            Slip(shared, "Shared is for jobs where both must act."),
            Slip(aws, "That is the other party."),
        ),
    ),
}
