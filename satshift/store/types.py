"""Column types of the projection: wei that never lose a digit, addresses and hashes as text."""

from typing import Any

from sqlalchemy import Dialect, String, TypeDecorator

from satshift.kernel.errors import Invalid

WEI_DIGITS = 39  # 2**128 has 39 digits; padded with zeros, so text sorts like the number


class Wei(TypeDecorator[int]):
    """A whole amount of wei, kept as 39 digits of text. Add them up in Python, not in SQL."""

    impl = String(WEI_DIGITS)
    cache_ok = True

    def process_bind_param(self, value: int | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if type(value) is not int or not 0 <= value < 10**WEI_DIGITS:
            raise Invalid(
                "wei-unkeepable",
                "{value} is not an amount that fits the books. Give whole wei, zero or more.",
                value=value,
            )
        return f"{value:0{WEI_DIGITS}d}"

    def process_result_value(self, value: Any, _dialect: Dialect) -> int | None:
        return None if value is None else int(value)


def AddressText() -> String:  # noqa: N802 - reads as a type where columns are declared
    """An address: 0x and 40 digits in lower case."""
    return String(42)


def HashText() -> String:  # noqa: N802 - reads as a type where columns are declared
    """A 32-byte hash, digest or id: 0x and 64 digits in lower case."""
    return String(66)
