"""A question of the run sheet as HTML: the vote on it, its answers, and what to ask back."""

from __future__ import annotations

import html

from helpers.classroom.asking import ask_back
from helpers.learner.questions import Bank, Option, Question

from .plan import JOIN, voted_on
from .sheet_sources import Cite
from .stops import Step, Stop, likely_wrong

HANDS = "Hands here, before anybody submits: read the options, count, then let them submit, and submit yours last."


def step_that_asks(stop: Stop) -> Step:
    return next(step for step in stop.steps if voted_on(stop) in step.questions)


def vote_on(stop: Stop) -> str:
    """The code of the cell that puts a stop's question to the class, as HTML."""
    return f'class_votes("{html.escape(voted_on(stop).item)}")'


def vote(stop: Stop, joins: bool, bank: Bank, cite: Cite) -> str:
    """The vote with all that it needs: how it goes, the question, its answers. joins: the class joins here."""
    question, run = voted_on(stop), step_that_asks(stop).run
    first = (
        f"<b>0.</b> Everybody joins, on a phone or in another tab: the link and the code stand above the vote on your screen ({JOIN} "
        "minutes, which are in the clock). "
        if joins
        else ""
    )
    options = " ".join(f"<b>{o.letter.upper()}.</b> {html.escape(o.text)}." for o in question.options)
    return (
        f'<div class="vote"><p class="do"><b>Vote, discuss, vote again, before anybody runs [{run}]:</b> <code>{vote_on(stop)}</code>, in your notebook of votes</p>'
        f"<p>{first}"
        "<b>1.</b> Read the question aloud. <i>Open the vote</i>: everybody alone, in silence, about a minute. "
        "<b>2.</b> <i>Close and show the votes</i>. If nearly all agree, go to 4. If not: “Find a neighbour who voted otherwise. You have two minutes to "
        "convince them.” Walk about, and ask back what stands below. "
        "<b>3.</b> <i>Vote again</i>, half a minute, then close and show. "
        "<b>4.</b> <i>Say which is right</i>. The reasons are on every learner's page. Let somebody who changed their mind say what did it.</p>"
        f"<p>If the vote fails, read this aloud and count hands: “{html.escape(question.stem)}” {options}</p>"
        f"{asked(question, bank, cite, stem=False)}</div>"
    )


def after_the_vote(question: Question) -> str:
    """What stands in the place of a question that the class has voted on."""
    return (
        f'<p class="question">“{html.escape(question.stem)}”<br><b>You voted on this one:</b> the answers are above. The cell asks it again; '
        "everybody submits what they now think, and goes on.</p>"
    )


def asked(
    question: Question,
    bank: Bank,
    cite: Cite,
    *,
    stem: bool = True,
    hands: bool = False,
    at_home: bool = False,
) -> str:
    """A question with its right answer, both sides' part and the wrong answers to expect."""
    likely = likely_wrong(question)
    others = [o for o in question.options if o not in likely and not question.is_right(o.letter)]
    lines = [
        f"<p>{html.escape(question.stem)}</p>" if stem else "",
        f'<p class="quiet">{HANDS}</p>' if hands else "",
        '<p class="quiet">If you\'re late, this one is for at home.</p>' if at_home else "",
        *[_right(option) for option in question.options if question.is_right(option.letter)],
        f"<p>{html.escape(question.parts)}{cite(question.source)}</p>" if question.parts else "",
        *[_wrong(question, option, bank) for option in likely],
        *[_other(option) for option in others],
        f"<p><b>Next step:</b> {html.escape(question.next_step)}</p>" if question.next_step else "",
    ]
    return f'<div class="question">{"".join(lines)}</div>'


def _right(option: Option) -> str:
    return f"<p><b>Right: {option.letter.upper()}. {html.escape(option.text)}</b><br>{html.escape(option.why)}</p>"


def _wrong(question: Question, option: Option, bank: Bank) -> str:
    ask, on_belief = ask_back(question, option, bank)
    belief = bank.beliefs.loc[option.belief, "statement"] if option.belief else ""
    believed = f"Belief: {html.escape(belief)}<br>" if belief else ""
    of_it = f"<br><i>On the belief:</i> {html.escape(on_belief)}" if on_belief else ""
    return (
        f'<p class="wrong"><b>Wrong: {option.letter.upper()}. {html.escape(option.text)}</b><br>{believed}'
        f"Ask back: {then(ask, option.why)}{of_it}</p>"
    )


def _other(option: Option) -> str:
    return f'<p class="wrong quiet">Also on the screen: {option.letter.upper()}. {html.escape(option.text)}<br>{html.escape(option.why)}</p>'


def then(question: str, answer: str) -> str:
    """A question to the room in quotation marks, and what to say after it, as HTML."""
    say = f"<br><i>Then say:</i> {html.escape(answer)}" if answer else ""
    return f"“{html.escape(question)}”{say}"
