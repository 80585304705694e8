"""Tables of duties as HTML: every text from a table is escaped, every source is a link.

The tables are for widgets and for readers without a kernel. A lesson that teaches pandas shows
the data frame itself.
"""

from html import escape

from ..numbers.scale import difference
from ..tables.model import Model
from ..words.owners import DUTIES, NAME
from ..words.palette import DARK, DARK_INK, LIGHT, LIGHT_INK
from ..words.phrases import words

BASIS = {"stated": "the source says so", "inferred": "our inference"}
TOWARDS = {"same": "the same", "to aws": "towards AWS", "to customer": "towards you"}
TABLE = (
    '<table style="border-collapse:collapse;width:100%;text-align:left;'
    'font-size:var(--jp-ui-font-size1,13px);line-height:1.4">'
)
LINK = "color:var(--jp-content-link-color,var(--pst-color-link,#0b57d0));text-decoration:underline"
CELL = (
    'style="padding:4px 8px;text-align:left;vertical-align:top;white-space:normal;'
    'overflow-wrap:anywhere;border-bottom:1px solid var(--jp-border-color2,#ccc)"'
)


def chip(owner: str) -> str:
    """The owner as a coloured word: AWS, shared or you, in the colours of the page's theme. What is shared stands on AWS's foot.

    Each colour stands there twice: a reader that does not know light-dark(), or throws it away, has the light one.
    """

    def said(what, role, light=LIGHT, dark=DARK):
        return f"{what}{light[role]};{what}light-dark({light[role]},{dark[role]});"

    face = "aws" if owner == "aws" else "customer"
    colours = said("background-color:", face) + said("color:", face, LIGHT_INK, DARK_INK)
    foot = said("border-bottom:4px solid ", "aws") if owner == "shared" else ""
    return f'<span style="{colours}{foot}padding:1px 7px;border-radius:3px;white-space:nowrap">{NAME[owner]}</span>'


def citations(model: Model) -> dict[str, str]:
    """For each source key the HTML that cites it: a link to the page, with † on an old copy."""
    old = old_copies(model)
    return {row["source"]: cite(row, row["source"] in old) for row in model.sources.to_dict("records")}


def old_copies(model: Model) -> set[str]:
    """The keys of the sources whose copy has no date, or was older than 12 months when the table was checked."""
    return set(model.dated_sources(model.responsibilities["checked_on"].max())["source"])


def cite(row: dict, old: bool) -> str:
    """One source, a row of sources.csv, as a link. An address that is not http(s) is not linked."""
    key = f"{escape(row['source'])}{'†' if old else ''}"
    title = escape(f"{row['title']} ({row['publisher']}, copy: {row['copy_date']})")
    if not row["url"].startswith(("https://", "http://")):
        return f'<span title="{title}">{key}</span>'
    return (
        f'<a href="{escape(row["url"])}" title="{title}" target="_blank" '
        f'rel="noopener noreferrer" style="{LINK}">{key}</a>'
    )


def table(head: list[str], body: list[list[str]], caption: str) -> str:
    """An HTML table. Cells are HTML already; the first cell of a row is its heading."""
    # `anywhere` lets a column be narrower than a short heading such as Owner, and is inherited in a widget.
    top = "".join(f'<th scope="col" {CELL.replace("anywhere", "break-word")}>{h}</th>' for h in head)
    rows = "".join(
        f'<tr><th scope="row" {CELL}>{row[0]}</th>'
        + "".join(f"<td {CELL}>{cell}</td>" for cell in row[1:])
        + "</tr>"
        for row in body
    )
    return (
        f'{TABLE}<caption style="text-align:left;padding:4px 8px">{caption}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>"
    )


NOTE = "† the copy that was read is undated, or was older than a year when the table was checked."


def comparison_table(model: Model, left: str, right: str, only_moved: bool = False) -> str:
    """Two services side by side: a row for each domain, owner and both duties on either side."""
    changes = difference(model.responsibilities, left, right)
    if only_moved:
        changes = changes[changes["moved"] != "same"]
    sides = [model.of(side).to_dict("index") for side in (left, right)]
    sources = citations(model)
    names = [escape(next(iter(side.values()))["service_name"]) for side in sides]
    if changes.empty:
        return f"<p>No domain changes hands between {names[0]} and {names[1]}.</p>"

    def part(row):
        return (
            f"{chip(row['owner'])}<br><b>{DUTIES['aws']}:</b> {escape(row['aws_duty'])}<br>"
            f"<b>{DUTIES['customer']}:</b> {escape(row['customer_duty'])}<br>"
            f"{BASIS[row['basis']]}, {sources[row['source']]}"
        )

    body = [
        [escape(sides[0][domain]["name"]), *(part(side[domain]) for side in sides), TOWARDS[moved]]
        for domain, moved in changes["moved"].items()
    ]
    return table(
        ["Domain", *names, "The line moves"],
        body,
        f"{names[0]} and {names[1]}, {len(body)} of {len(sides[0])} domains. {NOTE}",
    )


def moves_table(model: Model, service: str) -> str:
    """What each option of a service's settings moves, one at a time: a row for each domain, owner and both new duties."""
    settings, sources, names = model.settings, citations(model), model.domain_names
    owners, body = model.of(service)["owner"], []
    moves = settings.moves[settings.moves["service"] == service].to_dict("records")
    for setting, options in settings.of(service).items():
        for option in options[1:]:
            name = f"{escape(words(setting))}: {escape(words(option))}"
            target = settings.option(service, setting, option)["becomes"]
            mine = [row for row in moves if (row["setting"], row["option"]) == (setting, option)]
            for row in mine:
                before, after = owners[row["domain"]], row["owner"]
                hands = chip(after) if before == after else f"{chip(before)} → {chip(after)}"
                word = f"{BASIS[row['basis']]}, {sources[row['source']]}"
                duties = (escape(row["aws_duty"]), escape(row["customer_duty"]))
                body.append([name, escape(names[row["domain"]]), hands, *duties, word])
            if target:
                body.append([name, f"all, as on {escape(model.service_names[target])}", "", "", "", ""])
            elif not mine:
                body.append([name, "none: every job stays where it was", "", "", "", ""])
    head = [
        "Setting",
        "Domain",
        "Owner",
        f"{DUTIES['aws']} now",
        f"{DUTIES['customer']} now",
        "On whose word",
    ]
    return table(head, body, f"Settings of {escape(model.service_names[service])}, one at a time. {NOTE}")
