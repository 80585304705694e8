"""A table to predict: guess who owns each domain, commit, then see the guess beside the table."""

import time
from html import escape

import ipywidgets as w

from ..tables.model import Model
from ..views.controls import Dropdown, when_settled
from ..views.duty_tables import chip, table
from ..views.page import View, guarded
from ..words.phrases import plural
from .record import Record

OWNERS = {"all AWS": "aws", "shared": "shared", "yours": "customer"}
OF_OR_IN = {"of the cloud": "aws", "in the cloud": "customer"}
SORTED = [
    "site-security",
    "data-content",
    "hardware-lifecycle",
    "guest-os",
    "application-code",
    "media-destruction",
    "identity-access",
    "backup",
    "host-isolation",
    "cost-control",
]


class PredictOwners(View):
    """Guess who owns each domain of a service, commit, then see the guess beside the table.

    domains: slugs to guess, all of the service if left out. start: a service whose owners are
    filled in to begin with; without it every choice starts empty and must be made. words: what the
    choices are called, and the owner each stands for. The first prediction that is committed goes into
    the record, an answer for each domain (item "service/domain", option the owner, seconds for them all).
    """

    def __init__(
        self,
        model: Model,
        service: str,
        domains: list[str] | None = None,
        start: str | None = None,
        words: dict[str, str] = OWNERS,
        notebook: str = "",
        record: Record | None = None,
    ) -> None:
        self.service, self.notebook, self.record = service, notebook, record or Record()
        self.recorded, self.shown_at = False, time.monotonic()
        self.rows = model.of(service)
        if domains is not None:
            self.rows = self.rows.loc[domains]
        self.name = str(self.rows["service_name"].iloc[0])
        first = None if start is None else model.of(start)["owner"]
        choices = list(words.items())
        self.choices = {
            domain: Dropdown(
                options=choices if first is not None else [("choose", ""), *choices],
                value="" if first is None else first[domain],
                description=str(row["name"]),
                tooltip=str(row["name"]),
                style={"description_width": "250px"},
                layout={"width": "auto", "max_width": "440px"},
            )
            for domain, row in self.rows.iterrows()
        }
        self.button = w.Button(
            description="Commit my prediction",
            tooltip="Commit my prediction",
            layout={"width": "max-content"},
        )
        self.reply = w.HTML()
        self.button.on_click(
            lambda _: when_settled(list(self.choices.values()), guarded(self.reply)(self.commit))
        )
        for choice in self.choices.values():
            choice.observe(lambda _: self.changed(), "value")
        names = "".join(f"<li>{escape(str(n))}</li>" for n in self.rows["name"])
        grid = w.GridBox(
            list(self.choices.values()),
            layout=w.Layout(grid_template_columns="repeat(auto-fill, minmax(380px, 1fr))", grid_gap="0 12px"),
        )
        super().__init__(
            [grid, self.button, self.reply],
            fallback=f"<p>Predict for {escape(self.name)}: {' or '.join(words)}?</p>"
            f"<ul>{names}</ul><details><summary>Show the table</summary>"
            f"{self._table({})}</details>",
            text=f"Prediction: {plural(len(self.rows), 'domain')} of {self.name} (run this cell to predict)",
        )

    def changed(self) -> None:
        if self.reply.value:
            self.reply.value = (
                '<p role="status">Prediction changed. Press <i>Commit my prediction</i> again.</p>'
            )

    def guesses(self) -> dict[str, str | None]:
        return {domain: choice.value or None for domain, choice in self.choices.items()}

    def commit(self) -> None:
        guesses = self.guesses()
        self.reply.value = self.verdict(guesses)
        if None not in guesses.values() and not self.recorded:
            self.recorded, seconds = True, time.monotonic() - self.shown_at
            for domain, guess in guesses.items():
                self.record.add(
                    f"{self.service}/{domain}",
                    guess,
                    "",
                    guess == str(self.rows.loc[domain, "owner"]),
                    seconds,
                    self.notebook,
                )
            if self.record.notice:
                self.reply.value += f'<p role="status">{escape(self.record.notice)}</p>'

    def verdict(self, guesses: dict[str, str | None]) -> str:
        """The reply to guesses (domain to owner; None: not chosen yet) as HTML."""
        open_ones = [str(self.rows.loc[d, "name"]) for d, g in guesses.items() if g is None]
        if open_ones:
            return (
                f'<p role="alert">Not tried yet: {plural(len(open_ones), "domain")} without a '
                f"choice, the first is <b>{escape(open_ones[0])}</b>.</p>"
            )
        right = sum(guesses[d] == str(o) for d, o in self.rows["owner"].items())
        return (
            f'<p role="alert"><b>{right} of {len(guesses)} as in the table.</b> Where you differ, '
            f"read both duties before you agree.</p>{self._table(guesses)}"
        )

    def _table(self, guesses: dict[str, str]) -> str:
        """The domains guessed differently first, then the rest, in table order."""
        order = sorted(self.rows.index, key=lambda d: guesses.get(d) == str(self.rows.loc[d, "owner"]))
        head = ["Domain", *(["You said"] if guesses else []), "The table says", "AWS does", "You do"]
        body = []
        for domain in order:
            row, owner = self.rows.loc[domain], str(self.rows.loc[domain, "owner"])
            mine = []
            if guesses:
                mine = [chip(guesses[domain]) + ("" if guesses[domain] == owner else " <b>differs</b>")]
            body.append(
                [
                    escape(str(row["name"])),
                    *mine,
                    chip(owner),
                    escape(row["aws_duty"]),
                    escape(row["customer_duty"]),
                ]
            )
        return table(
            head,
            body,
            f"{escape(self.name)}, your prediction beside the table." if guesses else escape(self.name),
        )


def sort_jobs(model: Model, record: Record | None = None) -> PredictOwners:
    """Ten jobs on EC2 to sort: of the cloud, or in the cloud."""
    return PredictOwners(
        model, "ec2", SORTED, words=OF_OR_IN, notebook="01-of-the-cloud-in-the-cloud", record=record
    )
