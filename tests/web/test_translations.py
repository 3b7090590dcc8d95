"""Spanish is complete, its places fit, and pages speak it."""

import re
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from satshift.web import languages
from tests.web.browser import Browser

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "say": None,
    **dict.fromkeys(("Refused", "Invalid", "NotFound", "NotKnownYet", "Unreachable"), (2,)),
}
WAYS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def catalogue(language: str) -> Catalog:
    file = languages.FOLDER / language / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def messages() -> list[Message]:
    return [message for message in catalogue("es") if message.id]


def forms(message: Message) -> list[tuple[str, str]]:
    """Each English form with its Spanish one."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[-1], text) for text in message.string]


def test_every_sentence_is_translated() -> None:
    found = messages()
    assert len(found) > 300
    assert [m.id for m in found if m.fuzzy or not all(text for _, text in forms(m))] == []


def test_no_sentence_of_the_code_is_missing() -> None:
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in messages()}
    options = {"**/templates/**.html": {"trimmed": "true"}}
    found = extract_from_dir(ROOT / "satshift", WAYS, options, KEYWORDS)
    said = {m if isinstance(m, str) else m[0] for _, _, m, _, _ in found}
    assert len(said) > 300
    assert sorted(text for text in said - known if text) == []


def test_the_places_of_a_sentence_survive_translation() -> None:
    wrong = []
    for message in messages():
        for english, spanish in forms(message):
            named = re.compile(r"%\((\w+)\)s")
            if set(named.findall(english)) != set(named.findall(spanish)) or places(english) != places(
                spanish
            ):
                wrong.append((english, spanish))
    assert wrong == []


def places(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return set()


def test_pages_speak_the_language_that_the_browser_asks_for(browser: Browser) -> None:
    page = browser.get("/help", headers={"accept-language": "fr;q=0.9, es-MX, en;q=0.5"})
    assert '<html lang="es"' in page.text
    assert "Ayuda" in page.text


def test_a_chosen_language_is_kept(browser: Browser) -> None:
    browser.get("/help?lang=es")
    assert "Ayuda" in browser.get("/help").text
    browser.get("/help?lang=en")
    assert "Ayuda" not in browser.get("/help", headers={"accept-language": "es"}).text


def test_a_refusal_is_told_in_the_readers_language(browser: Browser) -> None:
    page = browser.get("/tx/0x12?lang=es", status=404)
    assert "no es el hash de una transacción" in page.text
