"""The report as one page that needs nothing else: no script, no network, light and dark."""

from __future__ import annotations

from html import escape
from pathlib import Path

from ...tables.model import Model
from ...words.owners import LETTER, NAME
from ...words.palette import COLOUR, INK
from ..parts import Workload
from .cells import plain, texts
from .report import NOTE, report_of, shown

STYLE = Path(__file__).with_name("report.css")


def write_html(workload: Workload, model: Model, path: Path) -> None:
    """Write the page. Raises OSError."""
    report = report_of(workload, model)
    title = escape(f"Who is on the hook: {plain(workload.title)}")
    colours = "".join(
        f".{owner}{{background:{COLOUR[owner]};color:{INK[owner]}}}" for owner in NAME
    )  # the letter stands in it, so no state is shown by colour alone
    body = [f"<h1>{title}</h1>", *(f"<p>{escape(one)}</p>" for one in report.sentences)]
    if workload.parts:
        body.append(_grid(report))
    for name, frame, columns in (
        ("What must be asked", report.ask, ["part", "setting", "why", "command", "moves"]),
        ("What is yours", report.yours, ["part", "name", "customer_duty", "source"]),
        (
            "What is shared, and your first step",
            report.shared,
            ["part", "name", "first_step", "aws_duty", "source"],
        ),
        (
            "Settings, and who decided them",
            report.settings,
            ["part", "service", "setting", "option", "known"],
        ),
        ("The whole matrix", report.matrix, ["part", "name", "owner", "aws_duty", "customer_duty", "source"]),
        ("Sources", report.sources, ["source", "title", "publisher", "url", "copy_date"]),
    ):
        if len(frame):
            body.append(_section(name, shown(frame, columns)))
    for name, others in (
        ("Not covered", workload.not_covered),
        ("Supporting resources", workload.supporting),
    ):
        if others:
            items = "".join(
                f"<li>{escape(plain(one.name))} ({escape(plain(one.kind))})</li>" for one in others
            )
            body.append(f"<h2>{name}</h2><ul>{items}</ul>")
    body.append(f"<footer><p>{escape(NOTE)}</p></footer>")
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE.read_text(encoding='utf-8')}{colours}</style></head>"
        f"<body><main>\n{chr(10).join(body)}\n</main></body></html>\n"
    )
    path.write_text(page, encoding="utf-8")


def _grid(report):
    """One row a part, one column a domain, the letter of the owner in each cell."""
    domains = report.model.domains
    numbers = "".join(f'<th scope="col"><abbr title="{escape(name)}">{at}</abbr></th>'
                      for at, name in enumerate(domains["name"], start=1))  # fmt: skip
    owners = report.matrix["owner"].astype(str).to_numpy()
    width = len(domains)
    cell = {
        owner: f'<td class="{owner}">{LETTER[owner]}<span class="aside"> {NAME[owner]}</span></td>'
        for owner in NAME
    }
    lines = [
        f'<tr><th scope="row">{escape(plain(part.name))}</th>'
        + "".join(cell[owner] for owner in owners[at * width : (at + 1) * width])
        + "</tr>"
        for at, part in enumerate(report.workload.parts)
    ]
    key = "".join(f"<li>{escape(name)}</li>" for name in domains["name"])
    return (
        "<h2>At a glance</h2><p>A is AWS, S is shared, Y is you. The numbers are the domains, listed below.</p>"
        '<div class="wide" tabindex="0" role="region" aria-label="Parts and domains"><table class="grid">'
        f'<thead><tr><th scope="col">Part</th>{numbers}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'
        f'<ol class="key">{key}</ol>'
    )


def _section(name, frame):
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in frame.columns)
    cells = texts(frame)
    for column in cells.columns:
        cells[column] = cells[column].map(
            {text: f"<td>{escape(text)}</td>" for text in cells[column].unique()}
        )
    lines = ["<tr>" + "".join(row) + "</tr>" for row in cells.itertuples(index=False, name=None)]
    return (
        f'<h2>{escape(name)}</h2><div class="wide" tabindex="0" role="region" aria-label="{escape(name)}"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{chr(10).join(lines)}</tbody></table></div>"
    )
