"""The machine that turns what the chain says into rows, exactly once and in order, and takes it back when it must."""

from satshift.indexer.following import Follower
from satshift.indexer.loop import Indexer, rhythm
from satshift.indexer.source import Decoder, Source, Unbelievable

__all__ = ["Decoder", "Follower", "Indexer", "Source", "Unbelievable", "rhythm"]
