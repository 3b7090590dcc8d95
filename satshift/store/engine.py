"""Engines: one that reads and one that writes, for SQLite (WAL) and for PostgreSQL."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from satshift.kernel.errors import Invalid, Unreachable
from satshift.store.faults import LOST

BUSY_SECONDS = 10
READERS = 20  # connections kept open for reading; as many again when it is crowded


@dataclass(frozen=True, slots=True)
class Engines:
    """The two ways in. `path` is the file of a SQLite database."""

    reading: Engine
    writing: Engine
    path: Path | None

    @property
    def is_sqlite(self) -> bool:
        return self.path is not None

    def dispose(self) -> None:
        """Close every connection; the next use opens new ones."""
        self.reading.dispose()
        self.writing.dispose()


def _parse(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        url = None
    if url is not None and url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url is not None and url.drivername.startswith("sqlite") and url.database not in (None, "", ":memory:"):
        return url
    raise Invalid(
        "store-url",
        "The database address can't be used. Give sqlite:///path/to/file.db or postgresql://user@host/name.",
    )


class File:
    """Opens a SQLite file, and notices when it was taken away or replaced under us."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.identity: tuple[int, int] | None = None

    def look(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def make(self) -> None:
        """Make the file when there is none; connections alone never do, or a lost file would come back empty."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch()

    def connect(self, read_only: bool) -> sqlite3.Connection:
        """Open one connection. `isolation_level=None` leaves transactions to us."""
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
        return connection


def _sqlite_engine(file: File, read_only: bool) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: file.connect(read_only),
        poolclass=QueuePool,
        pool_size=READERS if read_only else 1,
        max_overflow=READERS if read_only else 0,
        pool_timeout=BUSY_SECONDS,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _postgres_engine(url: URL, **options: Any) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=BUSY_SECONDS,
        connect_args={"connect_timeout": BUSY_SECONDS},
        **options,
    )


def open_engines(address: str) -> tuple[Engines, File | None]:
    """The engines for a database address, and the watched file when it is SQLite."""
    url = _parse(address)
    if url.drivername.startswith("sqlite"):
        file = File(Path(str(url.database)))
        return Engines(_sqlite_engine(file, True), _sqlite_engine(file, False), file.path), file
    reading = _postgres_engine(url, pool_size=READERS // 2, max_overflow=READERS).execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    return Engines(reading, _postgres_engine(url, pool_size=4, max_overflow=4), None), None


def still_there(engines: Engines, file: File) -> None:
    """Refuse when the file is gone; open it anew when another one stands in its place."""
    now = file.look()
    if now is None:
        raise Unreachable("store-lost", LOST)
    if file.identity is not None and now != file.identity:
        engines.dispose()
    file.identity = now
