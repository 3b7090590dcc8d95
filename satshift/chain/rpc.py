"""JSON-RPC over HTTP, plain and async: several addresses, timeouts, patience, and never a second send unasked."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from satshift.chain import wire
from satshift.chain.wire import Ask
from satshift.kernel.errors import Refused, SatshiftError, Unreachable
from satshift.kernel.words import say


@dataclass(slots=True)
class _Addresses:
    """The addresses of one network's nodes; the one that answered last comes first."""

    urls: tuple[str, ...]
    chain_id: int | None
    proven: set[str] = field(default_factory=set)  # they speak for `chain_id`
    first: int = 0

    def __post_init__(self) -> None:
        if not self.urls:
            raise Refused(
                "node-missing", say("No node is configured for this network. Give the address of one.")
            )

    def order(self, once: bool) -> Iterator[tuple[str, float]]:
        """Addresses to try, each with how long to pause before."""
        ring = [self.urls[(self.first + step) % len(self.urls)] for step in range(len(self.urls))]
        for turn in range(1 if once else wire.ROUNDS):
            for place, url in enumerate(ring):
                yield url, wire.FIRST_PAUSE * 2 ** (turn - 1) if turn and place == 0 else 0.0
            if once:
                return

    def worked(self, url: str) -> None:
        self.first = self.urls.index(url)

    def prove(self, url: str, answer: Any) -> None:
        """Refuse a node that speaks for another network."""
        if isinstance(answer, SatshiftError):
            raise answer
        try:
            found = wire.number(answer)
        except (TypeError, ValueError):
            raise Unreachable("node-garbled", say("The node's answer can't be read.")) from None
        if found != self.chain_id:
            raise wire.wrong_network(self.chain_id or 0, found)
        self.proven.add(url)


def _may_go_on(error: SatshiftError) -> bool:
    """Whether another try or another address can help; a node of another network is passed over too."""
    return error.code in wire.AGAIN or error.code == "wrong-network"


class Rpc:
    """Asks nodes of one network. Safe to share between threads."""

    def __init__(self, urls: Sequence[str], *, chain_id: int | None = None, timeout: float = 10) -> None:
        self._addresses = _Addresses(tuple(urls), chain_id)
        self._client = httpx.Client(timeout=timeout, headers={"content-type": "application/json"})

    def close(self) -> None:
        self._client.close()

    def ask(self, ask: Ask, *, once: bool = False) -> Any:
        """The result of one request; raises an error of the family. `once` never repeats a request."""
        (answer,) = self.ask_all([ask], once=once)
        if isinstance(answer, SatshiftError):
            raise answer
        return answer

    def ask_all(self, asks: Sequence[Ask], *, once: bool = False) -> list[Any]:
        """Results of a batch in order; a refused ask has its error in its place."""
        if not asks:
            return []
        last: SatshiftError | None = None
        for url, pause in self._addresses.order(once):
            time.sleep(pause)
            try:
                answers = self._post(url, asks)
            except SatshiftError as error:
                if not _may_go_on(error):
                    raise
                last = _worse(last, error)
            else:
                self._addresses.worked(url)
                return answers
        assert last is not None
        raise last

    def _post(self, url: str, asks: Sequence[Ask]) -> list[Any]:
        if self._addresses.chain_id is not None and url not in self._addresses.proven:
            self._addresses.prove(url, self._exchange(url, [wire.CHAIN_ID])[0])
        return _busy_raises(self._exchange(url, asks))

    def _exchange(self, url: str, asks: Sequence[Ask]) -> list[Any]:
        try:
            response = self._client.post(url, content=wire.encode(asks))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._addresses.proven.discard(url)  # another node may stand there when it comes back
            raise wire.away(error) from error
        return wire.decode(asks, response.status_code, response.content)


class AsyncRpc:
    """The same, for asyncio."""

    def __init__(self, urls: Sequence[str], *, chain_id: int | None = None, timeout: float = 10) -> None:
        self._addresses = _Addresses(tuple(urls), chain_id)
        self._client = httpx.AsyncClient(timeout=timeout, headers={"content-type": "application/json"})

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(self, ask: Ask, *, once: bool = False) -> Any:
        """The result of one request; raises an error of the family. `once` never repeats a request."""
        (answer,) = await self.ask_all([ask], once=once)
        if isinstance(answer, SatshiftError):
            raise answer
        return answer

    async def ask_all(self, asks: Sequence[Ask], *, once: bool = False) -> list[Any]:
        """Results of a batch in order; a refused ask has its error in its place."""
        if not asks:
            return []
        last: SatshiftError | None = None
        for url, pause in self._addresses.order(once):
            await asyncio.sleep(pause)
            try:
                answers = await self._post(url, asks)
            except SatshiftError as error:
                if not _may_go_on(error):
                    raise
                last = _worse(last, error)
            else:
                self._addresses.worked(url)
                return answers
        assert last is not None
        raise last

    async def _post(self, url: str, asks: Sequence[Ask]) -> list[Any]:
        if self._addresses.chain_id is not None and url not in self._addresses.proven:
            self._addresses.prove(url, (await self._exchange(url, [wire.CHAIN_ID]))[0])
        return _busy_raises(await self._exchange(url, asks))

    async def _exchange(self, url: str, asks: Sequence[Ask]) -> list[Any]:
        try:
            response = await self._client.post(url, content=wire.encode(asks))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._addresses.proven.discard(url)
            raise wire.away(error) from error
        return wire.decode(asks, response.status_code, response.content)


def _busy_raises(answers: list[Any]) -> list[Any]:
    """A node that is busy is asked again, so its answer is raised, not handed out."""
    for answer in answers:
        if isinstance(answer, SatshiftError) and answer.code in wire.AGAIN:
            raise answer
    return answers


def _worse(last: SatshiftError | None, error: SatshiftError) -> SatshiftError:
    """Of two failures, the one a person must know: a wrong network stays said."""
    return last if last is not None and last.code == "wrong-network" else error
