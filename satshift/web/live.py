"""Tells open pages that the chain has news: one look at the head for the whole process, one stream a page."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from sqlalchemy import func, select

from satshift.kernel.errors import Invalid, SatshiftError, Unreachable
from satshift.store import EVENTS, Head, Store
from satshift.web.house import house_of

EVERY = 0.3  # seconds between looks
ALIVE = 15.0  # seconds between signs of life
MOST_STREAMS = 512
router = APIRouter()
ABOUT = re.compile(r"0x[0-9a-f]{8,64}")


@dataclass
class Watch:
    """Looks at the head while anybody listens, and wakes those whom the news is about."""

    store: Store
    head: Head | None = None
    listeners: set["Listener"] = field(default_factory=set)
    task: asyncio.Task[None] | None = None

    def join(self, listener: "Listener") -> None:
        self.listeners.add(listener)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._look())

    def leave(self, listener: "Listener") -> None:
        self.listeners.discard(listener)

    async def _look(self) -> None:
        while self.listeners:
            try:
                await self._tell(await to_thread.run_sync(self.store.head))
            except SatshiftError:
                await asyncio.sleep(1)  # the store says so on every page; streams wait for it
            await asyncio.sleep(EVERY)

    async def _tell(self, head: Head | None) -> None:
        before, self.head = self.head, head
        if head is None or before is None or head.hash == before.hash:
            return
        turned = head.number <= before.number
        for listener in tuple(self.listeners):
            if turned or await to_thread.run_sync(
                partial(concerns, self.store, listener.about, before.number)
            ):
                listener.wake(head.number)


@dataclass(eq=False)
class Listener:
    """One open page and what it is about; nothing named is about everything."""

    about: str
    since: int = -1
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self, block: int) -> None:
        self.since = block
        self.news.set()


def concerns(store: Store, about: str, since: int) -> bool:
    """Whether an event after `since` names what the page is about."""
    asked = select(func.count()).select_from(EVENTS).where(EVENTS.c.block > since)
    if about:
        word = f"%{about}%"
        asked = asked.where(EVENTS.c.args.like(word) | (EVENTS.c.tx == about))
    with store.read() as connection:
        return bool(connection.scalar(asked))


@router.get("/live", include_in_schema=False)
async def live(request: Request, about: str = "") -> StreamingResponse:
    """A stream of `news`, each with the block it stands for; htmx asks for the page again."""
    if about and not ABOUT.fullmatch(about):
        raise Invalid("live-unreadable", "There is no news about this.")
    watch: Watch = request.app.state.watch
    if len(watch.listeners) >= MOST_STREAMS:
        raise Unreachable("live-full", "Too many pages are open here. This page asks now and then instead.")
    last = request.headers.get("last-event-id", "")
    listener = Listener(about, int(last) if last.isdecimal() and len(last) < 16 else -1)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(
        _stream(request, watch, listener), media_type="text/event-stream", headers=headers
    )


async def _stream(request: Request, watch: Watch, listener: Listener) -> AsyncIterator[str]:
    store = house_of(request).store
    watch.join(listener)
    try:
        head = await to_thread.run_sync(store.head)
        here = head.number if head else -1
        missed = listener.since >= 0 and (
            here < listener.since
            or await to_thread.run_sync(partial(concerns, store, listener.about, listener.since))
        )
        yield _message(here, "news" if missed else "")
        while True:
            try:
                await asyncio.wait_for(listener.news.wait(), ALIVE)
            except TimeoutError:
                yield ": here\n\n"
                continue
            listener.news.clear()
            yield _message(listener.since, "news")
    finally:
        watch.leave(listener)


def _message(block: int, event: str) -> str:
    known = f"id: {block}\n" if block >= 0 else ""
    return f"{known}event: {event}\ndata: {block}\n\n" if event else f"{known}: hello\n\n"
