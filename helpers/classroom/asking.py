"""Which question to put to a class, and what to ask back. No widgets, no votes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ..learner.questions import Bank, Option, Question
from ..tables.load import load_table

# Where nobody has written a question for a wrong answer yet. Neither of the two gives away who has to act.
ASK_BACK = "If nobody in the room does anything more, does the job get done? How would you find out?"
ASK_BACK_BELIEF = "Where is that true?"


def most_telling(questions: Iterable[Question]) -> list[Question]:
    """The questions in the order in which a vote on them says most; among equals they keep their order."""
    return sorted(questions, key=telling)


def telling(question: Question) -> tuple[int, int]:
    """The lower, the more a vote says: by how many beliefs the wrong options name, then by how many wrong options there are."""
    wrong = [option for option in question.options if not question.is_right(option.letter)]
    return -len({option.belief for option in wrong} - {""}), -len(wrong)


def ask_back(question: Question, option: Option, bank: Bank) -> tuple[str, str]:
    """What to ask somebody who gave a wrong answer, and what to say of the belief behind it: '' where that has no name.

    The question is the one written for this answer in ask_backs.csv, or a stock one where that has none.
    """
    asked = written_questions().get((question.item, option.letter))
    if not option.belief:
        return asked or ASK_BACK, ""
    belief = bank.beliefs.loc[option.belief]
    return asked or ASK_BACK_BELIEF, f"{belief['true_for']} {belief['not_true_for']}"


@cache
def written_questions() -> dict[tuple[str, str], str]:
    """The questions of ask_backs.csv, by key and letter of the wrong answer. TableError for a bad file."""
    rows = load_table("ask_backs").itertuples(index=False)
    return {(row.question, row.option): row.ask_back for row in rows}


def told(question: Question, bank: Bank) -> list[dict]:
    """Each option as plain data: letter, text, why, right, the belief as a sentence or '', what to ask back, what to say then beside the why."""
    options = []
    for option in question.options:
        right = question.is_right(option.letter)
        asked, said = ("", "") if right else ask_back(question, option, bank)
        belief = bank.beliefs.loc[option.belief, "statement"] if option.belief and not right else ""
        options.append(
            {
                **option._asdict(),
                "right": right,
                "belief": belief,
                "ask": asked,
                "say": said,
            }
        )
    return options
