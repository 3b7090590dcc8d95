"""Rates: what an amount is worth, and what is no price."""

from decimal import Decimal

import pytest

from satshift.gateways.rates import fixed
from satshift.kernel.errors import Invalid
from satshift.kernel.money import Sats


def test_a_rate_says_what_sats_are_worth() -> None:
    [rate] = fixed({"USD": "60000"}, at=1)
    assert rate.value(Sats(50_000).wei) == Decimal("30.00")
    assert rate.at == 1


@pytest.mark.parametrize("text", ["", "cheap", "-1", "0", "NaN", "Infinity"])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        fixed({"USD": text}, at=1)
