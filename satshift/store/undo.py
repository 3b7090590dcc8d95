"""Taking rows back to an earlier block from the journal's before-images, last write first."""

from collections.abc import Iterable

from sqlalchemy import Connection, Row, Table, delete, insert, select
from sqlalchemy.schema import sort_tables

from satshift.kernel.errors import Refused
from satshift.store.images import restored
from satshift.store.machine import BLOCKS, CURSOR, EVENTS, JOURNAL, REPORT, Head
from satshift.store.pending import Pending

TOO_DEEP = "The chain went back further than the {window} blocks that are kept. The rows are rebuilt from block zero."


def take_back(connection: Connection, tables: Iterable[Table], to_block: int) -> Head:
    """Restore every row as it stood after `to_block`; returns the new head. Runs inside the caller's transaction."""
    cursor = connection.execute(select(CURSOR)).mappings().first()
    block = connection.execute(select(BLOCKS).where(BLOCKS.c.number == to_block)).mappings().first()
    if cursor is None or block is None or to_block < cursor["floor"]:
        kept = 0 if cursor is None else cursor["number"] - cursor["floor"]
        raise Refused("store-too-deep", TOO_DEEP, window=kept)
    by_name = {table.name: table for table in tables}
    later = select(JOURNAL).where(JOURNAL.c.block > to_block).order_by(JOURNAL.c.sequence.desc())
    for entry in connection.execute(later).fetchall():
        _restore(connection, by_name[entry.table], entry)
    connection.execute(delete(JOURNAL).where(JOURNAL.c.block > to_block))
    connection.execute(delete(EVENTS).where(EVENTS.c.block > to_block))
    connection.execute(delete(BLOCKS).where(BLOCKS.c.number > to_block))
    head = Head(block["number"], block["hash"], block["time"], cursor["seen_at"])
    connection.execute(CURSOR.update().values(number=head.number, hash=head.hash, time=head.time))
    return head


def _restore(connection: Connection, table: Table, entry: "Row[tuple[object, ...]]") -> None:
    one = Pending(connection, [table])
    one.put(table, restored(entry.key), None if entry.before is None else restored(entry.before))
    one.flush()


def forget(connection: Connection, tables: Iterable[Table]) -> None:
    """Empty everything that the chain can tell again. Papers stay."""
    for table in reversed(sort_tables(tables)):
        connection.execute(delete(table))
    for machine in (EVENTS, JOURNAL, BLOCKS, CURSOR):
        connection.execute(delete(machine))


def keep_report(connection: Connection, values: dict[str, object]) -> None:
    """Replace the one row of the indexer's report."""
    connection.execute(delete(REPORT))
    connection.execute(insert(REPORT).values(id=1, **values))
