"""How one core serves two clients: a flow yields what it needs done, a driver does it and hands back the answer.

A flow touches nothing itself. The plain driver waits in place; the async driver gives the event loop back.
"""

import asyncio
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import httpx

from satshift.kernel.errors import Invalid, NotFound, NotKnownYet, Refused, SatshiftError, Unreachable
from satshift.kernel.words import say

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Work:
    """Something that may wait for a node or a disk; the async driver runs it in a thread."""

    do: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Fetch:
    """One HTTP request to a Satshift node. The answer is an `Answer`, whatever its status."""

    method: str
    path: str
    body: Any = None
    query: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Any


Effect = Work | Pause | Fetch
Flow = Generator[Effect, Any, T]


class Run(Protocol):
    """Drives flows in place."""

    def __call__(self, flow: Flow[T], /) -> T:
        """The flow's answer."""


class AsyncRun(Protocol):
    """Drives flows from asyncio."""

    async def __call__(self, flow: Flow[T], /) -> T:
        """The flow's answer."""


def work(do: Callable[[], T]) -> Flow[T]:
    """A flow of one piece of work, so that its type is kept."""
    answer: T = yield Work(do)
    return answer


def run(flow: Flow[T], http: httpx.Client | None = None) -> T:
    """Drive a flow in place."""
    send: Any = None
    error: BaseException | None = None
    while True:
        try:
            effect = flow.send(send) if error is None else flow.throw(error)
        except StopIteration as end:
            answer: T = end.value
            return answer
        send = error = None
        try:
            send = _do(effect, http)
        except Exception as raised:  # noqa: BLE001  the flow decides what to make of it
            error = raised


async def run_async(flow: Flow[T], http: httpx.AsyncClient | None = None) -> T:
    """Drive a flow from asyncio."""
    send: Any = None
    error: BaseException | None = None
    while True:
        try:
            effect = flow.send(send) if error is None else flow.throw(error)
        except StopIteration as end:
            answer: T = end.value
            return answer
        send = error = None
        try:
            send = await _do_async(effect, http)
        except Exception as raised:  # noqa: BLE001  the flow decides what to make of it
            error = raised


def _do(effect: Effect, http: httpx.Client | None) -> Any:
    if isinstance(effect, Work):
        return effect.do()
    if isinstance(effect, Pause):
        return time.sleep(effect.seconds)
    assert http is not None, "only a client of a node fetches"
    try:
        return _read(http.request(effect.method, effect.path, json=effect.body, params=effect.query))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _away(error) from error


async def _do_async(effect: Effect, http: httpx.AsyncClient | None) -> Any:
    if isinstance(effect, Work):
        return await asyncio.to_thread(effect.do)
    if isinstance(effect, Pause):
        return await asyncio.sleep(effect.seconds)
    assert http is not None, "only a client of a node fetches"
    try:
        return _read(await http.request(effect.method, effect.path, json=effect.body, params=effect.query))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _away(error) from error


def _read(response: httpx.Response) -> Answer:
    try:
        return Answer(response.status_code, response.json() if response.content else None)
    except ValueError as error:
        raise Unreachable(
            "node-garbled",
            say("The Satshift node's answer can't be read (HTTP status {status}). Check its address."),
            status=response.status_code,
        ) from error


def _away(error: httpx.HTTPError | httpx.InvalidURL) -> Unreachable:
    return Unreachable(
        "satshift-node-away",
        say("The Satshift node does not answer ({why}). Check its address, or use the chain directly."),
        why=type(error).__name__,
    )


def read_answer(answer: Answer) -> Any:
    """The body of a good answer; a refusal is raised as the error it stands for."""
    if answer.status < 400 and answer.status != 202:
        return answer.body
    body = answer.body if isinstance(answer.body, dict) else {}
    said = body.get("error") or {}
    code, message = str(said.get("code", "node-error")), str(said.get("message", f"HTTP {answer.status}"))
    message = message.replace("{", "{{").replace("}", "}}")
    if answer.status in (400, 422):
        raise Invalid(code, message, said.get("fields") or {})
    kind = _KINDS.get(
        answer.status, Unreachable if answer.status in (401, 413, 429) or answer.status >= 500 else Refused
    )
    raise kind(code, message)


_KINDS: dict[int, type[SatshiftError]] = {202: NotKnownYet, 404: NotFound, 409: Refused}
