"""The tour of a SCORM package: the pages of the site, without what leads away from them. scorm_tour.py calls Sphinx with it."""

from pathlib import Path

from website.conf import *  # noqa: F403
from website.conf import html_css_files, html_js_files, html_theme_options

WEBSITE = Path(__file__).resolve().parents[1]
root_doc = "00-start-here"
suppress_warnings = ["toc.not_included"]  # the glossary: the words on the page lead there
templates_path = [str(WEBSITE / "templates")]
html_favicon = str(WEBSITE / "static" / "favicon.svg")
html_css_files = [*html_css_files, "note.css", "tour.css"]
# First of all, and not deferred: what keeps the answers must be there before the cards.
html_js_files = [
    ("lesson.js", {"priority": 1}),
    ("scorm.js", {"priority": 2}),
    *html_js_files,
]
html_sidebars = {"**": []}
html_theme_options = {**html_theme_options, "navbar_end": [], "disable_search": True, "show_prev_next": False}
