"""Finds the block at which the chain and the rows parted."""

from satshift.indexer.reading import headers_of
from satshift.indexer.source import Source
from satshift.store import Block, Store

AT_ONCE = 32


def common_ancestor(source: Source, store: Store, tip: int) -> Block | None:
    """The highest remembered block that the node still has; None when none is left in the kept window."""
    known = [block for block in store.known_blocks() if block.number <= tip]
    for start in range(0, len(known), AT_ONCE):
        part = known[start : start + AT_ONCE]
        found = headers_of(source, [block.number for block in part], tip)
        for block in part:
            if found[block.number].hash == block.hash:
                return block
    return None


def is_another_chain(source: Source, store: Store, tip: int) -> bool:
    """Whether even block zero differs from the one we began with."""
    genesis = store.genesis()
    return genesis is not None and headers_of(source, [0], tip)[0].hash != genesis.hash
