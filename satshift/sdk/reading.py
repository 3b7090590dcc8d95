"""Reading without anybody's node: the chain's events become rows here, and the same JSON machine reads them."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import httpx
from starlette.types import ASGIApp

from satshift.chain.node import Node
from satshift.sdk.flow import Answer


class Reading(Protocol):
    """Rows of one network, kept by this program."""

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """What the JSON machine answers, after the newest block was read."""

    def close(self) -> None:
        """Let go of the rows."""


Reader = Callable[[Node, Path], Reading]


class Follows(Protocol):
    """What turns events into rows."""

    def catch_up(self) -> object:
        """Until rows and chain agree."""


class OwnRows:
    """A projection in a folder of ours, read in this process."""

    def __init__(self, follower: Follows, app: ASGIApp, close: Callable[[], None]) -> None:
        self._follower, self._app, self._close = follower, app, close

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        self._follower.catch_up()
        return asyncio.run(self._ask(path, query))

    def close(self) -> None:
        self._close()

    async def _ask(self, path: str, query: Mapping[str, str] | None) -> Answer:
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            response = await client.get(path, params=query)
        return Answer(response.status_code, response.json())


class Room:
    """Where rows live: in a folder that stays, or in one that goes with the client."""

    def __init__(self, home: Path | None, network: str) -> None:
        self._passing = None if home else tempfile.TemporaryDirectory(prefix="satshift-")
        base = home / "direct" if home else Path(self._passing.name)  # type: ignore[union-attr]
        self.folder = base / network

    def close(self) -> None:
        if self._passing is not None:
            with suppress(OSError):
                self._passing.cleanup()
