"""Follows the chain: one look at a time, each of which leaves rows and chain in agreement or nothing changed."""

from collections.abc import Mapping, Sequence

from sqlalchemy.exc import IntegrityError

from satshift.chain import abi
from satshift.chain.values import Block
from satshift.indexer.applying import Handlers, apply, events_of
from satshift.indexer.forks import common_ancestor, is_another_chain
from satshift.indexer.health import Health
from satshift.indexer.progress import Pacer, Shown
from satshift.indexer.ranges import Range
from satshift.indexer.reading import Stretch, read_stretch
from satshift.indexer.source import Decoder, Forked, Moved, Source, Unbelievable, Watched
from satshift.kernel.address import Address
from satshift.kernel.errors import SatshiftError
from satshift.kernel.shape import Capability
from satshift.kernel.words import say
from satshift.store import Head, Store

MOVES = 10  # times the chain may move under one look of `catch_up`
PATIENCE = 3  # looks in a row that must agree before we believe the unlikely
TAKEN_BACK = say("The chain was reorganised: blocks {first} to {last} were taken back and are read again.")
TOO_DEEP = say(
    "The chain was reorganised below the {window} blocks that are kept. All rows are read again from block {start}."
)
OTHER_STORY = say(
    "The node tells another story from far back. It is asked again before the rows are thrown away."
)
BEHIND = say("The node is at block {tip}, behind block {number} that was read before. It is asked again.")


class Follower:
    """The indexer without its loop: `look` once, or `catch_up` until rows and chain agree."""

    def __init__(
        self,
        node: Source,
        store: Store,
        cards: Sequence[Capability],
        contracts: Mapping[str, Address],
        *,
        start: int = 0,
        decode: Decoder = abi.decode_log,
        shown: Shown | None = None,
    ) -> None:
        self.node = node
        self.store = store
        self.start = start
        self.health = Health(store)
        self._handlers = Handlers.of(cards)
        self._watched = Watched({Address(address.lower()): name for name, address in contracts.items()})
        self._decode = decode
        self._range = Range(node.profile.logs_range)
        self._pacer = Pacer(shown)
        self._doubts = 0

    def catch_up(self) -> Head | None:
        """Look until there is nothing more to read; raises what goes wrong."""
        while self._look_again():
            continue
        return self.store.head()

    def look(self) -> bool:
        """One look at the chain; True when there is more to read at once."""
        tip, cursor = self.node.head(), self.store.head()
        if cursor is not None and tip.number < cursor.number:
            return self._shorter(tip, cursor)
        if cursor is not None and tip.number == cursor.number and tip.hash != cursor.hash:
            return self._forked(tip, cursor)
        stands = self.start - 1 if cursor is None else cursor.number
        if tip.number <= stands:
            self._settled(stands, tip)
            return False
        try:
            stretch = self._read(tip, cursor, min(stands + self._range.size, tip.number))
        except Forked:
            assert cursor is not None
            return self._forked(tip, cursor)
        return stretch is None or self._apply(stretch, cursor)

    def rest(self) -> None:
        """No more looks for now."""
        self._pacer.end()

    def rebuild(self) -> Head | None:
        """Throw the rows away and read everything from the beginning."""
        self.store.forget()
        return self.catch_up()

    def _look_again(self) -> bool:
        for _ in range(MOVES):
            try:
                return self.look()
            except Moved:
                continue
        return self.look()

    def _read(self, tip: Block, cursor: Head | None, last: int) -> Stretch | None:
        """The next stretch; None when the node wants to be asked for less."""
        kept = tip.number - self.store.window
        try:
            stretch = read_stretch(self.node, self._watched, cursor, tip, last, kept, self.start)
        except SatshiftError as error:
            was_least = self._range.is_least
            if not isinstance(error, Moved):
                self._range.balked()
            if error.code == "logs-too-many" and not was_least:
                return None
            raise
        self._range.answered(stretch.last - stretch.first + 1, len(stretch.logs))
        return stretch

    def _apply(self, stretch: Stretch, cursor: Head | None) -> bool:
        events = list(events_of(stretch, self._watched, self._decode))
        head = apply(self.store, stretch, cursor, events, self._handlers)
        self._settled(head.number, stretch.tip)
        return head.number < stretch.tip.number

    def _settled(self, number: int, tip: Block) -> None:
        self._doubts = 0
        pace = self._pacer.moved(number, tip.number)
        state = "following" if number >= tip.number else "catching-up"
        self.health.stands(state, number if number >= self.start else None, tip.number, pace)

    def _shorter(self, tip: Block, cursor: Head) -> bool:
        """The node's head went backwards: it lags behind another one, or blocks are gone for good."""
        known = {block.number: block.hash for block in self.store.known_blocks()}
        if known.get(tip.number, tip.hash) != tip.hash:
            return self._forked(tip, cursor)
        if self._doubt() or (
            tip.number not in known and not is_another_chain(self.node, self.store, tip.number)
        ):
            raise Unbelievable("node-behind", BEHIND, tip=tip.number, number=cursor.number)
        return self._forked(tip, cursor)

    def _forked(self, tip: Block, cursor: Head) -> bool:
        ancestor = common_ancestor(self.node, self.store, tip.number)
        if ancestor is None:
            return self._too_deep()
        try:
            self.store.take_back(ancestor.number)
        except IntegrityError:  # rows that lean on each other in an odd order: the sure way is from the start
            return self._start_over()
        self._doubts = 0
        self.health.notes(
            "chain-reorganised", TAKEN_BACK.format(first=ancestor.number + 1, last=cursor.number)
        )
        return True

    def _too_deep(self) -> bool:
        if self._doubt():
            raise Unbelievable("chain-other-story", OTHER_STORY)
        return self._start_over()

    def _start_over(self) -> bool:
        self._doubts = 0
        self.health.notes(
            "chain-reorganised-deep", TOO_DEEP.format(window=self.store.window, start=self.start)
        )
        self.health.stands("rebuilding", None, None)
        self.store.forget()
        return True

    def _doubt(self) -> bool:
        """Whether to ask once more before we believe it."""
        self._doubts += 1
        return self._doubts < PATIENCE
