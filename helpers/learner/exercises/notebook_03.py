"""Notebook 03: EC2."""

from functools import partial

from ...tables.model import Model
from .answers import duties_of_cases, owners_of_cases
from .exercise import Exercise, Slip

CASES = {
    "a flaw in the hypervisor": ("ec2", "host-isolation"),
    "an outdated PostgreSQL on the instance": ("ec2", "runtime-patching"),
    "port 5432 open to the whole internet": ("ec2", "network-reach"),
    "a broken disk in the rack": ("ec2", "hardware-lifecycle"),
    "a test machine that nobody stopped": ("ec2", "cost-control"),
}


def on_ec2(model: Model, condition: str) -> set[str]:
    return set(model.of("ec2").query(condition).index)


def all_the_same(model: Model, owner: str) -> dict[str, str]:
    return dict.fromkeys(CASES, owner)


def postgresql_is_aws(model: Model) -> dict[str, str]:
    return owners_of_cases(model, CASES) | {"an outdated PostgreSQL on the instance": "aws"}


EXERCISES = {
    "03-your-operations": Exercise(
        right=partial(on_ec2, condition="owner == 'customer' and kind == 'operations'"),
        because="A security checklist forgets these, and nobody else does them for you.",
        hint="Two conditions: the owner is customer and the kind is operations.",
        slips=(
            Slip(
                partial(on_ec2, condition="owner == 'customer'"),
                "Those are all of your rows, security included. Add the kind.",
            ),
            Slip(
                partial(on_ec2, condition="kind == 'operations'"),
                "Those are all operations rows, AWS's too. Add the owner.",
            ),
            Slip(
                partial(on_ec2, condition="owner == 'customer' and kind == 'security'"),
                "That is the kind security.",
            ),
        ),
    ),
    "03-triage": Exercise(
        right=partial(owners_of_cases, cases=CASES),
        because="What lies under your instance is AWS's; what you install, open or leave running is yours.",
        hint="Find the domain of each case first, then look up its owner on ec2.",
        slips=(
            Slip(
                partial(all_the_same, owner="customer"),
                "You take on too much: the hypervisor and the rack are AWS's.",
            ),
            Slip(
                partial(all_the_same, owner="aws"),
                "AWS would be surprised. Which of these could it do without logging in to your machine?",
            ),
            Slip(
                postgresql_is_aws,
                "AWS runs database services, but this database is a program on your machine.",
            ),
        ),
        why=partial(duties_of_cases, cases=CASES),
    ),
}
