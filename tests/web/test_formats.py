"""Amounts, spans and times as readers of each language see them."""

import pytest

from satshift.chain.profiles import Token
from satshift.kernel.address import NOBODY, Address
from satshift.kernel.money import Sats
from satshift.kernel.shape import Moment, Money
from satshift.web import languages
from satshift.web.formats import Formats, plain

TOKEN = Address("0x" + "12" * 20)
ENGLISH = Formats(languages.locale("en"), 31337, {TOKEN: Token("MUSD", TOKEN, 18)})
SPANISH = Formats(languages.locale("es"))


def test_an_amount_is_whole_sats_and_never_rounded() -> None:
    assert ENGLISH.money(Money(Sats(50_000).wei, NOBODY)) == "50,000 sats"
    assert SPANISH.money(Money(Sats(50_000).wei, NOBODY)) == "50.000 sats"
    assert ENGLISH.sats(Sats(1).wei + 1) == "1.0000000001"


def test_a_token_has_its_own_name_and_decimals() -> None:
    assert ENGLISH.money(Money(15 * 10**17, TOKEN)) == "1.5 MUSD"
    assert "0x" in ENGLISH.money(Money(5, Address("0x" + "34" * 20)))


@pytest.mark.parametrize(
    ("seconds", "english"),
    [
        (0, "0 seconds"),
        (59, "59 seconds"),
        (61, "1 minute"),
        (3_600, "1 hour"),
        (90_000, "1 day 1 hour"),
        (7 * 86_400, "7 days"),
        (-120, "2 minutes"),
    ],
)
def test_a_span_is_told_in_two_units(seconds: int, english: str) -> None:
    assert ENGLISH.span(seconds) == english


def test_a_moment_says_its_zone() -> None:
    assert ENGLISH.value(Moment(1_770_000_000)).endswith("UTC")
    assert ENGLISH.iso(1_770_000_000) == "2026-02-02T02:40:00Z"
    assert ENGLISH.moment(2**60)


def test_addresses_are_short_and_checked() -> None:
    account = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8"
    assert ENGLISH.value(account) == "0x7099…79C8"
    assert Formats(languages.locale("en"), 30).address(account) != ENGLISH.address(account)


def test_marks_that_turn_text_around_are_left_out() -> None:
    assert plain("gpj.\u202etxt") == "gpj.txt"
    assert ENGLISH.value("a\u2066b") == "ab"


@pytest.mark.parametrize(
    ("asked", "cookie", "accepted", "chosen"),
    [
        (None, None, "", "en"),
        (None, None, "es-AR,es;q=0.9", "es"),
        (None, None, "fr,es;q=0.2,en;q=0.1", "es"),
        (None, None, "es;q=0", "en"),
        (None, None, "es;q=cheap, en", "en"),
        (None, "es", "en", "es"),
        ("en", "es", "es", "en"),
        ("xx", None, "es", "es"),
    ],
)
def test_the_language_is_asked_for_kept_or_guessed(
    asked: str | None, cookie: str | None, accepted: str, chosen: str
) -> None:
    assert languages.choose(asked, cookie, accepted) == chosen
