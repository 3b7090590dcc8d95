"""Rows of one transaction that are held back in memory and written in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.schema import sort_tables

Key = tuple[Any, ...]
Row = dict[str, Any] | None


@dataclass(slots=True)
class _Held:
    """One row: as the database has it, and as it is to become."""

    stored: Row
    now: Row


class _Statements:
    """The four statements of one table, compiled once."""

    def __init__(self, table: Table) -> None:
        keys = [column.name for column in table.primary_key.columns]
        rest = [column.name for column in table.columns if column.name not in keys]
        same = and_(*(table.columns[name] == bindparam(f"key_{name}") for name in keys))
        self.select: Select[Any] = select(table).where(same)
        self.delete = delete(table).where(same)
        self.update = update(table).where(same).values({n: bindparam(n) for n in rest}) if rest else None
        self.insert = insert(table)


def bound(key: Mapping[str, Any]) -> dict[str, Any]:
    """Key values under the names that the statements bind."""
    return {f"key_{name}": value for name, value in key.items()}


class Pending:
    """What stands in the tables, seen through the writes that wait."""

    def __init__(self, connection: Connection, tables: Sequence[Table]) -> None:
        self._connection = connection
        self._order = sort_tables(tables)
        self._keys = {table: [column.name for column in table.primary_key.columns] for table in tables}
        self._statements = {table: _Statements(table) for table in tables}
        self._held: dict[Table, dict[Key, _Held]] = {table: {} for table in tables}

    def one(self, table: Table, key: Mapping[str, Any]) -> Row:
        return self._hold(table, key).now

    def put(self, table: Table, key: Mapping[str, Any], row: Row) -> None:
        self._hold(table, key).now = row

    def add(self, table: Table, key: Mapping[str, Any], row: Row) -> bool:
        """Hold a new row without asking the database, which refuses a doubled one itself; False when we know better."""
        held = self._held[table].setdefault(self._place(table, key), _Held(None, None))
        if held.now is not None:
            return False
        held.now = row
        return True

    def flush(self) -> None:
        """Deletes from the leaves up, then updates and inserts from the roots down."""
        for table in reversed(self._order):
            gone = [
                held.stored
                for held in self._held[table].values()
                if held.now is None and held.stored is not None
            ]
            if gone:
                self._connection.execute(
                    self._statements[table].delete, [self._bound(table, row) for row in gone]
                )
        for table in self._order:
            self._change(table)
            self._add(table)
            for held in self._held[table].values():
                held.stored = held.now

    def _change(self, table: Table) -> None:
        changed = [
            held.now
            for held in self._held[table].values()
            if held.now is not None and held.stored is not None and held.now != held.stored
        ]
        statement = self._statements[table].update
        if changed and statement is not None:
            rest = [name for name in changed[0] if name not in self._keys[table]]
            rows = [{**{name: row[name] for name in rest}, **self._bound(table, row)} for row in changed]
            self._connection.execute(statement, rows)

    def _add(self, table: Table) -> None:
        added = [
            held.now for held in self._held[table].values() if held.now is not None and held.stored is None
        ]
        if added:
            self._connection.execute(self._statements[table].insert, added)

    def _hold(self, table: Table, key: Mapping[str, Any]) -> _Held:
        place = self._place(table, key)
        held = self._held[table].get(place)
        if held is None:
            found = self._connection.execute(self._statements[table].select, bound(key)).mappings().first()
            row = None if found is None else dict(found)
            held = self._held[table][place] = _Held(row, row)
        return held

    def _place(self, table: Table, key: Mapping[str, Any]) -> Key:
        return tuple(key[name] for name in self._keys[table])

    def _bound(self, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
        return bound({name: row[name] for name in self._keys[table]})
