"""Which question to put to a class, and what to ask back. No widgets, no votes."""

from __future__ import annotations

from collections.abc import Iterable

from ..learner.questions import Bank, Option, Question

# By who has to act: what shows that it isn't somebody else.
ASK_BACK = {
    "customer": "If nobody on the customer's side does anything more, does the job get done?",
    "shared": "Which half of the job does that leave undone?",
    "aws": "If the customer does nothing more, is anything left undone?",
}


def most_telling(questions: Iterable[Question]) -> list[Question]:
    """The questions in the order in which a vote on them says most: by how many beliefs their wrong options name.

    Then by how many wrong options there are to choose from; among equals they keep their order.
    """

    def beliefs(question):
        wrong = [option for option in question.options if not question.is_right(option.letter)]
        return -len({option.belief for option in wrong} - {""}), -len(wrong)

    return sorted(questions, key=beliefs)


def ask_back(question: Question, option: Option, bank: Bank) -> tuple[str, str]:
    """What to ask somebody who gave a wrong answer, and what to listen for."""
    if option.belief:
        belief = bank.beliefs.loc[option.belief]
        return "Where is that true?", f"{belief['true_for']} {belief['not_true_for']}"
    return ASK_BACK.get(question.owner, "What would have to be so for that to be right?"), option.why


def told(question: Question, bank: Bank) -> list[dict]:
    """Each option as plain data: letter, text, why, right, the belief as a sentence or '', what to ask back, what to listen for."""
    options = []
    for option in question.options:
        right = question.is_right(option.letter)
        asked, heard = ("", "") if right else ask_back(question, option, bank)
        belief = bank.beliefs.loc[option.belief, "statement"] if option.belief and not right else ""
        options.append({**option._asdict(), "right": right, "belief": belief, "ask": asked, "hear": heard})
    return options
