"""A desk with nothing behind it but a node: what actions may ask, answered straight from the chain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel

from satshift.chain import abi, deploy
from satshift.chain.node import Node
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound
from satshift.kernel.shape import Capability
from satshift.kernel.words import say
from satshift.sdk.papers import Shelf

T = TypeVar("T")


@dataclass(frozen=True)
class ChainDesk:
    """`first_block` is where looking for events begins: none of our contracts stood there before it."""

    node: Node
    cards: Sequence[Capability]
    first_block: int = 0
    shelf: Shelf = field(default_factory=lambda: Shelf(None))

    @property
    def chain_id(self) -> int:
        return self.node.chain_id

    @property
    def now(self) -> int:
        """The time of the newest block; asked anew each time."""
        return self.node.head().time

    def contract(self, name: str) -> Address:
        """Where a contract of ours stands; the same address on every chain, and known without asking."""
        address = deploy.address_of(name)
        if name not in self._standing:
            raise NotFound(
                "contract-not-there",
                say("{name} does not stand on {network}. `satshift deploy` puts it there."),
                name=name,
                network=self.node.profile.title,
            )
        return address

    def find(self, kind: type[T], key: str) -> T:
        """A thing by its kind and key, from events and slots; raises NotFound."""
        if issubclass(kind, BaseModel):  # a paper; the chain only knows its digest
            paper: T = kind.model_validate(self.shelf.get(key))
            return paper
        for card in self.cards:
            if kind in card.from_chain:
                found: T = card.from_chain[kind](self, key)
                return found
        raise NotFound("kind-unknown", say("The chain alone can't tell this."), kind=kind.__name__)

    @cached_property
    def _standing(self) -> frozenset[str]:
        names = [name for name in abi.names() if self.node.code(deploy.address_of(name)) != "0x"]
        return frozenset(names)
