"""The wired rooms, and the desk that answers plans from rows."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request

from satshift.chain.node import Node
from satshift.chain.profiles import Profile
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound
from satshift.kernel.settings import Settings
from satshift.kernel.shape import Capability
from satshift.kernel.words import say
from satshift.store import Store, known

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoreDesk:
    """What actions may ask, answered from rows: as of the last block that was read."""

    store: Store
    chain_id: int
    contracts: Mapping[str, Address]
    cards: Sequence[Capability]

    @property
    def now(self) -> int:
        """The time a block mined now would have: chains follow the clock, and a local one may run ahead of it."""
        head, clock = known(self.store.head()), int(time.time())
        return max(clock, head.time + max(0, clock - head.seen_at))

    def contract(self, name: str) -> Address:
        """Where a contract of ours stands; raises NotFound."""
        if name not in self.contracts:
            raise NotFound(
                "contract-unknown", say("No contract of ours is called {name} on this network."), name=name
            )
        return self.contracts[name]

    def find(self, kind: type[T], key: str) -> T:
        """A thing by its kind and key; raises NotFound."""
        for card in self.cards:
            if kind in card.from_store:
                found: T = card.from_store[kind](self, key)
                return found
        raise NotFound("kind-unknown", say("Nothing here knows of {kind}."), kind=kind.__name__)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that a machine may lean on; made by the composition root."""

    settings: Settings
    profile: Profile
    node: Node
    store: Store
    cards: tuple[Capability, ...]
    contracts: Mapping[str, Address]
    desk: StoreDesk
    secret: str

    @property
    def is_demo(self) -> bool:
        """Play money on a local chain."""
        return self.settings.demo

    def close(self) -> None:
        self.node.close()
        self.store.close()


def house_of(request: Request) -> House:
    """The house that serves this request."""
    house: House = request.app.state.house
    return house
