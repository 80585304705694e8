"""What a learner has shown, as sentences that begin with "I can": from the answers in the record, and from nothing else."""

from __future__ import annotations

import pandas as pd

from ..tables.load import load_table
from .questions import Bank, latest

TWICE = 2  # questions right and sure: one could be luck
MOSTLY = 0.75  # of the questions answered must be right
SHOWN, BEGUN, OPEN = "shown", "begun", "open"


def abilities(bank: Bank, answers: pd.DataFrame) -> pd.DataFrame:
    """One row an ability of abilities.csv, in that order. Index ability.

    answers: the record's; the last answer to each question counts. Columns: sentence (goes on after "I can"), notebook (where to
    go for it), answered, right, sure (counts of questions; sure: right and sure), state: `shown` if TWICE questions are right and
    sure and MOSTLY all are right, `begun` if some are right, else `open`.
    """
    table = load_table("abilities").set_index("ability")
    of_topic = {topic: ability for ability, topics in table["topics"].items() for topic in topics.split("; ")}
    last = latest(answers)
    last = last[last.index.isin(list(bank.questions))]
    right = last["correct"].astype(bool)
    marks = pd.DataFrame({"answered": 1, "right": right, "sure": right & (last["confidence"] == "sure")})
    of_item = [of_topic[bank.questions[item].topic] for item in last.index]
    counts = marks.astype("int64").groupby(of_item).sum().reindex(table.index, fill_value=0)
    table = table[["sentence", "notebook"]].join(counts)
    enough = (table["sure"] >= TWICE) & (table["right"] >= MOSTLY * table["answered"])
    table["state"] = OPEN
    table.loc[table["right"] > 0, "state"] = BEGUN
    table.loc[enough, "state"] = SHOWN
    return table
