"""Notebook 01: of the cloud and in the cloud."""

from functools import partial

from ...tables.model import Model
from .answers import domains
from .exercise import Exercise, Slip

OF, IN = "of", "in"
LINES = {
    "guards at the data centre door": (OF, "The buildings and their guards are AWS's."),
    "patches for the hypervisor": (OF, "It lies under your instance, where only AWS can reach."),
    "patches for the shop's Linux": (IN, "It runs in your instance, to which AWS does not log in."),
    "who may read the customer list": (IN, "AWS enforces what you allow; what to allow, only you can know."),
    "shredding a broken disk": (OF, "It is AWS's disk, and AWS destroys or wipes it."),
    "turning the test server off": (IN, "Nobody else knows that the test is over."),
}


def of_or_in(model: Model) -> dict[str, str]:
    return {line: word for line, (word, _) in LINES.items()}


def reasons(model: Model) -> dict[str, str]:
    return {line: reason for line, (_, reason) in LINES.items()}


def the_wrong_way_round(model: Model) -> dict[str, str]:
    return {line: IN if word == OF else OF for line, (word, _) in LINES.items()}


def all_of_the_cloud(model: Model) -> dict[str, str]:
    return dict.fromkeys(LINES, OF)


def linux_of_the_cloud(model: Model) -> dict[str, str]:
    return of_or_in(model) | {"patches for the shop's Linux": OF}


def not_yours_alone(model: Model) -> set[str]:
    return domains(model, "ec2") - domains(model, "ec2", "customer")


EXERCISES = {
    "01-of-or-in": Exercise(
        right=of_or_in,
        because="What the cloud is made of is AWS's; what you put into it, or switch on in it, is yours.",
        hint="Ask of each line: could you do it from your keyboard?",
        slips=(
            Slip(
                the_wrong_way_round,
                "You have the two words the wrong way round: of the cloud is what the cloud is made of.",
            ),
            Slip(all_of_the_cloud, "Then nothing would be left for you to do."),
            Slip(
                linux_of_the_cloud,
                "The shop's Linux is a guest OS: AWS supplies images and never logs in to patch it.",
            ),
        ),
        why=reasons,
    ),
    "01-inherited": Exercise(
        right=partial(domains, service="ec2", owner="aws"),
        because="On these rows AWS does the whole job, and you inherit what comes of it.",
        hint="Look for the rows of ec2 whose owner is aws.",
        slips=(
            Slip(
                partial(domains, service="ec2", owner="shared"),
                "Those are the shared rows: you inherit only AWS's half of them.",
            ),
            Slip(
                partial(domains, service="ec2", owner="customer"),
                "Those are yours: nothing is inherited there.",
            ),
            Slip(not_yours_alone, "A shared row is not inherited: you still have a part to do."),
        ),
    ),
}
