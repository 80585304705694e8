"""The question bank: questions, beliefs and pairs; what returns, what was learned. No widgets here.

An answer is a row as `Record.answers()` gives it: item, option, confidence, correct, seconds, notebook, at.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..tables.load import load_table
from ..tables.model import Model
from ..words.owners import NAME

CONFIDENCE = ("guessing", "fairly sure", "sure")
RETURNING = 2  # items that open a notebook
SHORT = 5  # questions of a short test form; a gain needs as many pairs


class Option(NamedTuple):
    """One answer: letter, text, why it is right or what is wrong with it, the belief it rests on or ''."""

    letter: str
    text: str
    why: str
    belief: str


@dataclass(frozen=True)
class Question:
    """One row of questions.csv. `accepted` holds the letters that are right: several only in a dispute."""

    item: str
    notebook: str
    form: str
    kind: str
    pair: str
    topic: str
    difficulty: str
    stem: str
    options: tuple[Option, ...]
    accepted: str
    owner: str
    parts: str
    next_step: str
    helped_by: str
    service: str
    domain: str
    settings: str
    source: str

    def is_right(self, letter: str) -> bool:
        return letter in self.accepted

    def has(self, letter: str) -> bool:
        """False for an option of an earlier version of the question, as an old record may name it."""
        return any(option.letter == letter for option in self.options)

    def option(self, letter: str) -> Option:
        """KeyError names the letters there are."""
        if not self.has(letter):
            letters = ", ".join(option.letter for option in self.options)
            raise KeyError(f"{self.item} has no option {letter!r}; there are: {letters}")
        return next(option for option in self.options if option.letter == letter)

    def belief(self, letter: str) -> str:
        """The belief that an option rests on; '' if there is none, or the option is gone."""
        return self.option(letter).belief if self.has(letter) else ""


@dataclass(frozen=True)
class Bank:
    """All questions by item, the beliefs (a frame indexed by belief) and the rule of each pair."""

    questions: dict[str, Question]
    beliefs: pd.DataFrame
    rules: dict[str, str]

    def question(self, item: str) -> Question:
        """KeyError names the items that exist."""
        if item not in self.questions:
            raise KeyError(f"there is no question {item!r}; there are: {', '.join(self.questions)}")
        return self.questions[item]

    def of(self, notebook: str) -> list[Question]:
        """The practice questions of a notebook, in file order. ValueError if it has none."""
        found = [q for q in self.questions.values() if q.form == "lesson" and q.notebook == notebook]
        if not found:
            names = sorted({q.notebook for q in self.questions.values() if q.form == "lesson"})
            raise ValueError(f"there are no questions for {notebook!r}; there are for: {', '.join(names)}")
        return found

    def form(self, letter: str) -> list[Question]:
        """The test form 'a' or 'b', in file order: the same place in both forms holds twins."""
        return [q for q in self.questions.values() if q.form == letter]


def load_bank(folder: str | os.PathLike | None = None) -> Bank:
    """Read questions.csv, beliefs.csv and pairs.csv. TableError for a bad file."""
    rows = load_table("questions", folder).to_dict("records")
    questions = {row["question"]: _question(row) for row in rows}
    beliefs = load_table("beliefs", folder).set_index("belief")
    pairs = load_table("pairs", folder)
    return Bank(questions, beliefs, dict(zip(pairs["pair"], pairs["rule"])))


def _question(row):
    options = tuple(
        Option(letter, row[f"option_{letter}"], row[f"why_{letter}"], row[f"belief_{letter}"])
        for letter in "abcd"
        if row[f"option_{letter}"]
    )
    fields = {
        name: row[name]
        for name in (
            "notebook",
            "form",
            "kind",
            "pair",
            "topic",
            "difficulty",
            "stem",
            "owner",
            "parts",
            "next_step",
            "helped_by",
            "service",
            "domain",
            "settings",
            "source",
        )
    }
    return Question(item=row["question"], options=options, accepted=row["key"], **fields)


def steps(questions: list[Question]) -> list[list[Question]]:
    """What is asked together: the two cases of a pair in one step, where the first of them stands."""
    found = {}
    for question in questions:
        found.setdefault(question.pair or question.item, []).append(question)
    return list(found.values())


def latest(answers: pd.DataFrame) -> pd.DataFrame:
    """The last answer to each item, indexed by item. Last is what was written last, whatever a clock said."""
    return answers.drop_duplicates("item", keep="last").set_index("item")


def returning(
    bank: Bank,
    answers: pd.DataFrame,
    notebook: str,
    count: int = RETURNING,
    tiles: Sequence[Question] = (),
) -> list[Question]:
    """Items of earlier notebooks to open `notebook` with, at most `count`, the weak ones first.

    Weak first: tiles (see `missed_tiles`), answered wrong, then right by guessing, then never answered, then the rest, each
    group by turns through the earlier notebooks; what stands in a notebook where nothing was answered yet comes last of all.
    The cases of a pair come back together or not at all. Spacing at fixed intervals: Latimier, Peyre and Ramus 2021 found
    expanding gaps no better.
    """
    number = _number(notebook)
    of_notebook = {}
    for question in bank.questions.values():
        if question.form in ("text", "lesson") and _number(question.notebook) < number:
            of_notebook.setdefault(question.notebook, []).append(question)
    turn, earlier = {}, []
    for name, questions in of_notebook.items():
        # Each later notebook begins five items further on, so that not the same five return all the time.
        start = count * (number - _number(name) - 1)
        for at, step in enumerate(steps(questions)):
            turn[step[0].item] = (at - start) % len(questions)
            earlier.append(step)
    last, opened = latest(answers), set(answers["notebook"])

    def weakness(question):
        if question.item not in last.index:
            return 2 if question.notebook in opened else 4
        answer = last.loc[question.item]
        if not answer["correct"]:
            return 0
        return 1 if answer["confidence"] == "guessing" else 3

    def order(step):
        return min(map(weakness, step)), turn[step[0].item], -_number(step[0].notebook)

    found = list(tiles)
    for step in sorted(earlier, key=order):
        if len(found) + len(step) <= count:
            found += step
    return found


def missed_tiles(model: Model, answers: pd.DataFrame, notebook: str, count: int = 1) -> list[Question]:
    """The tiles last predicted wrong in earlier notebooks, as questions; at most `count`, the oldest first.

    answers: the record's; the item of a tile is "service/domain", its option the owner that was guessed. Passed over are tiles
    that the tables no longer have, and guesses that would be right by the table: those were about another setting.
    """
    last = latest(answers)
    wrong = last[~last["correct"].astype(bool) & last.index.str.contains("/") & (last["notebook"] < notebook)]
    rows = model.responsibilities.set_index(["service", "domain"])
    found = []
    for item, guess in wrong["option"].items():
        key = tuple(item.split("/"))
        if key in rows.index and rows.loc[key, "owner"] != guess:
            found.append(_tile(model, key, rows.loc[key]))
    return found[:count]


def _tile(model: Model, key: tuple[str, str], row: pd.Series) -> Question:
    service, domain = key
    duties = f"AWS: {row['aws_duty']} You: {row['customer_duty']}"
    options = tuple(
        Option(
            letter,
            NAME[owner],
            duties if owner == row["owner"] else f"The table says {NAME[row['owner']]}.",
            "",
        )
        for letter, owner in zip("abc", NAME)
    )
    return Question(
        item=f"{service}/{domain}", notebook="", form="text", kind="case", pair="", topic=domain, difficulty=2,
        stem=f"{model.service_names[service]}, {model.domain_names[domain]}: who must act?", options=options,
        accepted="abc"[list(NAME).index(row["owner"])], owner=row["owner"], parts=duties, next_step="", helped_by="",
        service=service, domain=domain, settings="", source=row["source"],
    )  # fmt: skip


def _number(notebook):
    return int(notebook[:2])


def calibration(answers: pd.DataFrame) -> pd.DataFrame:
    """How often an answer was right at each confidence.

    Index: guessing, fairly sure, sure. Columns: answers and right (counts), share (right divided by
    answers, NaN where there are none). Answers without a confidence are left out.
    """
    groups = answers.groupby("confidence", observed=True)["correct"]
    table = pd.DataFrame({"answers": groups.size(), "right": groups.sum()}).reindex(
        list(CONFIDENCE), fill_value=0
    )
    table = table.astype("int64")
    return table.assign(share=table["right"] / table["answers"].where(table["answers"] > 0))


def beliefs_held(bank: Bank, answers: pd.DataFrame) -> pd.DataFrame:
    """Beliefs behind wrong answers that were not put right since: the last answer to an item counts.

    Index belief, the most frequent first. Columns: times (items), statement, notebook that treats it.
    """
    last = latest(answers)
    wrong = last[~last["correct"].astype(bool)]
    chosen = [
        bank.questions[item].belief(letter)
        for item, letter in wrong["option"].items()
        if item in bank.questions
    ]
    times = pd.Series([belief for belief in chosen if belief], dtype="str").value_counts()
    return bank.beliefs.loc[times.index, ["statement", "notebook"]].assign(times=times).rename_axis("belief")


class Gain(NamedTuple):
    """Right answers before and after, out of `items`; normalised gain with its interval, None if undefined."""

    items: int
    before: int
    after: int
    gain: float | None
    low: float | None
    high: float | None


def gain(before: list[bool], after: list[bool], draws: int = 10_000) -> Gain:
    """The normalised gain of one learner, from twin items in the same order.

    Gain = (after - before) / (items - before): the part of what was wrong before that is right after
    (Hake 1998, for classes). 6 of 15 before and 12 of 15 after give (12 - 6) / (15 - 6) = 0.67. It is
    undefined if all was right before. The interval holds the middle 95 % of the gains of `draws`
    resamplings of the twins (percentile bootstrap, fixed seed); a resampling without a wrong answer
    before has no gain and is left out. ValueError if the two lists differ in length or are empty.
    """
    if len(before) != len(after) or not before:
        raise ValueError("before and after need the same items, at least one")
    twins = np.array([before, after], dtype=int)
    n, (right_before, right_after) = len(before), twins.sum(axis=1)
    if right_before == n:
        return Gain(n, int(right_before), int(right_after), None, None, None)
    picks = np.random.default_rng(0).integers(n, size=(draws, n))
    first, second = twins[:, picks].sum(axis=2)
    some_wrong = first < n
    gains = (second - first)[some_wrong] / (n - first)[some_wrong]
    low, high = np.percentile(gains, [2.5, 97.5])
    value = (right_after - right_before) / (n - right_before)
    return Gain(n, int(right_before), int(right_after), float(value), float(low), float(high))


def gain_of(bank: Bank, answers: pd.DataFrame) -> Gain | None:
    """The gain from form A to form B over the twins of which both were answered; None if those are fewer than SHORT.

    Form A counts as it was answered first, before the course could help; form B as it was answered last.
    """
    first = answers.drop_duplicates("item").set_index("item")["correct"]
    last = latest(answers)["correct"]
    twins = [(one.item, other.item) for one, other in zip(bank.form("a"), bank.form("b"), strict=True)]
    both = [(first[one], last[other]) for one, other in twins if one in first.index and other in last.index]
    return gain(*map(list, zip(*both))) if len(both) >= SHORT else None


def missed(bank: Bank, gathered: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What a class missed, from `gather(folder)`: by item and by belief. The last answer of each learner counts.

    What the record says of an answer counts, also where its option is gone.

    Items: index item, the most missed first; columns learners (who answered), wrong, share (of wrong),
    most_chosen (the wrong option chosen most often, as text, '' if none that is still there), stem.
    Beliefs: index belief; columns learners (who chose an option that rests on it), statement, notebook.
    """
    last = gathered.drop_duplicates(["learner", "item"], keep="last")
    last = last[last["item"].isin(list(bank.questions))]
    wrong = last[~last["correct"].astype(bool)]
    items = pd.DataFrame({"learners": last.groupby("item").size(), "wrong": wrong.groupby("item").size()})
    items = items.fillna(0).astype("int64")
    items["share"] = items["wrong"] / items["learners"]
    chosen = zip(wrong["item"], wrong["option"])
    there = pd.Series(
        [bank.questions[item].has(letter) for item, letter in chosen], wrong.index, dtype="bool"
    )
    letters = wrong[there].groupby("item")["option"].agg(lambda options: options.mode().iloc[0])
    items["most_chosen"] = [
        bank.questions[item].option(letters[item]).text if item in letters.index else ""
        for item in items.index
    ]
    items["stem"] = [bank.questions[item].stem for item in items.index]
    items = items.sort_values(["share", "learners"], ascending=False, kind="stable")
    rests_on = [bank.questions[item].belief(letter) for item, letter in zip(wrong["item"], wrong["option"])]
    held = wrong.assign(belief=rests_on)
    held = (
        held[held["belief"] != ""]
        .groupby("belief")["learner"]
        .nunique()
        .sort_values(ascending=False, kind="stable")
    )
    beliefs = bank.beliefs.loc[held.index, ["statement", "notebook"]]
    beliefs.insert(0, "learners", held)
    return items, beliefs
