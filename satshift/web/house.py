"""What the web machine needs of the house it stands in."""

from typing import Protocol

from fastapi import Request

from satshift.chain.node import Node
from satshift.chain.profiles import Profile
from satshift.kernel.settings import Settings
from satshift.kernel.shape import Capability, Desk
from satshift.store import Store


class House(Protocol):
    """The wired rooms, as the composition root hands them over."""

    @property
    def settings(self) -> Settings:
        """What the operator chose."""

    @property
    def cards(self) -> tuple[Capability, ...]:
        """The capabilities that were found."""

    @property
    def store(self) -> Store:
        """Where rows and papers are."""

    @property
    def profile(self) -> Profile:
        """The network."""

    @property
    def node(self) -> Node:
        """The door to the network."""

    @property
    def desk(self) -> Desk:
        """What actions may ask, answered from the store."""

    @property
    def secret(self) -> str:
        """Signs cookies; the same for all processes of one house."""

    @property
    def is_demo(self) -> bool:
        """Whether this is play money on a local chain."""


def house_of(request: Request) -> House:
    """The house that serves this request."""
    house: House = request.app.state.house
    return house
