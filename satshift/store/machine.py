"""Tables of the machine itself: what the chain said, how to take it back, and how the indexer fares."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Float, Integer, MetaData, String, Table, Text

from satshift.store.types import AddressText, HashText

SCHEMA = 1  # raise it when a table below changes; older programs then refuse the file

metadata = MetaData()

META = Table(
    "meta",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("value", Text, nullable=False),
)

BLOCKS = Table(
    "blocks",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", HashText(), nullable=False),
    Column("time", BigInteger, nullable=False),
)

EVENTS = Table(
    "events",
    metadata,
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("tx", HashText(), nullable=False, index=True),
    Column("address", AddressText(), nullable=False),
    Column("contract", String(80), nullable=False),
    Column("name", String(80), nullable=False),
    Column("args", Text, nullable=False),
    Column("time", BigInteger, nullable=False),
)

JOURNAL = Table(
    "journal",
    metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("block", BigInteger, nullable=False, index=True),
    Column("table", String(80), nullable=False),
    Column("key", Text, nullable=False),
    Column("before", Text),  # NULL: the row was not there
)

CURSOR = Table(
    "cursor",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("number", BigInteger, nullable=False),
    Column("hash", HashText(), nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("floor", BigInteger, nullable=False),  # the lowest block we can take rows back to
)

REPORT = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("state", String(20), nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("indexed", BigInteger),
    Column("head", BigInteger),
    Column("rate", Float, nullable=False),
    Column("left", Float),
    Column("code", String(80)),
    Column("error", Text),
    Column("error_at", BigInteger),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A block as far as the store remembers it. `time` is in seconds since 1970."""

    number: int
    hash: str
    time: int


@dataclass(frozen=True, slots=True)
class Head:
    """The last block the rows stand for, and when we learned of it (seconds since 1970)."""

    number: int
    hash: str
    time: int
    seen_at: int


@dataclass(frozen=True, slots=True)
class Report:
    """How the indexer fares, for the health page.

    `state` is one of waiting, catching-up, following, rebuilding, troubled, stopped; `since` is when it began.
    `rate` is blocks a second and `left` seconds to go, while it catches up.
    `code` and `error` are the last trouble in words, kept after it is over; `error_at` says when.
    """

    state: str
    since: int
    at: int
    indexed: int | None = None
    head: int | None = None
    rate: float = 0.0
    left: float | None = None
    code: str | None = None
    error: str | None = None
    error_at: int | None = None

    @property
    def lag(self) -> int | None:
        """Blocks between the node's head and the rows; None while one of them is not known."""
        if self.head is None:
            return None
        return max(0, self.head - (-1 if self.indexed is None else self.indexed))
