"""Turns a stretch of the chain into rows, in one transaction with everything that must agree with them."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from satshift.chain.values import Block as Header
from satshift.indexer.reading import Stretch, place_of
from satshift.indexer.source import Decoder, Watched
from satshift.kernel.errors import SatshiftError
from satshift.kernel.shape import Capability, Event, Handler, Rows
from satshift.kernel.words import say
from satshift.store import Block, Head, Store

FAILED = say(
    "The event {name} of {contract} in block {block} could not become rows: {why}. It is tried again."
)


@dataclass(frozen=True, slots=True)
class Handlers:
    """Who listens to which event of which contract."""

    by_event: Mapping[tuple[str, str], tuple[Handler, ...]]

    @classmethod
    def of(cls, cards: Sequence[Capability]) -> "Handlers":
        found: dict[tuple[str, str], tuple[Handler, ...]] = {}
        for card in cards:
            for named, handler in card.on.items():
                other, _, name = named.rpartition(".")
                place = (other or card.contract or "", name)
                found[place] = (*found.get(place, ()), handler)
        return cls(found)

    def hand(self, event: Event, rows: Rows) -> None:
        """Give the event to everybody who listens."""
        for handler in self.by_event.get((event.contract, event.name), ()):
            try:
                handler(event, rows)
            except (SatshiftError, IntegrityError):
                raise
            except Exception as error:
                raise SatshiftError(
                    "handler-failed",
                    FAILED,
                    name=event.name,
                    contract=event.contract,
                    block=event.block,
                    why=f"{type(error).__name__}: {error}",
                ) from error


def events_of(stretch: Stretch, watched: Watched, decode: Decoder) -> Iterator[Event]:
    """The logs as events, in order; logs that are no event of the contract are passed over."""
    for log in stretch.logs:
        contract = watched.names[log.address]
        found = decode(contract, log)
        if found is not None:
            name, args = found
            yield Event(
                address=log.address,
                contract=contract,
                name=name,
                args=args,
                block=log.block,
                index=place_of(log),
                tx=log.tx,
                time=stretch.headers[log.block].time,
            )


def apply(
    store: Store, stretch: Stretch, cursor: Head | None, events: Sequence[Event], handlers: Handlers
) -> Head:
    """Write the stretch; all of it is kept or nothing. Returns where the rows stand now."""
    try:
        return _write(store, stretch, cursor, events, handlers, eager=False)
    except IntegrityError:
        # Rows that trade unique values within one stretch must be written one by one.
        return _write(store, stretch, cursor, events, handlers, eager=True)


def _write(
    store: Store,
    stretch: Stretch,
    cursor: Head | None,
    events: Sequence[Event],
    handlers: Handlers,
    eager: bool,
) -> Head:
    last = stretch.headers[stretch.last]
    head = Head(last.number, last.hash, last.time, int(time.time()))
    lowest = stretch.tip.number - store.window  # what lies deeper is never taken back
    with store.projecting(stretch.first, eager) as rows:
        rows.expect(cursor)
        for event in events:
            rows.at(event.block, journalling=event.block > lowest)
            rows.happened(event)
            handlers.hand(event, rows)
        for block in _to_remember(stretch, cursor, lowest):
            rows.known(Block(block.number, block.hash, block.time))
        rows.stand(head, store.window)
    return head


def _to_remember(stretch: Stretch, cursor: Head | None, lowest: int) -> Iterator[Header]:
    for number, block in stretch.headers.items():
        is_new = cursor is None or number > cursor.number
        if is_new and (number >= lowest or number in (0, stretch.last)):
            yield block
