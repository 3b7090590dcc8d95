"""A tiny capability for tests: jars that hold wei, and drops that fell into them."""

from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

from satshift.kernel.shape import Capability, Event, Rows
from satshift.store import AddressText, HashText, Wei

metadata = MetaData()

JARS = Table(
    "jars",
    metadata,
    Column("id", HashText(), primary_key=True),
    Column("owner", AddressText(), nullable=False),
    Column("held", Wei(), nullable=False),
    Column("label", String(80), unique=True),
    Column("is_open", Boolean, nullable=False, default=True),
    Column("drops", Integer, nullable=False, default=0),
    Column("seal", LargeBinary),
    Column("notes", JSON),
)
DROPS = Table(
    "drops",
    metadata,
    Column("jar", HashText(), ForeignKey("jars.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("wei", Wei(), nullable=False),
)
LETTERS = Table("letters", metadata, Column("digest", HashText(), primary_key=True), Column("text", Text))

TABLES = (JARS, DROPS)
PAPERS = (LETTERS,)


def opened(event: Event, rows: Rows) -> None:
    rows.insert(JARS, id=event.args["jar"], owner=event.args["owner"], held=0)


def filled(event: Event, rows: Rows) -> None:
    key = {"id": event.args["jar"]}
    jar: Any = rows.one(JARS, key)
    rows.insert(DROPS, jar=event.args["jar"], number=jar["drops"], wei=event.args["amount"])
    rows.update(JARS, key, held=jar["held"] + event.args["amount"], drops=jar["drops"] + 1)


def emptied(event: Event, rows: Rows) -> None:
    key = {"id": event.args["jar"]}
    jar: Any = rows.one(JARS, key)
    for number in range(jar["drops"]):
        rows.delete(DROPS, {"jar": event.args["jar"], "number": number})
    rows.delete(JARS, key)


CARD = Capability(
    name="jars",
    title="Jars",
    contract="Jars",
    on={"Opened": opened, "Filled": filled, "Emptied": emptied},
    tables=TABLES,
    papers=PAPERS,
)
