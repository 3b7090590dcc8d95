"""What a bitcoin costs in other money: a fixed table with its source and its time."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from satshift.kernel.errors import Invalid
from satshift.kernel.words import say

WEI_PER_BITCOIN = 10**18
OPERATOR = say("set by the operator")


@dataclass(frozen=True, slots=True)
class Rate:
    """The price of one bitcoin; `at` is in seconds since 1970."""

    currency: str
    per_bitcoin: Decimal
    source: str
    at: int

    def value(self, wei: int) -> Decimal:
        """What an amount is worth, to two places, halves to even; for showing and never for paying."""
        exact = Decimal(wei) * self.per_bitcoin / WEI_PER_BITCOIN
        return exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def fixed(prices: Mapping[str, str], at: int, source: str = OPERATOR) -> tuple[Rate, ...]:
    """Rates out of a table of texts; raises Invalid for what is no price."""
    return tuple(Rate(currency, _price(currency, text), source, at) for currency, text in prices.items())


def _price(currency: str, text: str) -> Decimal:
    try:
        price = Decimal(text)
    except InvalidOperation:
        price = Decimal("nan")
    if not price.is_finite() or price <= 0:
        raise Invalid(
            "rate-unreadable",
            say("“{text}” is not a price of a bitcoin in {currency}. Write a number such as 61000.50."),
            text=text[:40],
            currency=currency,
        )
    return price
