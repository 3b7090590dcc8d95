"""Both Python clients, made to look alike so that one story tells of both."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from satshift import AsyncSatshift, Satshift
from tests.running import Place, node_place, place

__all__ = ["clients", "node_place", "place"]


class Waited:
    """An async client whose every answer is waited for."""

    def __init__(self, runner: asyncio.Runner, inner: Any) -> None:
        self._runner, self._inner = runner, inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return Waited(self._runner, found) if name == "agreements" else found

        def call(*args: Any, **named: Any) -> Any:
            answer = found(*args, **named)
            return self._runner.run(answer) if asyncio.iscoroutine(answer) else answer

        return call


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The async driver is the same on every network, so its second network is left to the long run."""
    for item in items:
        chosen = getattr(item, "callspec", None)
        if chosen and (chosen.params.get("chain"), chosen.params.get("clients")) == ("rootstock", "async"):
            item.add_marker(pytest.mark.deep)


Opener = Callable[[Place, str], Any]


@pytest.fixture(params=["plain", "async"])
def clients(request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Opens the client of a role: on the chain alone, or with the node that a place has."""
    opened: list[Any] = []
    with asyncio.Runner() as runner:

        def open_one(place: Place, role: str) -> Any:
            kind = Satshift if request.param == "plain" else AsyncSatshift
            key, home = place.key(role), place.home / f"of-{role}"
            if place.url:
                made: Any = kind(place.url, key, home=home)
            else:
                made = kind.direct(place.rpc, key, network=place.chain.node.profile.name, home=home)
            opened.append(made if request.param == "plain" else Waited(runner, made))
            return opened[-1]

        yield open_one
        for client in opened:
            client.close()
