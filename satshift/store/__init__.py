"""The only door to SQL: engine, projection rows with undo, papers, and what the indexer reports."""

from satshift.store.leading import Leading
from satshift.store.machine import BLOCKS, CURSOR, EVENTS, Block, Head, Report
from satshift.store.store import WINDOW, Store, known
from satshift.store.types import AddressText, HashText, Wei
from satshift.store.writing import Writing

__all__ = [
    "BLOCKS",
    "CURSOR",
    "EVENTS",
    "WINDOW",
    "AddressText",
    "Block",
    "HashText",
    "Head",
    "Leading",
    "Report",
    "Store",
    "Wei",
    "Writing",
    "known",
]
