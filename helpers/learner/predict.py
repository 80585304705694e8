"""A table to predict: give every tile an owner, commit, then see the table's owner beside yours."""

from __future__ import annotations

from html import escape

import pandas as pd
import traitlets

from ..tables.load import load_table
from ..tables.model import Model
from ..views.duty_tables import BASIS, chip, table
from ..views.stack import Stack
from ..views.stack_data import items_data, stack_data
from ..words.owners import DUTIES, NAME, OWNERS
from ..words.phrases import plural
from .record import Record

OF_OR_IN = {"aws": "of the cloud", "customer": "in the cloud"}
SORTED = ["site-security", "data-content", "hardware-lifecycle", "guest-os", "application-code", "media-destruction",
          "identity-access", "backup", "host-isolation", "cost-control"]  # fmt: skip


def in_order(words: dict[str, str]) -> dict[str, str]:
    """`words` of owners in the one order in which the course offers them: AWS, shared, you."""
    return {owner: words[owner] for owner in OWNERS if owner in words}


class Prediction(Stack):
    """A stack to be filled in, and the record it goes into.

    lock: something stands behind it (see `behind`). shows: "none" until that opens.
    """

    notice = traitlets.Unicode("").tag(sync=True)
    lock = traitlets.Bool(False).tag(sync=True)
    shows = traitlets.Unicode("").tag(sync=True)

    def __init__(self, model: Model | None, service: str, notebook: str, record: Record | None, **about):
        self.notebook, self.record, self.recorded = notebook, record or Record(), False
        super().__init__(model, [service], mode="predict", **about)
        self.on_msg(self._heard)

    def _heard(self, _, content: dict, __) -> None:
        try:
            self.take(content["guess"], content["seconds"])
        except Exception as error:  # nothing that goes wrong here may look like success
            self.notice = (
                f"This prediction was not kept ({type(error).__name__}: {error}). Run the cell again."
            )

    def take(self, guess: dict[str, str], seconds: float) -> None:
        """Put the first prediction into the record: an answer for each tile that was there to be decided.

        guess: {domain: owner}, as the tiles say it. seconds: for them all. What was right from the start and left alone is
        no answer.
        """
        if self.recorded:
            self.notice = "Your first prediction is the one in your record."
            return
        start = self.setup["start"]
        decided = [
            key
            for key in self.setup["asked"]
            if guess[key] != self.owner_of(key) or guess[key] != start.get(key)
        ]
        for key in decided:
            right = guess[key] == self.owner_of(key)
            self.record.add(f"{self.service}/{key}", guess[key], "", right, seconds, self.notebook)
        self.recorded = True
        self.notice = self.record.notice or "Your prediction is in your record."

    @property
    def known(self) -> bool:
        """Whether the record has a prediction of these tiles from this notebook."""
        answers = self.record.answers()
        items = [f"{self.service}/{key}" for key in self.setup["asked"]]
        return bool((answers["item"].isin(items) & (answers["notebook"] == self.notebook)).any())

    def owner_of(self, key: str) -> str:
        """The owner that the table gives to a tile."""
        keys = [domain["key"] for domain in self.data["domains"]]
        return self.data["services"][self.service]["rows"][keys.index(key)][0]


class PredictOwners(Prediction):
    """Guess who owns each domain of a service, commit, then see the table's owner beside yours.

    domains: keys of those to guess; all, if left out. start: a service whose owners the tiles have to begin with. given:
    keys of domains that show the table's owner from the start. words: what the owners are called; the order, also of the keys
    1, 2, 3, is that of OWNERS everywhere. The first prediction that is committed goes into the record (item "service/domain", option the owner).
    ValueError for a service that the model does not have, KeyError for such a domain.
    """

    def __init__(
        self,
        model: Model,
        service: str,
        domains: list[str] | None = None,
        start: str | None = None,
        given: list[str] | None = None,
        words: dict[str, str] = NAME,
        notebook: str = "",
        record: Record | None = None,
    ):
        rows = model.of(service)
        asked = rows.loc[list(rows.index if domains is None else domains)]
        given = list(rows.loc[given or []].index)
        first = {} if start is None else model.of(start)["owner"].loc[asked.index].to_dict()
        name = asked["service_name"].iloc[0]
        hint = "Press a tile until it says what you think."
        if start:
            hint = f"The tiles begin as on {model.service_names[start]}. Change what you think is different."
        setup = {
            "question": f"Who must act on {model.title(service)}? {plural(len(asked), 'tile')} to decide.",
            "hint": hint,
            "words": in_order(words),
            "asked": list(asked.index),
            "given": given,
            "start": first,
            "from": None if start is None else model.service_names[start],
        }
        names = "".join(f"<li>{text}</li>" for text in asked["name"].map(escape))
        fallback = (
            f"<p>Predict for {escape(name)}: {' or '.join(in_order(words).values())}?</p><ul>{names}</ul>"
            f"<details><summary>Show the table</summary>{_answers(asked)}</details>"
        )
        text = f"Prediction: {plural(len(asked), 'domain')} of {name} (run this cell to predict)"
        data = stack_data(model, [service], settings=False)
        about = {"fallback": fallback, "text": text, "setup": setup, "guess": first, "data": data}
        super().__init__(model, service, notebook, record, **about)


class SortItems(Prediction):
    """Arbitrary items to sort under two or three words: a row for each sentence.

    name: what the items belong to; it begins their keys in the record ("name/1"). items: triples of text, owner (a key of
    `words`) and the reason. words: {owner: word}; the order, also of the keys 1, 2, 3, is that of OWNERS. ValueError for an item with another owner
    or without a reason.
    """

    def __init__(
        self,
        name: str,
        question: str,
        items: list[tuple[str, str, str]],
        words: dict[str, str] = OF_OR_IN,
        notebook: str = "",
        record: Record | None = None,
    ):
        for text, owner, why in items:
            if owner not in words or not why.strip():
                raise ValueError(f"{text!r} needs one of {', '.join(words)}, and a reason.")
        keys = [str(n) for n in range(1, len(items) + 1)]
        setup = {
            "question": question,
            "hint": "Press what you think.",
            "words": in_order(words),
            "asked": keys,
            "given": [],
            "start": {},
            "from": None,
            "why": {key: why for key, (_, _, why) in zip(keys, items)},
        }
        told = "".join(
            f"<li><b>{escape(text)}</b>: {escape(words[owner])}. {escape(why)}</li>"
            for text, owner, why in items
        )
        listed = "".join(f"<li>{escape(text)}</li>" for text, _, _ in items)
        fallback = (
            f"<p>{escape(question)} {' or '.join(map(escape, in_order(words).values()))}?</p><ul>{listed}</ul>"
            f"<details><summary>Show the answers</summary><ul>{told}</ul></details>"
        )
        text = f"Sorting: {plural(len(items), 'item')} (run this cell to sort them)"
        data = items_data(name, [(key, text, owner) for key, (text, owner, _) in zip(keys, items)])
        about = {"fallback": fallback, "text": text, "setup": setup, "data": data}
        super().__init__(None, name, notebook, record, **about)


def sort_jobs(model: Model, record: Record | None = None) -> PredictOwners:
    """Ten jobs on EC2 to sort: of the cloud, or in the cloud."""
    return PredictOwners(
        model, "ec2", SORTED, words=OF_OR_IN, notebook="01-of-the-cloud-in-the-cloud", record=record
    )


def sort_cases(
    sorting: str, question: str, words: dict[str, str] = NAME, record: Record | None = None
) -> SortItems:
    """The cases that data/sorting.csv has under this name, to sort by owner. ValueError names the sortings there are."""
    cases = load_table("sorting")
    chosen = cases[cases["sorting"] == sorting]
    if chosen.empty:
        raise ValueError(
            f"there is no sorting {sorting!r}; there are: {', '.join(cases['sorting'].unique())}"
        )
    items = list(zip(chosen["text"], chosen["owner"], chosen["why"]))
    return SortItems(sorting, question, items, words, chosen["notebook"].iloc[0], record)


def _answers(rows: pd.DataFrame) -> str:
    """The table's owners and duties of `rows` (as of `Model.of`); what is inferred says so."""
    inferred = f" ({BASIS['inferred']})"
    body = [
        [
            escape(row["name"]),
            chip(row["owner"]) + inferred * (row["basis"] == "inferred"),
            escape(row["aws_duty"]),
            escape(row["customer_duty"]),
        ]
        for row in rows.to_dict("records")
    ]
    return table(["Domain", "The table says", *DUTIES.values()], body, escape(rows["service_name"].iloc[0]))
