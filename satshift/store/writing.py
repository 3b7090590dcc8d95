"""One transaction of the projection: rows, their before-images, events, block hashes and the cursor together."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from satshift.kernel.errors import Invalid, Refused
from satshift.kernel.shape import Event
from satshift.store.images import arguments, canonical, checked, image, key_of, whole_row
from satshift.store.machine import BLOCKS, CURSOR, EVENTS, JOURNAL, Block, Head
from satshift.store.pending import Pending


class Writing:
    """The `Rows` that handlers write to, and what the indexer notes beside them.

    Rows are held back and written in bulk when the transaction ends.
    An `eager` one writes each at once: slower, and right even where rows of one batch swap unique values.
    """

    def __init__(
        self, connection: Connection, tables: Sequence[Table], block: int, eager: bool = False
    ) -> None:
        self.connection = connection
        self.block = block
        self.journalling = True
        self._unjournalled = 0
        self._eager = eager
        self._tables = frozenset(tables)
        self._pending = Pending(connection, tables)
        self._events: list[dict[str, Any]] = []
        self._journal: list[dict[str, Any]] = []
        self._blocks: list[dict[str, Any]] = []
        self._sequence: int = connection.scalar(select(func.coalesce(func.max(JOURNAL.c.sequence), 0))) or 0

    # What handlers may do.

    def insert(self, table: Table, **values: Any) -> None:
        """Add one row. One that is there already is refused here or, at the latest, when rows are written."""
        row = whole_row(table, values)
        key = key_of(table, row)
        self._known(table)
        if not self._pending.add(table, key, row):
            raise Invalid(
                "row-doubled",
                "The row {key} of {table} is there already.",
                table=table.name,
                key=canonical(key),
            )
        self._note(table, key, None)

    def update(self, table: Table, key: Mapping[str, Any], **values: Any) -> None:
        """Change the one row whose primary key is `key`."""
        whole_key = key_of(table, key)
        before = self._present(table, whole_key)
        after = {**before, **checked(table, values)}
        if key_of(table, after) != whole_key:
            raise Invalid(
                "row-rekeyed", "A row of {table} can't change its key. Delete it, add one.", table=table.name
            )
        self._write(table, whole_key, before, after)

    def delete(self, table: Table, key: Mapping[str, Any]) -> None:
        """Remove the one row whose primary key is `key`."""
        whole_key = key_of(table, key)
        self._write(table, whole_key, self._present(table, whole_key), None)

    def one(self, table: Table, key: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The row whose primary key is `key`, as it stands now, or None."""
        row = self._now(table, key_of(table, key))
        return None if row is None else dict(row)

    # What the indexer notes.

    def at(self, block: int, journalling: bool = True) -> None:
        """What follows belongs to this block. Without journalling it can't be taken back."""
        self.block = block
        self.journalling = journalling
        if not journalling:
            self._unjournalled = block

    def happened(self, event: Event) -> None:
        """Keep an event as the chain told it; the key of the table refuses a second one in its place."""
        self._events.append(
            {
                "block": event.block,
                "index": event.index,
                "tx": event.tx,
                "address": event.address,
                "contract": event.contract,
                "name": event.name,
                "args": arguments(event.args),
                "time": event.time,
            }
        )

    def known(self, block: Block) -> None:
        """Remember a block's hash, to notice later when the chain told another story."""
        self._blocks.append({"number": block.number, "hash": block.hash, "time": block.time})

    def expect(self, head: Head | None) -> None:
        """Refuse when somebody else has moved the cursor since `head` was read."""
        found = self.connection.execute(select(CURSOR.c.number, CURSOR.c.hash).with_for_update()).first()
        if (None if found is None else tuple(found)) != (None if head is None else (head.number, head.hash)):
            raise Refused(
                "store-moved",
                "Another indexer has moved this database on. This one steps back and looks again.",
            )

    def stand(self, head: Head, window: int) -> None:
        """Put the cursor on `head` and forget what lies deeper than `window` blocks below it."""
        self.flush()
        floor = self.connection.scalar(select(CURSOR.c.floor)) or 0
        self._move(head, max(floor, head.number - window, self._unjournalled))
        self.connection.execute(delete(JOURNAL).where(JOURNAL.c.block <= head.number - window))
        # Block zero stays: by its hash we know the chain again.
        self.connection.execute(
            delete(BLOCKS).where(BLOCKS.c.number < head.number - window, BLOCKS.c.number > 0)
        )

    def flush(self) -> None:
        """Write what is held back."""
        self._pending.flush()
        for table, waiting in ((EVENTS, self._events), (JOURNAL, self._journal), (BLOCKS, self._blocks)):
            if waiting:
                self.connection.execute(insert(table), waiting)
                waiting.clear()

    def _move(self, head: Head, floor: int) -> None:
        self.connection.execute(delete(CURSOR))
        self.connection.execute(
            insert(CURSOR).values(
                id=1, number=head.number, hash=head.hash, time=head.time, seen_at=head.seen_at, floor=floor
            )
        )

    def _now(self, table: Table, key: Mapping[str, Any]) -> dict[str, Any] | None:
        self._known(table)
        return self._pending.one(table, key)

    def _known(self, table: Table) -> None:
        if table not in self._tables:
            raise Invalid(
                "table-unknown",
                "{table} is no projection table. Name it in the capability's card.",
                table=table.name,
            )

    def _present(self, table: Table, key: Mapping[str, Any]) -> dict[str, Any]:
        row = self._now(table, key)
        if row is None:
            raise Invalid(
                "row-missing",
                "There is no row {key} in {table}.",
                table=table.name,
                key=canonical(dict(key)),
            )
        return row

    def _write(
        self,
        table: Table,
        key: Mapping[str, Any],
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
    ) -> None:
        self._pending.put(table, key, after)
        self._note(table, key, before)

    def _note(self, table: Table, key: Mapping[str, Any], before: dict[str, Any] | None) -> None:
        """Keep the image for going back."""
        if self.journalling:
            self._sequence += 1
            self._journal.append(
                {
                    "sequence": self._sequence,
                    "block": self.block,
                    "table": table.name,
                    "key": image(key),
                    "before": None if before is None else image(before),
                }
            )
        if self._eager:
            self._pending.flush()
