"""What the indexer needs of a node, and what it says when a node can't be believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from satshift.chain.profiles import Profile
from satshift.chain.values import Block, Log, Receipt
from satshift.kernel.address import Address
from satshift.kernel.errors import Unreachable


class Source(Protocol):
    """The part of `chain.node.Node` that the indexer asks."""

    @property
    def profile(self) -> Profile:
        """Limits and rhythm of the network."""

    def head(self) -> Block:
        """The newest block."""

    def blocks(self, numbers: Sequence[int]) -> list[Block | None]:
        """Blocks by number; None where the node has none."""

    def logs(self, address: Address | Sequence[Address], first: int, last: int) -> tuple[Log, ...]:
        """Every log of the addresses in the range, both ends included."""

    def receipts(self, txs: Sequence[str]) -> list[Receipt | None]:
        """What became of transactions."""


class Decoder(Protocol):
    """Gives a log its name and arguments; None when it is not one of the contract's."""

    def __call__(self, contract: str, log: Log, /) -> tuple[str, Mapping[str, Any]] | None:
        """As `chain.abi.decode_log`."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Contracts whose events are read: names by address."""

    names: Mapping[Address, str]

    @property
    def addresses(self) -> tuple[Address, ...]:
        return tuple(self.names)


class Unbelievable(Unreachable):
    """The node contradicts itself; what it said is thrown away and asked again."""


class Moved(Unreachable):
    """The chain moved while it was read; nothing is wrong, it is read again."""


class Forked(Exception):
    """No failure: the chain tells another story now, without the block that the rows stand for."""
