"""Writes amounts, dates, spans and addresses in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal

from babel import Locale
from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent

from satshift.chain.profiles import Token
from satshift.kernel.address import NOBODY, Address, checksum
from satshift.kernel.money import PPM, WEI_PER_SAT, Sats
from satshift.kernel.shape import Moment, Money

# Marks that turn text around; people's text never carries them to another's screen.
TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"))


@dataclass(frozen=True, slots=True)
class Formats:
    """How one reader sees numbers and times."""

    locale: Locale
    chain_id: int | None = None
    tokens: Mapping[Address, Token] = field(default_factory=dict)

    def number(self, value: int | Decimal) -> str:
        return str(format_decimal(value, locale=self.locale))

    def sats(self, wei: int) -> str:
        """Whole sats where they are whole; the small rest is shown, never rounded away."""
        exact = Decimal(wei) / WEI_PER_SAT
        return str(format_decimal(exact, format="#,##0.##########", locale=self.locale))

    def money(self, money: Money) -> str:
        """An amount with its unit: sats for the chain's coin, else the token's symbol or its address."""
        if money.currency == NOBODY:
            return f"{self.sats(money.wei)} sats"
        token = self.tokens.get(money.currency)
        if token is None:
            return f"{self.number(money.wei)} × {self.short(money.currency)}"
        exact = Decimal(money.wei) / 10**token.decimals
        return (
            f"{format_decimal(exact, format='#,##0.##################', locale=self.locale)} {token.symbol}"
        )

    def amount(self, wei: int, currency: Address) -> str:
        return self.money(Money(wei, currency))

    def percent(self, ppm: int) -> str:
        return str(format_percent(Decimal(ppm) / PPM, format="#,##0.####%", locale=self.locale))

    def moment(self, seconds: int) -> str:
        """A date and a time, with the zone said."""
        then = datetime.fromtimestamp(min(seconds, 253_402_300_799), tz=UTC)
        return str(format_datetime(then, "d MMM y, HH:mm", locale=self.locale)) + " UTC"

    def iso(self, seconds: int) -> str:
        return (
            datetime.fromtimestamp(min(seconds, 253_402_300_799), tz=UTC).isoformat().replace("+00:00", "Z")
        )

    def span(self, seconds: int) -> str:
        """A length of time in its two largest units: 1 day 5 hours."""
        first = abs(seconds)
        for unit in (86_400, 3_600, 60):
            if first >= unit:
                whole, rest = first // unit, first % unit
                smaller = {86_400: 3_600, 3_600: 60, 60: 1}[unit]
                parts = [whole * unit, rest // smaller * smaller if unit > 60 and whole < 3 else 0]
                return " ".join(self._unit(part) for part in parts if part)
        return self._unit(first)

    def _unit(self, seconds: int) -> str:
        length = timedelta(seconds=seconds)
        return str(format_timedelta(length, granularity=_grain(seconds), threshold=1_000, locale=self.locale))

    def address(self, address: str) -> str:
        """The whole address in the network's own form."""
        return checksum(address, self.chain_id)

    def short(self, address: str) -> str:
        whole = self.address(address)
        return f"{whole[:6]}…{whole[-4:]}"

    def value(self, thing: object) -> str:
        """Any value that fills a place in a sentence."""
        if isinstance(thing, Moment):
            return self.moment(thing.seconds)
        if isinstance(thing, Money):
            return self.money(thing)
        if isinstance(thing, Sats):
            return f"{self.number(thing.value)} {'sat' if thing.value == 1 else 'sats'}"
        if isinstance(thing, int) and not isinstance(thing, bool):
            return self.number(thing)
        text = str(thing)
        if re.fullmatch(r"0x[0-9a-f]{40}", text):
            return self.short(text)
        return f"{text[:10]}…" if re.fullmatch(r"0x[0-9a-f]{64}", text) else plain(text)


def _grain(seconds: int) -> Literal["day", "hour", "minute", "second"]:
    if seconds >= 86_400:
        return "day"
    return "hour" if seconds >= 3_600 else "minute" if seconds >= 60 else "second"


def plain(text: str) -> str:
    """Somebody's text without marks that turn the writing direction around."""
    return text.translate(TURNING)
