"""How much and how often: one megabyte a request, and buckets of requests a minute for each client."""

import asyncio
import re
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from satshift.api.faults import UNREADABLE, TooMuch, answer
from satshift.api.house import house_of
from satshift.api.tokens import token_of
from satshift.kernel.settings import Settings
from satshift.kernel.words import say

MOST_BODY = 1 << 20  # bytes
MOST_DEEP = 100  # brackets in brackets
MOST_BRACKETS = 100_000  # no paper is as large
# A text without an end runs to the end of the body, so that nothing is read twice.
TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
LINGER = 3.0  # seconds for a sender to notice that it was refused
MOST_CLIENTS = 20_000  # buckets that are remembered
HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
TOO_LARGE = say("This is more than one megabyte. Send less, or send a link to it.")
TOO_OFTEN = say("Too many requests. Come back in {after} seconds; a token from signing in raises the limit.")


@dataclass(slots=True)
class Buckets:
    """A bucket for each client: `a_minute` requests fit, and as many flow in each minute."""

    a_minute: int
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, client: str, now: float | None = None) -> float:
        """Take one; zero, or the seconds until there is one to take. A limit of zero is no limit."""
        if self.a_minute == 0:
            return 0.0
        moment = time.monotonic() if now is None else now
        with self._lock:
            level, since = self._levels.pop(client, (float(self.a_minute), moment))
            level = min(self.a_minute, level + (moment - since) * self.a_minute / 60)
            self._levels[client] = (level - 1 if level >= 1 else level, moment)
            while len(self._levels) > MOST_CLIENTS:
                self._levels.popitem(last=False)
        return 0.0 if level >= 1 else (1 - level) * 60 / self.a_minute


@dataclass(frozen=True, slots=True)
class Limits:
    """The buckets of one process; several processes each count for themselves."""

    all: Buckets
    writes: Buckets
    token_writes: Buckets

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        return cls(
            Buckets(settings.limit_all), Buckets(settings.limit_writes), Buckets(settings.limit_token_writes)
        )


def asking(request: Request) -> None:
    """Counts every request."""
    limits: Limits = request.app.state.limits
    _insist(limits.all.take(client_of(request)))


def writing(request: Request) -> None:
    """Counts what this node keeps or sends on; who signed in may do more."""
    limits: Limits = request.app.state.limits
    token = token_of(request)
    if token is None:
        _insist(limits.writes.take(client_of(request)))
    else:
        _insist(limits.token_writes.take(token.address))


def client_of(request: Request) -> str:
    """Who asks: the address of the connection, or what a trusted proxy says."""
    if house_of(request).settings.behind_proxy:
        said = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        if said:
            return said[:64]
    return request.client.host if request.client else "unknown"


def _insist(wait: float) -> None:
    if wait > 0:
        after = int(wait) + 1
        raise TooMuch(429, "too-often", TOO_OFTEN.format(after=after), after=after)


class MostBody:
    """Reads a body up to the limit before anything else happens, and refuses the rest unread."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            send = _dressed(send)
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        chunks = None if not length.isdigit() or int(length) > MOST_BODY else await _read(receive)
        if chunks is None:
            await _refuse(receive, send)
            return
        if _is_too_deep(chunks):
            await answer(400, "body-unreadable", UNREADABLE)(scope, receive, send)
            return
        await self.app(scope, _Again(chunks, receive), send)


def _is_too_deep(body: bytes) -> bool:
    """Brackets in brackets beyond all sense, which some parsers don't survive."""
    brackets = body.count(b"[") + body.count(b"{")
    if not MOST_DEEP < brackets <= MOST_BRACKETS:
        return brackets > MOST_BRACKETS
    depth = 0
    for found in TOKENS.finditer(body):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(found[0], 0)
        if depth > MOST_DEEP:
            return True
    return False


def _dressed(send: Send) -> Send:
    """Adds what keeps a browser from making more of an answer than data."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return dressed


async def _refuse(receive: Receive, send: Send) -> None:
    """Answer at once, then throw away what still comes: closing on a sender would cost it the answer."""
    refusal = answer(413, "body-too-large", TOO_LARGE)
    refusal.headers["connection"] = "close"
    await send({"type": "http.response.start", "status": 413, "headers": refusal.raw_headers})
    await send({"type": "http.response.body", "body": refusal.body, "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER):
            while (message := await receive())["type"] == "http.request" and message.get("more_body"):
                continue
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _read(receive: Receive) -> bytes | None:
    """The body, or None when it is too large."""
    found = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(found)
        found += message.get("body", b"")
        if len(found) > MOST_BODY:
            return None
        if not message.get("more_body", False):
            return bytes(found)


class _Again:
    """Hands out a body that was read before."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}
