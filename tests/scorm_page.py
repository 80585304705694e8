"""A learning platform in Chromium: a page with a frame, in which a package of website/scorm.py is opened. See scorm12.js."""

import mimetypes
import os
import tarfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from on_screen import problems_of

PLATFORM = "http://platform.test/"
OURS = (Path(__file__).parent / "scorm12.js").read_text("utf-8")
# What the weekly job sets: npm's scorm-again, as `npm pack` gives it.
AGAIN = os.environ.get("SCORM_AGAIN", "")


def scorm_again() -> str:
    """Its script for SCORM 1.2, out of the archive that SCORM_AGAIN names."""
    with tarfile.open(AGAIN) as archive:
        return archive.extractfile("package/dist/scorm12.min.js").read().decode()


class Platform:
    """The page with the frame. folder: the package, unpacked. `elsewhere` lists what the pages asked for outside of it."""

    def __init__(self, browser, folder, script="", size=None):
        self.folder, self.elsewhere = folder, []
        self.context = browser.new_context(
            viewport=size or {"width": 1000, "height": 900}, reduced_motion="reduce"
        )
        self.context.set_default_timeout(5000)
        self.context.route("**/*", self._give)
        self.page = self.context.new_page()
        self.problems = problems_of(self.page)
        self.html = (
            '<!doctype html><html lang="en"><title>A learning platform</title><style>html, body { height: 100%; margin: 0 }'
            'iframe { border: 0; height: 98%; width: 100% }</style><iframe title="Course" src="about:blank"></iframe>'
            f"<script>{script}</script><script>{OURS}</script></html>"
        )
        self.page.goto(PLATFORM)

    def _give(self, route):
        place = urlsplit(route.request.url)
        file = self.folder / unquote(place.path.removeprefix("/package/"))
        if route.request.url == PLATFORM:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        elif place.netloc == "platform.test" and place.path.startswith("/package/") and file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(
                body=file.read_bytes(), content_type=f"{kind}; charset=utf-8" if "text" in kind else kind
            )
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def open(self, page):
        """Opens a page of the package as a new visit; what was open before has ended. Gives the frame."""
        self.page.evaluate("address => window.openPage(address)", f"/package/{page}")
        self.page.wait_for_function(
            "page => { const f = document.querySelector('iframe'); return f.contentWindow.location.pathname.endsWith(page)"
            " && f.contentDocument.readyState === 'complete'; }",
            arg=page,
        )
        return self.page.frame_locator("iframe")

    def leave(self):
        """Closes the page in the frame, as a learner who goes elsewhere."""
        self.page.evaluate(
            "() => new Promise(done => { const f = document.querySelector('iframe'); f.onload = done; f.src = 'about:blank'; })"
        )

    def value(self, element):
        return self.page.evaluate("name => String(window.platform.value(name))", element)

    def suspend(self, line):
        """What the platform claims to have kept of an earlier visit."""
        self.page.evaluate("line => window.platform.suspend(line)", line)

    def set(self, **fields):
        self.page.evaluate("fields => Object.assign(window.platform, fields)", fields)

    def calls(self):
        return self.page.evaluate("window.platform.calls")

    def faults(self):
        return self.page.evaluate("window.platform.faults")

    def close(self):
        self.context.close()


def answer(frame, question, right=True, level="sure"):
    """Answers the question on the card; the button takes no second press for a moment."""
    option = next(o for o in question.options if question.is_right(o.letter) == right)
    frame.get_by_role("group", name=question.stem).locator(f'input[value="{option.letter}"]').check()
    frame.get_by_role("radio", name=level, exact=True).check()
    frame.get_by_role("button", name="Submit my answer").click()
    return option
