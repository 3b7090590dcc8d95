"""Languages: which ones we have, which one a reader gets, and their catalogues."""

from functools import cache
from pathlib import Path

from babel import Locale
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parent / "translations"
SOURCE = "en"
NAMES = {"en": "English", "es": "Español"}
COOKIE = "language"


def choose(asked: str | None, cookie: str | None, accepted: str) -> str:
    """The reader's language: what was asked for, else what was chosen before, else what the browser accepts."""
    for wish in (asked, cookie):
        if wish in NAMES:
            return str(wish)
    return _best_of(accepted)


def _best_of(accepted: str) -> str:
    wishes: list[tuple[float, str]] = []
    for part in accepted[:400].split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = tag.partition("-")[0].lower()
        try:
            wishes.append((float(weight or 1), language))
        except ValueError:
            continue
    ordered = sorted(wishes, key=lambda wish: -wish[0])
    return next((language for weight, language in ordered if language in NAMES and weight > 0), SOURCE)


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of one language; the source language has none."""
    return Translations.load(FOLDER, [language]) if language != SOURCE else NullTranslations()


@cache
def locale(language: str) -> Locale:
    """How numbers and dates are written in a language."""
    return Locale.parse(language)
