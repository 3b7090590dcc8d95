"""Rows as canonical text: the before-images of the journal, the arguments of events, the dump that is compared."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import JSON

from satshift.kernel.errors import Invalid


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value is the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _tagged(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return {"$bytes": bytes(value).hex()}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    return {"$json": value}


def _untagged(value: Any) -> Any:
    match value:
        case {"$bytes": text}:
            return bytes.fromhex(text)
        case {"$decimal": text}:
            return Decimal(text)
        case {"$time": text}:
            return datetime.fromisoformat(text)
        case {"$json": inner}:
            return inner
    return value


def image(row: Mapping[str, Any]) -> str:
    """A row as text that `restored` reads back without losing a digit or a byte."""
    return canonical({name: _tagged(value) for name, value in row.items()})


def restored(text: str) -> dict[str, Any]:
    """The row that `image` wrote."""
    return {name: _untagged(value) for name, value in json.loads(text).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        return "0x" + bytes(value).hex()
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def arguments(args: Mapping[str, Any]) -> str:
    """The arguments of an event as canonical JSON; bytes as 0x and digits, whole numbers in full."""
    return canonical(_plain(args))


def key_of(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """The primary key among `values`, in the table's order; refuses when a part is missing."""
    names = [column.name for column in table.primary_key.columns]
    if any(values.get(name) is None for name in names):
        raise Invalid(
            "row-without-key",
            "A row of {table} was written without its key {names}. Name every part of the key.",
            table=table.name,
            names=", ".join(names),
        )
    return {name: values[name] for name in names}


def _kept(column: "Column[Any]", value: Any) -> Any:
    """The value as it will be read back."""
    if isinstance(column.type, JSON):
        return json.loads(json.dumps(value))
    if isinstance(value, bytearray | memoryview):
        return bytes(value)
    return value


def whole_row(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with every column: what was left out gets its plain default, or None."""
    checked(table, values)
    row = {}
    for column in table.columns:
        default = column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
        row[column.name] = _kept(column, values.get(column.name, default))
    return row


def checked(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values`, refused when the table has no such column or a value is SQL or a float."""
    for name, value in values.items():
        if name not in table.columns or isinstance(value, float) or hasattr(value, "__clause_element__"):
            raise Invalid(
                "row-unwritable",
                "{table}.{name} can't be written. Use a column of the table and a plain value; no float, no SQL.",
                table=table.name,
                name=name,
            )
    return {name: _kept(table.columns[name], value) for name, value in values.items()}
