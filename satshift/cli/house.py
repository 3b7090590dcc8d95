"""What the composition root hands to the terminal, and how a running command finds it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import click

from satshift.kernel.shape import Capability
from satshift.sdk.reading import Reader

HOUSE = "house"


class Runs(Protocol):
    """A machine that runs until it is asked to end."""

    def run(self) -> None:
        """Go on."""


@dataclass(frozen=True, slots=True)
class House:
    """How cards are found, where uvicorn finds the pages, how the indexer and rows of one's own are made."""

    cards: Callable[[], Sequence[Capability]]
    asgi: str
    indexer: Callable[[], Runs]
    reader: Reader


def house() -> House:
    """The house of the running command."""
    found = click.get_current_context().ensure_object(dict)[HOUSE]
    assert isinstance(found, House)
    return found
