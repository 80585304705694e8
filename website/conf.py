"""Sphinx builds the pages (MyST-NB reads the notebooks, PyData's theme dresses them). build.py calls it."""

from website import pages

project = html_title = pages.COURSE
language = "en"

extensions = ["myst_nb"]
exclude_patterns = ["README.md"]  # index.md takes parts of it
myst_heading_anchors = 3  # links such as glossary.md#guest-OS,
myst_heading_slug_func = "website.build.anchor"  # as JupyterLab makes them

nb_execution_mode = "off"  # build.py has run them
# Deferred, so that words and pictures come first: the widget manager alone has 1.9 MB. Sphinx writes into the dicts, so each has its own.
nb_ipywidgets_js = {
    name: {"defer": "defer"} for name in ("living.js", "widgets/anywidget.js", "widgets/embed.js")
}

html_theme = "pydata_sphinx_theme"
html_static_path = ["static"]  # build.py adds the folder with the widget manager
html_css_files = ["site.css"]
html_js_files = [("repair.js", {"defer": "defer"})]  # in JupyterLab, helpers brings it along
html_favicon = "static/favicon.svg"
templates_path = ["templates"]
html_use_index = False
html_sidebars = {"**": ["globaltoc.html"]}  # on the first page only a phone's menu shows it: see site.css
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_copyright = False
html_theme_options = {
    "logo": {"text": project},  # the whole title is wider than a phone
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "navbar_align": "left",
    "navbar_center": [],
    "navbar_persistent": [],
    "navbar_end": ["search-button-field", "theme-switcher"],
    "article_header_start": [],
    "secondary_sidebar_items": {"**": ["page-toc"], "index": []},
    "footer_start": ["page-links"],
    "footer_end": ["sphinx-version", "theme-version"],
    "back_to_top_button": False,
}


def setup(app):
    app.add_config_value("on_the_hook_place", "", "html")  # the repository, for the links of each page
    app.connect("html-page-context", pages.dress)
