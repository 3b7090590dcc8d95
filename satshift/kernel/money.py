"""Amounts: whole wei in any currency, whole satoshis of bitcoin, parts per million; never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Invalid

WEI_PER_SAT = 10**10  # the layer 2s count bitcoin in 18 decimals
SATS_PER_BTC = 10**8
PPM = 1_000_000
MOST_WEI = 2**96 - 1  # what one milestone can hold


@dataclass(frozen=True, slots=True)
class Currency:
    """What an amount is counted in: the chain's own coin, or an ERC-20 token."""

    address: Address
    symbol: str
    decimals: int

    @property
    def is_native(self) -> bool:
        return self.address == NOBODY


BITCOIN = Currency(NOBODY, "sats", 10)  # ten decimals below one sat


@dataclass(frozen=True, slots=True, order=True)
class Sats:
    """A non-negative whole number of satoshis."""

    value: int

    def __post_init__(self) -> None:
        if self.value < 0:
            raise Invalid("amount-negative", "An amount can't be below zero. Type how many sats.")

    @classmethod
    def from_wei(cls, wei: int) -> "Sats":
        """Whole sats in `wei`; what is below one sat stays behind."""
        return cls(wei // WEI_PER_SAT)

    @classmethod
    def parse(cls, text: str) -> "Sats":
        """Read `50000`, `50,000`, `50 000`, `50 000 sats` or `0.0005 BTC`."""
        plain = re.sub(r"[\s,_\u00a0\u202f']", "", text).lower()
        unit = re.search(r"(sats?|btc|₿)$", plain)
        digits = plain[: unit.start()] if unit else plain
        in_btc = unit is not None and unit[1] in ("btc", "₿")
        try:
            amount = Decimal(digits) * (SATS_PER_BTC if in_btc else 1)
        except InvalidOperation:
            raise Invalid(
                "amount-unreadable",
                "“{text}” is not an amount. Type whole sats, such as 50000, or bitcoin, such as 0.0005 BTC.",
                text=text[:40],
            ) from None
        if not amount.is_finite() or amount != int(amount):
            raise Invalid(
                "amount-below-sat", "An amount is a whole number of sats; nothing is smaller than one sat."
            )
        return cls(int(amount))

    @property
    def wei(self) -> int:
        return self.value * WEI_PER_SAT

    def __add__(self, other: "Sats") -> "Sats":
        return Sats(self.value + other.value)

    def __str__(self) -> str:
        return f"{self.value:,} {'sat' if self.value == 1 else 'sats'}"


def split(amount: int, shares: tuple[int, ...]) -> tuple[int, ...]:
    """Split `amount` (wei) by `shares` (ppm, summing to a million); the last share takes the rounding."""
    first = [amount * share // PPM for share in shares[:-1]]
    return (*first, amount - sum(first))
