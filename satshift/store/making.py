"""Makes the tables, and knows when the rows no longer fit them and must come from the chain again."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Table, delete, insert, inspect, select
from sqlalchemy.schema import sort_tables

from satshift.kernel.errors import Invalid, Refused
from satshift.store.machine import CURSOR, META, SCHEMA, metadata
from satshift.store.undo import forget

NEWER = "This database was written by a newer Satshift (version {theirs}, this one knows {ours}). Update Satshift."
CHANGED = (
    "The table {table} of papers has another form than this Satshift expects: {columns}. Update the database."
)


def shape_of(table: Table) -> str:
    """The columns of a table in words; a change means that its rows must be made again."""
    return "; ".join(
        f"{column.name} {column.type!r}{' key' if column.primary_key else ''}{'' if column.nullable else ' must'}"
        for column in table.columns
    )


def make(connection: Connection, tables: Sequence[Table], papers: Sequence[Table]) -> None:
    """Make what is missing, inside the caller's transaction; twice is the same as once."""
    _refuse_odd_tables(tables, papers)
    if not inspect(connection).has_table(META.name):
        metadata.create_all(connection)
        connection.execute(insert(META).values(name="schema", value=str(SCHEMA)))
    _refuse_newer(connection)
    metadata.create_all(connection)
    _make_projection(connection, tables)
    _make(connection, papers)
    _refuse_changed_papers(connection, papers)


def _refuse_odd_tables(tables: Sequence[Table], papers: Sequence[Table]) -> None:
    names = [table.name for table in (*tables, *papers)]
    for table in (*tables, *papers):
        if table.name in metadata.tables or names.count(table.name) > 1:
            raise Invalid(
                "table-doubled", "Two tables are called {table}. Give one another name.", table=table.name
            )
    for table in tables:
        generated = [c.name for c in table.columns if c.server_default is not None or c.computed is not None]
        if not table.primary_key.columns or generated:
            raise Invalid(
                "table-unfit",
                "The projection table {table} needs a primary key, and values that come from events alone.",
                table=table.name,
            )


def _refuse_newer(connection: Connection) -> None:
    theirs = int(connection.scalar(select(META.c.value).where(META.c.name == "schema")) or SCHEMA)
    if theirs > SCHEMA:
        raise Refused("store-newer", NEWER, theirs=theirs, ours=SCHEMA)


def _make(connection: Connection, tables: Iterable[Table]) -> None:
    for table in sort_tables(tables):
        table.create(connection, checkfirst=True)


def _make_projection(connection: Connection, tables: Sequence[Table]) -> None:
    """A table that is new or has changed while rows stand means: drop, and let the chain tell again."""
    names = [f"table:{table.name}" for table in tables]
    known = {name: value for name, value in connection.execute(select(META)) if name in names}
    wanted = {f"table:{table.name}": shape_of(table) for table in tables}
    if known == wanted:
        return _make(connection, tables)
    if connection.scalar(select(CURSOR.c.number)) is not None or known:
        present = [table for table in tables if inspect(connection).has_table(table.name)]
        forget(connection, present)
        for table in reversed(sort_tables(present)):
            table.drop(connection)
    _make(connection, tables)
    connection.execute(delete(META).where(META.c.name.in_(names)))
    if wanted:
        connection.execute(insert(META), [{"name": name, "value": value} for name, value in wanted.items()])
    return None


def _refuse_changed_papers(connection: Connection, papers: Sequence[Table]) -> None:
    inspector = inspect(connection)
    for table in papers:
        found = {column["name"] for column in inspector.get_columns(table.name)}
        missing = [column.name for column in table.columns if column.name not in found]
        if missing:
            raise Refused("store-papers-changed", CHANGED, table=table.name, columns=", ".join(missing))
