"""What every page keeps: read as HTML, told as a list of what is wrong."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "path"}
CONTROLS = {"input", "select", "textarea"}
HANDLERS = ("on",)


@dataclass
class Element:
    """One element with its attributes and the text inside."""

    tag: str
    attrs: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A page taken apart."""

    elements: list[Element] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


def problems(html: str) -> list[str]:
    """Everything that a page of ours must not be."""
    page = read(html)
    return [*_head(page), *_names(page), *_forms(page), *_tables(page), *_scripts(page)]


def _head(page: Page) -> list[str]:
    found = []
    [root], titles, headings = page.all("html"), page.all("title"), page.all("h1")
    if root.attrs.get("dir") not in ("ltr", "rtl") or root.attrs.get("lang") not in ("en", "es"):
        found.append("html has no lang or no dir")
    if len(headings) != 1:
        found.append(f"{len(headings)} h1")
    elif " ".join(titles[0].text.split()) != f"{' '.join(headings[0].text.split())} · Satshift":
        found.append(f"the title does not start with the h1: {titles[0].text!r}")
    links = page.all("a")
    if not links or links[0].attrs.get("href") != "#main" or not _by_id(page, "main"):
        found.append("the first link does not skip to the content")
    if len(page.all("main")) != 1:
        found.append("not one main")
    levels = [int(each.tag[1]) for each in page.elements if each.tag in ("h1", "h2", "h3", "h4")]
    found += [f"h{after} after h{before}" for before, after in pairwise(levels) if after > before + 1]
    return found


def _by_id(page: Page, name: str) -> list[Element]:
    return [element for element in page.elements if element.attrs.get("id") == name]


def _names(page: Page) -> list[str]:
    ids = [element.attrs["id"] for element in page.elements if "id" in element.attrs]
    found = [f"id twice: {name}" for name, count in Counter(ids).items() if count > 1]
    for element in page.elements:
        for place in ("aria-describedby", "aria-labelledby"):
            missing = set(element.attrs.get(place, "").split()) - set(ids)
            found += [f"{element.tag} {place} names {name}, which is not there" for name in missing]
    for link in page.all("a"):
        target = link.attrs.get("href", "")
        if not target or (target.startswith("#") and target[1:] not in ids):
            found.append(f"a link leads nowhere: {target!r} {link.text!r}")
        if not link.text.strip() and not link.attrs.get("aria-label"):
            found.append(f"a link says nothing: {target!r}")
    return found


def _forms(page: Page) -> list[str]:
    labelled = {label.attrs.get("for") for label in page.all("label")}
    found = []
    for control in (element for element in page.elements if element.tag in CONTROLS):
        kind = control.attrs.get("type", "text")
        if kind in ("hidden", "submit") or "aria-label" in control.attrs:
            continue
        if control.attrs.get("id") not in labelled:
            found.append(f"{control.tag} {control.attrs.get('name')} has no label")
    found += ["a form without an action" for form in page.all("form") if not form.attrs.get("action")]
    tokens = [each for each in page.all("input") if each.attrs.get("name") == "token"]
    posts = [form for form in page.all("form") if form.attrs.get("method") == "post"]
    if len(tokens) < len(posts):
        found.append("a form without its token")
    found += ["a button says nothing" for each in page.all("button") if not each.text.strip()]
    return found


def _tables(page: Page) -> list[str]:
    missing = len(page.all("table")) - len(page.all("caption"))
    found = [f"{missing} tables without a caption"] if missing else []
    return found + ["th without scope" for each in page.all("th") if "scope" not in each.attrs]


def _scripts(page: Page) -> list[str]:
    found = []
    for element in page.elements:
        found += [
            f"{element.tag} {name}" for name in element.attrs if name.startswith("on") or name == "style"
        ]
        uses_htmx = any(name.startswith("hx-") and name != "hx-nonce" for name in element.attrs)
        if uses_htmx and not element.attrs.get("hx-nonce"):
            found.append(f"{element.tag} uses htmx without a nonce")
        if "hx-get" in element.attrs and element.tag == "a" and not element.attrs.get("href"):
            found.append("hx-get without href")
    for script in page.all("script"):
        is_data = script.attrs.get("type") == "application/json"
        if not is_data and (not script.attrs.get("nonce") or not script.attrs.get("src")):
            found.append("a script in the page")
    return found + ["a style in the page" for _ in page.all("style")]
