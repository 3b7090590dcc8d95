"""Reads what people type: amounts, parts of a whole, days and spans of time, addresses; each error names its field."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from satshift.kernel.address import NOBODY, Address, parse_address
from satshift.kernel.errors import Invalid
from satshift.kernel.money import PPM, Sats
from satshift.kernel.words import say

T = TypeVar("T")
DAY, HOUR = 86_400, 3_600
SPAN = re.compile(r"(\d{1,6})\s*(d|days?|h|hours?|m|minutes?|s|seconds?)?", re.IGNORECASE)
UNITS = {"d": DAY, "h": HOUR, "m": 60, "s": 1}
WHICH = say("Choose a milestone by its number, from 1 to {count}.")


def field(name: str, read: Callable[[str], T], text: str) -> T:
    """What `read` makes of a text; an error it raises names this field."""
    try:
        return read(text)
    except Invalid as error:
        raise Invalid(error.code, error.message, {name: str(error)}, **error.values) from None


def amount(text: str, currency: Address = NOBODY) -> int:
    """Wei in what was typed: sats or BTC for the chain's coin, the token's smallest units for a token."""
    if currency == NOBODY:
        return Sats.parse(text).wei
    plain = re.sub(r"[\s,_]", "", text)
    if not re.fullmatch(r"[0-9]{1,39}", plain):
        raise Invalid(
            "amount-unreadable",
            say("“{text}” is not an amount of this token. Type a whole number of its smallest units."),
            text=text[:40],
        )
    return int(plain)


def part(text: str) -> int:
    """Parts per million in `40`, `40 %` or `12.5%`."""
    try:
        share = Decimal(text.strip().removesuffix("%").strip()) * (PPM // 100)
    except InvalidOperation:
        share = Decimal("nan")
    if not share.is_finite() or share != int(share) or not 0 <= share <= PPM:
        raise Invalid(
            "share-unreadable",
            say("“{text}” is not a part of the whole. Type a percentage from 0 to 100, such as 40 or 12.5."),
            text=text[:40],
        )
    return int(share)


def span(text: str) -> int:
    """Seconds in `7`, `7 days`, `48 hours`."""
    found = SPAN.fullmatch(text.strip())
    if found is None:
        raise Invalid(
            "span-unreadable",
            say("“{text}” is not a span of time. Type days, such as 7, or hours, such as 48 hours."),
            text=text[:40],
        )
    return int(found[1]) * UNITS[(found[2] or "d")[0].lower()]


def moment(text: str) -> int:
    """Seconds since 1970 in a day (its last second, UTC), a date with a time, or a bare number of seconds."""
    plain = text.strip()
    try:
        if re.fullmatch(r"[0-9]{9,12}", plain):
            return int(plain)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain):
            return int(datetime.combine(date.fromisoformat(plain), time(23, 59, 59), UTC).timestamp())
        found = datetime.fromisoformat(plain)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise Invalid(
            "date-unreadable",
            say("“{text}” is not a date. Type a day such as 2027-03-31, or a date with a time."),
            text=text[:40],
        ) from None


def address(text: str) -> Address:
    """An address; empty is nobody."""
    return parse_address(text) if text.strip() else NOBODY


def milestone(number: int, count: int) -> int:
    """The contract's number of a milestone that people count from one."""
    if not 1 <= number <= count:
        raise Invalid("milestone-unknown", WHICH, {"milestone": WHICH.format(count=count)}, count=count)
    return number - 1
