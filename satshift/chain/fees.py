"""What a transaction costs: a price for each kind of network, and a quote that a person can be shown."""

from dataclasses import dataclass

from satshift.chain import questions
from satshift.chain.node import Node
from satshift.chain.values import Block
from satshift.kernel.address import Address
from satshift.kernel.errors import Unreachable
from satshift.kernel.words import say

LEGACY_CLAMP = (
    50  # times the minimum: far below where a Rootstock node refuses, far above what is ever needed
)
HEADROOM = 2  # the base fee may double while a transaction waits


@dataclass(frozen=True, slots=True)
class Price:
    """What is offered for one unit of gas, in wei. A legacy price has no tip of its own."""

    most: int
    tip: int
    likely: int
    is_legacy: bool

    def fields(self) -> dict[str, int]:
        """The fields of a transaction that carry the price."""
        if self.is_legacy:
            return {"gasPrice": self.most}
        return {"type": 2, "maxFeePerGas": self.most, "maxPriorityFeePerGas": self.tip}

    def raised(self, percent: int) -> "Price":
        """The least price that replaces this one: `percent` more, and one wei more at least."""
        most, tip, likely = (_raise(value, percent) for value in (self.most, self.tip, self.likely))
        return Price(most, tip, likely, self.is_legacy)

    def at_least(self, other: "Price") -> "Price":
        return Price(
            max(self.most, other.most),
            max(self.tip, other.tip),
            max(self.likely, other.likely),
            self.is_legacy,
        )


@dataclass(frozen=True, slots=True)
class FeeQuote:
    """The fee of one transaction in wei; `total_wei` is the most that can leave, `likely_wei` what probably will."""

    gas: int
    price: Price
    l1_wei: int = 0

    @property
    def total_wei(self) -> int:
        return self.gas * self.price.most + self.l1_wei

    @property
    def likely_wei(self) -> int:
        return self.gas * self.price.likely + self.l1_wei


def price(node: Node) -> Price:
    """What the network takes now."""
    if node.profile.is_legacy:
        return _legacy(node.head(), node.gas_price())
    return _eip1559(node.head(), _tip(node))


def quote(node: Node, to: Address | None, data: str, *, sender: Address, value: int = 0) -> FeeQuote:
    """What a call costs its sender; raises the contract's refusal when it would fail."""
    if node.profile.fee_model == "eip1559+l1diff":
        return _quote_with_l1(node, questions.message(to, data, value=value, sender=sender))
    return FeeQuote(node.estimate(to, data, value=value, sender=sender), price(node))


def _legacy(head: Block, gas_price: int) -> Price:
    """Rootstock: the node's price, a tenth above the block's minimum at least, never absurdly far above."""
    minimum = head.minimum_gas_price
    if minimum is None:
        raise Unreachable(
            "node-not-rootstock",
            say(
                "The node's blocks carry no minimum gas price, so it is no Rootstock node. Use another node."
            ),
        )
    offered = max(gas_price, -(-minimum * 11 // 10))
    offered = min(offered, minimum * LEGACY_CLAMP) if minimum else offered
    return Price(offered, 0, offered, is_legacy=True)


def _eip1559(head: Block, suggested_tip: int) -> Price:
    """Twice the base fee, so that the price holds while the base fee rises; a tip never above the base fee."""
    if head.base_fee is None:
        raise Unreachable(
            "node-without-base-fee",
            say(
                "The node's blocks carry no base fee, so it is not the network it should be. Use another node."
            ),
        )
    tip = min(suggested_tip, head.base_fee)
    return Price(head.base_fee * HEADROOM + tip, tip, head.base_fee + tip, is_legacy=False)


def _tip(node: Node) -> int:
    try:
        return node.ask(questions.tip())
    except Unreachable as error:
        if error.code != "node-method-missing":
            raise
        return 0


def _quote_with_l1(node: Node, body: dict[str, str]) -> FeeQuote:
    """Citrea: gas of the execution alone, and the state difference paid for on Bitcoin beside it."""
    gas, size = node.ask(questions.diff_size(body))
    head = node.head()
    if head.l1_fee_rate is None:
        raise Unreachable(
            "node-without-l1-fee",
            say("The node's blocks carry no Bitcoin fee rate, so it is no Citrea node. Use another node."),
        )
    l1_wei = head.l1_fee_rate * (size + node.profile.l1_overhead_bytes)
    return FeeQuote(_raise(gas, node.profile.estimate_margin_percent), _eip1559(head, _tip(node)), l1_wei)


def _raise(value: int, percent: int) -> int:
    return max(-(-value * (100 + percent) // 100), value + 1) if value else value
