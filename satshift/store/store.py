"""The only door to SQL: reads, papers, and the projection that the indexer writes."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from sqlalchemy import Connection, Engine, Table, func, select, text

from satshift.kernel.errors import NotKnownYet, Unreachable
from satshift.store.engine import open_engines, still_there
from satshift.store.faults import LOST, told_plainly
from satshift.store.images import image
from satshift.store.leading import LOCK, FileLock, Leading, PostgresLock
from satshift.store.machine import BLOCKS, CURSOR, EVENTS, REPORT, Block, Head, Report
from satshift.store.making import make
from satshift.store.undo import forget, keep_report, take_back
from satshift.store.writing import Writing

WINDOW = 256  # blocks that can be taken back


class Store:
    """A database by its address: sqlite:///path/to/file.db or postgresql://user@host/name.

    Call `create` once before anything else. Safe to share between threads.
    """

    def __init__(self, url: str, window: int = WINDOW) -> None:
        self.window = window
        self._engines, self._file = open_engines(url)
        self._tables: tuple[Table, ...] = ()
        self._one_writer = threading.Lock()

    # For everybody.

    def create(self, tables: Sequence[Table], papers: Sequence[Table] = ()) -> None:
        """Make the tables of the capabilities and of the machine; refuses a file of a newer version."""
        if self._file is not None:
            self._make_file()
        with self._write() as connection:
            if not self._engines.is_sqlite:  # several web processes may start at once
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK + 1})
            make(connection, tables, papers)
        self._tables = tuple(tables)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for SELECTs; what it reads is of one moment."""
        with self._open(self._engines.reading) as connection:
            yield connection

    @contextmanager
    def papers(self) -> Iterator[Connection]:
        """A connection that writes papers; kept when the block ends well, else nothing is."""
        with self._write() as connection:
            yield connection

    def head(self) -> Head | None:
        """The block that the rows stand for, or None before the first."""
        with self.read() as connection:
            found = connection.execute(select(CURSOR)).mappings().first()
        return (
            None if found is None else Head(found["number"], found["hash"], found["time"], found["seen_at"])
        )

    def report(self) -> Report | None:
        """How the indexer fares, in its own words."""
        with self.read() as connection:
            found = connection.execute(select(REPORT)).mappings().first()
        return None if found is None else Report(**{name: found[name] for name in found if name != "id"})

    def close(self) -> None:
        """Close all connections."""
        self._engines.dispose()

    # For the indexer alone.

    @contextmanager
    def projecting(self, block: int, eager: bool = False) -> Iterator[Writing]:
        """One transaction of the projection that begins at `block`."""
        with self._write() as connection:
            writing = Writing(connection, self._tables, block, eager)
            yield writing
            writing.flush()

    def take_back(self, to_block: int) -> Head:
        """Restore every row as it stood after `to_block`; refuses with `store-too-deep` below the kept window."""
        with self._write() as connection:
            return take_back(connection, self._tables, to_block)

    def forget(self) -> None:
        """Empty the projection, to be rebuilt from the chain. Papers stay."""
        with self._write() as connection:
            forget(connection, self._tables)

    def tell(self, report: Report) -> None:
        """Keep the indexer's report."""
        with self._write() as connection:
            keep_report(connection, asdict(report))

    def known_blocks(self) -> list[Block]:
        """The blocks that can be returned to, highest first."""
        with self.read() as connection:
            floor = connection.scalar(select(CURSOR.c.floor))
            rows = connection.execute(select(BLOCKS).order_by(BLOCKS.c.number.desc())).all()
        return [Block(row.number, row.hash, row.time) for row in rows if floor is None or row.number >= floor]

    def genesis(self) -> Block | None:
        """Block zero as it was when reading began, if it was noted."""
        with self.read() as connection:
            row = connection.execute(select(BLOCKS).where(BLOCKS.c.number == 0)).first()
        return None if row is None else Block(row.number, row.hash, row.time)

    def count_events(self) -> int:
        """How many events are kept."""
        with self.read() as connection:
            return connection.scalar(select(func.count()).select_from(EVENTS)) or 0

    def leadership(self) -> Leading:
        """The lock that lets one indexer lead."""
        if self._engines.path is not None:
            return FileLock(self._engines.path)
        return PostgresLock(self._engines.writing.url.render_as_string(hide_password=False))

    def dump(self) -> Iterator[str]:
        """Everything that the chain told, in one canonical order: two equal stories give equal lines."""
        with self.read() as connection:
            for table in sorted((*self._tables, EVENTS), key=lambda table: table.name):
                yield f"# {table.name}"
                yield from sorted(image(dict(row)) for row in connection.execute(select(table)).mappings())

    # Doors.

    def _make_file(self) -> None:
        assert self._file is not None
        try:
            self._file.make()
        except OSError as error:
            raise Unreachable("store-lost", LOST) from error

    @contextmanager
    def _open(self, engine: Engine) -> Iterator[Connection]:
        if self._file is not None:
            still_there(self._engines, self._file)
        with told_plainly(), engine.begin() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._one_writer, self._open(self._engines.writing) as connection:
            yield connection


def known(head: Head | None) -> Head:
    """The head, or `NotKnownYet` while nothing was read from the chain."""
    if head is None:
        raise NotKnownYet("chain-not-read", "Nothing was read from the chain yet. Ask again in a moment.")
    return head
