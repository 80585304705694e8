"""Ask before you show: a prediction with a reason for every option, and a table to predict."""
from dataclasses import dataclass
from html import escape

import ipywidgets as w

from .access import View, guarded
from .charts import plural
from .duties import chip, table
from .tables import load_table



@dataclass(frozen=True)
class Option:
    """One answer: its text, why it is right or what is wrong with it, and which of the two it is."""

    text: str
    why: str
    right: bool = False

    def __post_init__(self):
        if not self.why.strip():
            raise ValueError(f"{self.text!r} needs a reason, right or wrong")


class Predict(View):
    """A question with radio buttons. Nothing is scored, nothing is stored, nothing shows early."""

    def __init__(self, question: str, *options: Option):
        if sum(option.right for option in options) != 1:
            raise ValueError("exactly one option must be right")
        self.question, self.options = question, options
        # "auto" lets a long option wrap instead of being cut.
        self.radio = w.RadioButtons(options=[(o.text, i) for i, o in enumerate(options)], index=None,
                                    tooltip=question, layout={"width": "auto"})
        self.button = w.Button(description="Check my answer", tooltip="Check my answer",
                               layout={"width": "max-content"})
        self.reply = w.HTML()
        self.button.on_click(guarded(self.reply)(lambda _: self.answer()))
        self.radio.observe(lambda _: self.changed(), "value")
        choices = "".join(f"<li>{escape(o.text)}</li>" for o in options)
        super().__init__(
            [w.HTML(f"<p style='line-height:1.4'><b>{escape(question)}</b></p>"), self.radio,
             self.button, self.reply],
            fallback=f"<p><b>{escape(question)}</b></p><ol>{choices}</ol><details><summary>Show the "
                     f"answer</summary>{self.reasons()}</details>",
            text=f"Question: {question} (run this cell to answer it)")

    def changed(self) -> None:
        if self.reply.value:
            self.reply.value = '<p role="status">Choice changed. Press <i>Check my answer</i> again.</p>'

    def answer(self) -> None:
        self.reply.value = self.verdict(self.radio.value)

    def reasons(self) -> str:
        return "<ul>" + "".join(
            f"<li><b>{escape(o.text)}</b>{' (right)' if o.right else ''}: {escape(o.why)}</li>"
            for o in self.options) + "</ul>"

    def verdict(self, i: int | None) -> str:
        """The reply to option i (None: not tried yet) as HTML."""
        if i is None:
            return '<p role="alert">Not tried yet: choose an answer first.</p>'
        option = self.options[i]
        head = "Yes." if option.right else "Not this one."
        return (f'<p role="alert"><b>{head}</b> {escape(option.why)}</p>{self.reasons()}')


def ask(question: str) -> Predict:
    """The question with that key from data/questions.csv. KeyError names the keys that exist."""
    table = load_table("questions").set_index("question")
    if question not in table.index:
        raise KeyError(f"there is no question {question!r}; there are: {', '.join(table.index)}")
    row = table.loc[question]
    options = [Option(row[f"option_{letter}"], row[f"why_{letter}"], letter == row["key"])
               for letter in "abcd" if row[f"option_{letter}"]]
    return Predict(row["stem"], *options)


class PredictOwners(View):
    """Guess who owns each domain of a service, commit, then see the guess beside the table.

    domains: slugs to guess, all of the service if left out. start: a service whose owners are
    filled in to begin with; without it every choice starts empty and must be made.
    """

    def __init__(self, model, service: str, domains: list[str] | None = None,
                 start: str | None = None):
        self.rows = model.of(service)
        if domains is not None:
            self.rows = self.rows.loc[domains]
        self.name = str(self.rows["service_name"].iloc[0])
        first = None if start is None else model.of(start)["owner"].astype(str)
        words = [("all AWS", "aws"), ("shared", "shared"), ("yours", "customer")]
        self.choices = {
            domain: w.Dropdown(
                options=words if first is not None else [("choose", ""), *words],
                value="" if first is None else first[domain], description=str(row["name"]),
                tooltip=str(row["name"]), style={"description_width": "250px"},
                layout={"width": "auto", "max_width": "440px"})
            for domain, row in self.rows.iterrows()}
        self.button = w.Button(description="Commit my prediction", tooltip="Commit my prediction",
                               layout={"width": "max-content"})
        self.reply = w.HTML()
        self.button.on_click(guarded(self.reply)(lambda _: self.commit()))
        for choice in self.choices.values():
            choice.observe(lambda _: self.changed(), "value")
        names = "".join(f"<li>{escape(str(n))}</li>" for n in self.rows["name"])
        grid = w.GridBox(list(self.choices.values()), layout=w.Layout(
            grid_template_columns="repeat(auto-fill, minmax(380px, 1fr))", grid_gap="0 12px"))
        super().__init__(
            [grid, self.button, self.reply],
            fallback=f"<p>Predict for {escape(self.name)}: all AWS, shared, or yours?</p>"
                     f"<ul>{names}</ul><details><summary>Show the table</summary>"
                     f"{self._table({})}</details>",
            text=f"Prediction: {plural(len(self.rows), 'domain')} of {self.name} "
                 "(run this cell to predict)")

    def changed(self) -> None:
        if self.reply.value:
            self.reply.value = ('<p role="status">Prediction changed. Press <i>Commit my '
                                'prediction</i> again.</p>')

    def guesses(self) -> dict[str, str | None]:
        return {domain: choice.value or None for domain, choice in self.choices.items()}

    def commit(self) -> None:
        self.reply.value = self.verdict(self.guesses())

    def verdict(self, guesses: dict[str, str | None]) -> str:
        """The reply to guesses (domain to owner; None: not chosen yet) as HTML."""
        open_ones = [str(self.rows.loc[d, "name"]) for d, g in guesses.items() if g is None]
        if open_ones:
            return (f'<p role="alert">Not tried yet: {plural(len(open_ones), "domain")} without a '
                    f'choice, the first is <b>{escape(open_ones[0])}</b>.</p>')
        right = sum(guesses[d] == str(o) for d, o in self.rows["owner"].items())
        return (f'<p role="alert"><b>{right} of {len(guesses)} as in the table.</b> Where you differ, '
                f"read both duties before you agree.</p>{self._table(guesses)}")

    def _table(self, guesses: dict[str, str]) -> str:
        """The domains guessed differently first, then the rest, in table order."""
        order = sorted(self.rows.index,
                       key=lambda d: guesses.get(d) == str(self.rows.loc[d, "owner"]))
        head = ["Domain", *(["You said"] if guesses else []), "The table says", "AWS does", "You do"]
        body = []
        for domain in order:
            row, owner = self.rows.loc[domain], str(self.rows.loc[domain, "owner"])
            mine = []
            if guesses:
                mine = [chip(guesses[domain]) + ("" if guesses[domain] == owner else " <b>differs</b>")]
            body.append([escape(str(row["name"])), *mine, chip(owner), escape(row["aws_duty"]),
                         escape(row["customer_duty"])])
        return table(head, body, f"{escape(self.name)}, your prediction beside the table."
                     if guesses else escape(self.name))
