"""The exercises of the notebooks and their checks.

`check("03-triage", answer)` compares a learner's answer with one computed from the tables,
so that a corrected table corrects the exercise. Four outcomes: right, not this one (with the
reason for that idea), not tried yet, could not be checked (with what to do).
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import pandas as pd

from ..numbers.bill import runaway_function, usd
from ..numbers.history import owners_on
from ..numbers.moves import reach_of_settings
from ..numbers.scale import customer_share, difference, order_of_services
from ..tables.load import load_table
from ..tables.model import load_model
from ..views.page import Shown

OWNER_WORDS = {
    "aws": "aws",
    "shared": "shared",
    "customer": "customer",
    "you": "customer",
    "yours": "customer",
    "both": "shared",
}


@dataclass(frozen=True)
class Exercise:
    """What the right answer is, and what to say to answers that show a known wrong idea.

    right: from the model to the answer (set, list, number, text, or dict of owners).
    slips: pairs of a function from the model to a wrong answer, and the reply to it.
    hint: what to say to any other wrong answer; it points at where to look.
    """

    right: Callable
    hint: str
    slips: tuple = ()


def _rows(model, service=None, owner=None):
    rows = model.responsibilities
    if service:
        rows = rows[rows["service"] == service]
    return rows[rows["owner"] == owner] if owner else rows


def _domains(model, service, owner=None):
    return set(_rows(model, service, owner)["domain"])


def _owners(model, service, domains):
    owner = _rows(model, service).set_index("domain")["owner"]
    return {domain: owner[domain] for domain in domains}


def _moved(model, left, right, direction=None):
    moved = difference(model.responsibilities, left, right)["moved"]
    return set(moved.index[moved == direction if direction else moved != "same"])


OF_OR_IN = {
    "guards at the data centre door": "of",
    "patches for the hypervisor": "of",
    "patches for the shop's Linux": "in",
    "who may read the customer list": "in",
    "shredding a broken disk": "of",
    "turning the test server off": "in",
}
EMR_HALF = ["hardware-lifecycle", "data-content", "backup", "availability", "capacity", "cost-control"]
EC2_CASES = {
    "a flaw in the hypervisor": "host-isolation",
    "an outdated PostgreSQL on the instance": "runtime-patching",
    "port 5432 open to the whole internet": "network-reach",
    "a broken disk in the rack": "hardware-lifecycle",
    "a test machine that nobody stopped": "cost-control",
}
LAUNCHED, LOOKED_AT = "2025-01-15", "2025-09-15"
ORDER_OF = ["ec2", "emr-on-ec2", "emr-on-eks", "lambda-container-image", "lambda-managed-runtime"]


def _versions_behind(first=LAUNCHED, last=LOOKED_AT):
    released = pd.to_datetime(load_table("images")["released"])
    return int(((released > first) & (released <= last)).sum())


def _emr_out_of_support(on="2026-11-23", ended=True):
    emr = load_table("support").query("product == 'emr'")
    past = pd.to_datetime(emr["standard_end"]) < on
    return set(emr.loc[past == ended, "version"])


def _loop(parallel=200, memory_gb=0.5, days=7):
    return runaway_function(load_table("prices"), parallel, memory_gb, days)["usd"]


def _platform_weighs(weight):
    def share(model):
        heavy = model.domains.loc[model.domains["layer"] == "platform", "domain"]
        return float(customer_share(_rows(model), dict.fromkeys(heavy, weight))["ec2"])

    return share


def _share_under(service, choice):
    def share(model):
        return float(customer_share(_rows(model.with_settings(service, choice), service))[service])

    return share


def _settings_that(service, condition):
    return lambda model: set(reach_of_settings(model, service).query(condition)["setting"])


def _other_owner(day, other, on_offer=False):
    """on_offer: count only what was on offer on both days."""

    def count(model):
        owners = owners_on(load_table("changes"), [day, other])
        there = (owners != "").all(axis=1) if on_offer else True
        return int(((owners[day] != owners[other]) & there).sum())

    return count


def _range_of(delivery):
    def width(model):
        services = model.services
        names = services.loc[services["delivery"] == delivery, "service"]
        share = customer_share(_rows(model))[names]
        return float(share.max() - share.min())

    return width


def _cases(basis):
    custody = load_table("custody")
    return set(custody.loc[custody["basis"] == basis, "case"])


def _kind_with_most(owner):
    def kind(model):
        rows = model.responsibilities.merge(model.domains[["domain", "kind"]], on="domain")
        rows = rows[rows["service"] != "on-premises"]
        return str((rows["owner"] == owner).groupby(rows["kind"]).mean().idxmax())

    return kind


def _cluster(nodes=5, hours=64, fee=True):
    prices = load_table("prices")
    an_hour = usd(prices, "ec2-x2iedn-32xlarge-hour") + fee * usd(prices, "emr-x2iedn-32xlarge-hour")
    return nodes * hours * an_hour


def _tools(column, word):
    tools = load_table("tools")
    return set(tools.loc[tools[column] == word, "tool"])


BLUNDERS = {
    "a test machine on EC2 that nobody turned off": ("ec2", "cost-control"),
    "a back-doored package in a function's zip": ("lambda-managed-runtime", "application-code"),
    "an end-of-life PostgreSQL installed on an instance": ("ec2", "runtime-patching"),
    "malware that came through an unpatched guest OS": ("ec2", "guest-os"),
    "an RDS database open to the internet": ("rds", "network-reach"),
    "a function whose policy lets a stranger invoke it": ("lambda-managed-runtime", "identity-access"),
    "a flaw in the Linux under a function in auto mode": ("lambda-managed-runtime", "guest-os"),
}


def _owners_of_blunders(model):
    return {case: str(model.of(service)["owner"][domain]) for case, (service, domain) in BLUNDERS.items()}


def _owners_of_cases(model):
    owner = _owners(model, "ec2", EC2_CASES.values())
    return {case: owner[domain] for case, domain in EC2_CASES.items()}


def _five_in_order(model):
    rows = _rows(model)
    return order_of_services(rows[rows["service"].isin(ORDER_OF)])


EXERCISES: dict[str, Exercise] = {
    "00-the-word-for-you": Exercise(
        lambda m: "customer",
        "The tables know three words: aws, shared, customer.",
        (
            (lambda m: "you", "In prose we say you. The tables use AWS's own word for you."),
            (lambda m: "shared", "Shared is for jobs where both must act."),
            (lambda m: "aws", "That is the other party."),
        ),
    ),
    "01-of-or-in": Exercise(
        lambda m: dict(OF_OR_IN),
        "Ask of each line: could you do it from your keyboard?",
        (
            (
                lambda m: {k: {"of": "in", "in": "of"}[v] for k, v in OF_OR_IN.items()},
                "You have the two words the wrong way round: of the cloud is what the cloud is made of.",
            ),
            (lambda m: dict.fromkeys(OF_OR_IN, "of"), "Then nothing would be left for you to do."),
            (
                lambda m: OF_OR_IN | {"patches for the shop's Linux": "of"},
                "The shop's Linux is a guest OS: AWS supplies images and never logs in to patch it.",
            ),
        ),
    ),
    "01-inherited": Exercise(
        lambda m: _domains(m, "ec2", "aws"),
        "Look for the rows of ec2 whose owner is aws.",
        (
            (
                lambda m: _domains(m, "ec2", "shared"),
                "Those are the shared rows: you inherit only AWS's half of them.",
            ),
            (lambda m: _domains(m, "ec2", "customer"), "Those are yours: nothing is inherited there."),
            (
                lambda m: _domains(m, "ec2") - _domains(m, "ec2", "customer"),
                "A shared row is not inherited: you still have a part to do.",
            ),
        ),
    ),
    "02-shared-on-rds": Exercise(
        lambda m: _domains(m, "rds", "shared"),
        "Two conditions, both must hold: the service is rds and the owner is shared.",
        (
            (lambda m: _domains(m, "ec2", "shared"), "Those are the shared rows of ec2."),
            (lambda m: _domains(m, "rds", "customer"), "Those are the rows that are yours alone."),
            (lambda m: _domains(m, "rds"), "That is every domain: the owner is not filtered yet."),
        ),
    ),
    "02-inferred": Exercise(
        lambda m: int((_rows(m, "lambda-managed-runtime")["basis"] == "inferred").sum()),
        "Count the rows of lambda-managed-runtime in the column basis.",
        (
            (
                lambda m: int((_rows(m, "lambda-managed-runtime")["basis"] == "stated").sum()),
                "Those are the rows that a source states.",
            ),
            (
                lambda m: int((_rows(m)["basis"] == "inferred").sum()),
                "That counts all services. Keep only lambda-managed-runtime.",
            ),
            (lambda m: len(_rows(m, "lambda-managed-runtime")), "That counts every row of the service."),
        ),
    ),
    "02-always-yours": Exercise(
        lambda m: set(m.grid().columns[(m.grid() == "customer").all()]),
        "A domain counts if customer is its owner in every row, for all services.",
        (
            (
                lambda m: set(m.grid().columns[(m.grid() == "customer").any()]),
                "That is any, not all: those domains are yours somewhere.",
            ),
            (lambda m: _domains(m, "ec2", "customer"), "Those are yours on ec2. Elsewhere some are not."),
            (
                lambda m: set(m.grid().columns[(m.grid() == "shared").all()]),
                "Those would be shared everywhere.",
            ),
        ),
    ),
    "03-your-operations": Exercise(
        lambda m: set(m.of("ec2").query("owner == 'customer' and kind == 'operations'").index),
        "Two conditions: the owner is customer and the kind is operations.",
        (
            (
                lambda m: set(m.of("ec2").query("owner == 'customer'").index),
                "Those are all of your rows, security included. Add the kind.",
            ),
            (
                lambda m: set(m.of("ec2").query("kind == 'operations'").index),
                "Those are all operations rows, AWS's too. Add the owner.",
            ),
            (
                lambda m: set(m.of("ec2").query("owner == 'customer' and kind == 'security'").index),
                "That is the kind security.",
            ),
        ),
    ),
    "03-triage": Exercise(
        _owners_of_cases,
        "Find the domain of each case first, then look up its owner on ec2.",
        (
            (
                lambda m: dict.fromkeys(EC2_CASES, "customer"),
                "You take on too much: the hypervisor and the rack are AWS's.",
            ),
            (
                lambda m: dict.fromkeys(EC2_CASES, "aws"),
                "AWS would be surprised. Which of these could it do without logging in to your machine?",
            ),
            (
                lambda m: _owners_of_cases(m) | {"an outdated PostgreSQL on the instance": "aws"},
                "AWS runs database services, but this database is a program on your machine.",
            ),
        ),
    ),
    "04-complete": Exercise(
        lambda m: _owners(m, "emr-on-ec2", EMR_HALF),
        "Ask for each: does EMR do it unasked, do you, or does each of you do a part?",
        (
            (
                lambda m: _owners(m, "ec2", EMR_HALF),
                "That is the table of plain EC2. EMR replaces a node that fails.",
            ),
            (lambda m: dict.fromkeys(EMR_HALF, "aws"), "Managed is not the same as done for you."),
            (
                lambda m: _owners(m, "emr-on-ec2", EMR_HALF) | {"availability": "aws"},
                "EMR replaces nodes, but a cluster sits in one zone, and planning for its loss is yours.",
            ),
        ),
    ),
    "04-behind": Exercise(
        lambda m: _versions_behind(),
        f"Count the versions released after {LAUNCHED} and up to {LOOKED_AT}.",
        (
            (
                lambda m: _versions_behind(first="1900-01-01"),
                "That counts from the first version ever. The cluster took what was there at launch.",
            ),
            (
                lambda m: _versions_behind(last="2999-01-01"),
                f"That counts to the end of the table. We look at {LOOKED_AT}.",
            ),
            (
                lambda m: _versions_behind(first="1900-01-01", last=LAUNCHED),
                "Those came before the launch: the cluster has them.",
            ),
        ),
    ),
    "04-out-of-support": Exercise(
        lambda m: _emr_out_of_support(),
        "Keep the rows whose standard_end lies before 2026-11-23, and give their version.",
        (
            (lambda m: _emr_out_of_support(ended=False), "Those are still in standard support."),
            (
                lambda m: set(load_table("support").query("product == 'emr'")["version"]),
                "Those are all releases in the table.",
            ),
            (lambda m: set(), "An empty list: check the direction of the comparison."),
        ),
    ),
    "05-comes-back": Exercise(
        lambda m: _moved(m, "lambda-managed-runtime", "lambda-container-image", "to customer"),
        "Compare the two Lambda variants and keep the domains that move to customer.",
        (
            (
                lambda m: _moved(m, "ec2", "lambda-container-image"),
                "That compares with ec2. The left side is lambda-managed-runtime.",
            ),
            (
                lambda m: _domains(m, "lambda-container-image", "customer"),
                "Those are all of your rows. Some were yours before.",
            ),
            (
                lambda m: _moved(m, "lambda-managed-runtime", "lambda-container-image", "to aws"),
                "That is the other direction.",
            ),
        ),
    ),
    "05-loop-bill": Exercise(
        lambda m: _loop(),
        "GB-seconds are runs x memory in GB x seconds; requests are runs x seconds. Add both costs.",
        (
            (
                lambda m: 200 * 0.5 * 7 * 86400 * usd(load_table("prices"), "lambda-x86-gb-second"),
                "The duration is right, the requests are missing.",
            ),
            (lambda m: _loop(memory_gb=1.0), "That is 1 GB a run. The question says 512 MB, half of it."),
            (lambda m: _loop(days=1), "That is one day. Nobody noticed for seven."),
        ),
    ),
    "06-order": Exercise(
        _five_in_order,
        "Sort the five shares from large to small.",
        (
            (lambda m: ORDER_OF, "That is the staircase everybody draws. Look at the shares again."),
            (lambda m: _five_in_order(m)[::-1], "From most to least, please."),
            (
                lambda m: [
                    "ec2",
                    "lambda-container-image",
                    "emr-on-eks",
                    "emr-on-ec2",
                    "lambda-managed-runtime",
                ],
                "Nearly: two neighbours in the middle have changed places.",
            ),
        ),
    ),
    "06-moved": Exercise(
        lambda m: _moved(m, "emr-on-ec2", "emr-serverless"),
        "Use difference() and keep the rows where moved is not 'same'.",
        (
            (lambda m: _moved(m, "ec2", "emr-serverless"), "That starts at ec2, not at emr-on-ec2."),
            (lambda m: _domains(m, "emr-serverless", "aws"), "Those are AWS's, also where nothing moved."),
            (
                lambda m: _domains(m, "emr-on-ec2") - _moved(m, "emr-on-ec2", "emr-serverless"),
                "Those are the ones that stayed the same.",
            ),
        ),
    ),
    "06-platform-weighs-three": Exercise(
        _platform_weighs(3),
        "Give weight 3 to the three domains of the layer platform, then read ec2.",
        (
            (_platform_weighs(1), "That is the share under equal weights."),
            (_platform_weighs(1 / 3), "You made the platform lighter, not heavier."),
            (_platform_weighs(0), "Weight 0 takes the platform out altogether."),
        ),
    ),
    "07-manual-share": Exercise(
        _share_under("lambda-managed-runtime", {"update-mode": "manual"}),
        "Use with_settings with update-mode manual, then the share of lambda-managed-runtime.",
        (
            (_share_under("lambda-managed-runtime", {}), "That is the share with every setting as it comes."),
            (
                _share_under("lambda-managed-runtime", {"update-mode": "function-update"}),
                "That is the mode function update. In manual a second domain moves.",
            ),
            (
                _share_under("lambda-managed-runtime", {"package-type": "container-image"}),
                "That is the container image.",
            ),
        ),
    ),
    "07-rds-to-you": Exercise(
        _settings_that("rds", "change > 0"),
        "Filter reach on the service rds and on a change above 0, and give the column setting.",
        (
            (
                _settings_that("rds", "change < 0"),
                "Those give a domain to AWS. Look for the other direction.",
            ),
            (
                _settings_that("rds", "hands > 0"),
                "Those change hands in either direction. Keep a change above 0.",
            ),
            (_settings_that("rds", "hands >= 0"), "Those are all settings of RDS."),
        ),
    ),
    "07-since-2020": Exercise(
        _other_owner("2020-01-01", "2026-11-24"),
        "Compare the columns of 2020 and today, row by row, and count where they differ.",
        (
            (
                _other_owner("2020-01-01", "2026-11-24", on_offer=True),
                "Those that were not on offer in 2020 count, too.",
            ),
            (_other_owner("2015-01-01", "2020-01-01"), "That is from 2015 to 2020."),
            (
                lambda m: len(load_table("changes")),
                "That counts every dated change. Most of them leave the owner.",
            ),
        ),
    ),
    "08-range-of-paas": Exercise(
        _range_of("paas"),
        "The largest share of the services with delivery paas, less the smallest.",
        (
            (_range_of("device"), "That is the range of the devices."),
            (_range_of("iaas"), "That is the range of iaas."),
            (
                lambda m: float(customer_share(_rows(m)).max() - customer_share(_rows(m)).min()),
                "That is the range of all services. Keep those with delivery paas.",
            ),
        ),
    ),
    "08-dynamodb-not-rds": Exercise(
        lambda m: _domains(m, "dynamodb", "aws") - _domains(m, "rds", "aws"),
        "Take AWS's domains on dynamodb and leave out AWS's domains on rds.",
        (
            (
                lambda m: _domains(m, "dynamodb", "aws"),
                "Those are all of AWS's on dynamodb. Leave out what is AWS's on rds too.",
            ),
            (lambda m: _domains(m, "rds", "aws") - _domains(m, "dynamodb", "aws"), "The other way round."),
            (
                lambda m: _moved(m, "rds", "dynamodb"),
                "Those changed hands in any way. Keep those that AWS owns now.",
            ),
        ),
    ),
    "08-silent": Exercise(
        lambda m: _cases("not stated"),
        "Keep the rows whose basis is 'not stated', and give their case.",
        (
            (lambda m: _cases("inferred"), "Those are inferred: something follows from the page."),
            (lambda m: _cases("stated"), "For those a page says it."),
            (lambda m: set(load_table("custody")["case"]), "Those are all cases."),
        ),
    ),
    "09-kind": Exercise(
        _kind_with_most("customer"),
        "Look for the kind whose column customer is the largest.",
        (
            (_kind_with_most("aws"), "That is the kind of which AWS has the largest part."),
            (_kind_with_most("shared"), "That one is shared everywhere: both must act."),
            (
                lambda m: "finance",
                "A good guess, and the second place: AWS sees to licences on many services.",
            ),
        ),
    ),
    "09-cluster-bill": Exercise(
        lambda m: _cluster(),
        "Nodes x hours x (the price of the instance + the fee of EMR).",
        (
            (lambda m: _cluster(fee=False), "The instances are right. EMR's own fee is missing."),
            (lambda m: _cluster(nodes=1), "That is one node. There are five."),
            (lambda m: _cluster(hours=24), "That is one day. The weekend has 64 hours."),
        ),
    ),
    "09-on-by-default": Exercise(
        lambda m: _tools("on_by_default", "yes"),
        "Keep the rows whose on_by_default is 'yes', and give their tool.",
        (
            (lambda m: _tools("on_by_default", "no"), "Those are off until you set them up."),
            (
                lambda m: _tools("costs", "no"),
                "Those are free of charge, which is another column. A free tool may be off.",
            ),
            (
                lambda m: _tools("on_by_default", "yes") - _tools("costs", "in part"),
                "Those are on and free. A tool that costs in part may be on as well.",
            ),
        ),
    ),
    "09-triage": Exercise(
        _owners_of_blunders,
        "Find service and domain of each case first, then look up the owner.",
        (
            (
                lambda m: dict.fromkeys(BLUNDERS, "customer"),
                "Nearly. One of the seven is AWS's: the mode auto is still on.",
            ),
            (
                lambda m: dict.fromkeys(BLUNDERS, "aws"),
                "Which of these could AWS repair without touching what you made?",
            ),
            (
                lambda m: (
                    _owners_of_blunders(m) | {"a function whose policy lets a stranger invoke it": "shared"}
                ),
                "AWS runs IAM, and you say who may call. Saying it is the whole job.",
            ),
        ),
    ),
    "12-gain": Exercise(
        lambda m: 2 / 3,
        "Right answers won, divided by the right answers that were still to be won.",
        (
            (lambda m: 2, "That is the difference. Divide it by what there was left to win."),
            (lambda m: 2 / 15, "Divided by all fifteen. The gain divides by what was wrong before."),
            (lambda m: 14 / 15, "That is the score after, not the gain."),
        ),
    ),
}


def check(name: str, answer) -> Shown:
    """The verdict on `answer` to the exercise `name`, ready to stand on the page."""
    if name not in EXERCISES:
        raise KeyError(f"there is no exercise {name!r}; there are: {', '.join(EXERCISES)}")
    outcome, reply = judge(EXERCISES[name], answer, load_model())
    return Shown(f'<p role="status"><b>{outcome}</b> {escape(reply)}</p>', f"{outcome} {reply}")


def judge(exercise: Exercise, answer, model) -> tuple[str, str]:
    """Outcome and reply in words. Pure: tests need no notebook."""
    if answer is ... or (isinstance(answer, dict) and any(v is ... for v in answer.values())):
        return "Not tried yet.", "Replace the three dots (...), then run this cell again."
    right = exercise.right(model)
    given = plain(answer, right)
    if given is None:
        return (
            "Could not be checked.",
            f"This cell expects {KIND[type(right)]}, and got "
            f"{type(answer).__name__}. Nothing else is wrong yet.",
        )
    if same(given, right):
        return "Yes.", "That is what the table says."
    for wrong, reply in exercise.slips:
        if same(given, wrong(model)):
            return "Not this one.", reply
    return "Not this one.", exercise.hint


KIND = {
    set: "a list of names",
    list: "a list of names in order",
    int: "a number",
    float: "a number",
    str: "a word in quotes",
    dict: "a dictionary with the same keys",
}


def plain(answer, right):
    """`answer` in the type of `right`, or None where it cannot be read that way."""
    if isinstance(right, (set, list)):
        if isinstance(answer, pd.DataFrame):
            answer = answer.get("domain", answer.index)
        if isinstance(answer, (str, bytes)) or not hasattr(answer, "__iter__"):
            return None
        return type(right)(str(item).strip().lower() for item in answer)
    if isinstance(right, (int, float)):
        try:
            return None if isinstance(answer, (bool, str)) else float(answer)
        except (TypeError, ValueError):
            return None
    if isinstance(right, dict):
        if not isinstance(answer, dict) or set(answer) != set(right):
            return None
        words = {key: str(value).strip().lower() for key, value in answer.items()}
        return {key: OWNER_WORDS.get(value, value) for key, value in words.items()}
    return answer.strip().lower() if isinstance(answer, str) else None


def same(given, right) -> bool:
    """Equal; numbers may differ by 1 %, so that a rounded answer is right."""
    if isinstance(right, (int, float)) and isinstance(given, (int, float)):
        return abs(given - right) <= 0.01 * abs(right)
    return given == right
