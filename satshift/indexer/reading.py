"""Reads a stretch of the chain and believes it only when every part fits every other."""

from collections.abc import Sequence
from dataclasses import dataclass

from satshift.chain.values import Block, Log, Receipt
from satshift.indexer.bloom import may_hold
from satshift.indexer.source import Forked, Moved, Source, Unbelievable, Watched
from satshift.kernel.words import say
from satshift.store import Head

MISSING = say(
    "The node says its head is block {tip}, but has no block {number}. Ask again or use another node."
)
OTHER_BLOCK = say("The node was asked for block {number} and answered with {found}. Use another node.")
PARENTS = say("Block {number} of the node does not follow block {before}. Ask again or use another node.")
MOVED = say("The chain moved while it was read. It is read again.")
OUTSIDE = say("The node was asked for logs of blocks {first} to {last} and sent one of block {number}.")
FOREIGN = say("The node sent a log of {address}, which nobody asked for. Use another node.")
DOUBLED = say("The node sent log {index} of block {number} twice. Use another node.")
OTHER_HASH = say(
    "The node's log of block {number} names another block hash than its header. It is read again."
)
HALF = say("The node's logs of block {number} differ from its receipts. Ask again or use another node.")
NO_RECEIPT = say("The node has no receipt of a transaction in its own block {number}. Use another node.")

LOGS_A_TRANSACTION = 100_000  # more than fit in a block


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of the chain: logs in order, headers by number, and the node's head at the time."""

    first: int
    last: int
    tip: Block
    headers: dict[int, Block]
    logs: tuple[Log, ...]


def headers_of(source: Source, numbers: Sequence[int], tip: int) -> dict[int, Block]:
    """Headers by number; each must be there and be the one asked for."""
    found: dict[int, Block] = {}
    for number, block in zip(numbers, source.blocks(numbers), strict=True):
        if block is None:
            raise Unbelievable("node-block-missing", MISSING, number=number, tip=tip)
        if block.number != number:
            raise Unbelievable("node-other-block", OTHER_BLOCK, number=number, found=block.number)
        found[number] = block
    return found


def read_stretch(
    source: Source, watched: Watched, cursor: Head | None, tip: Block, last: int, kept: int, start: int
) -> Stretch:
    """Everything from after `cursor` to `last`. Headers from block `kept` on are all read, below it only the needed."""
    first = start if cursor is None else cursor.number + 1
    numbers = {*range(max(first, kept), last + 1), last} | ({0} if cursor is None else {cursor.number})
    headers = headers_of(source, sorted(numbers), tip.number)
    if cursor is not None and headers[cursor.number].hash != cursor.hash:
        raise Forked
    _follow_each_other(headers)
    logs = source.logs(watched.addresses, first, last) if watched.addresses else ()
    _fit(logs, watched, first, last)
    others = sorted({log.block for log in logs} - headers.keys())
    headers |= headers_of(source, others, tip.number)
    _name_their_blocks(logs, headers)
    if headers_of(source, [last], tip.number)[last].hash != headers[last].hash:
        raise Moved("chain-moved", MOVED)
    near = [headers[number] for number in sorted(headers) if number >= max(first, kept)]
    _equal_to_receipts(source, watched, [log for log in logs if log.block >= kept], near)
    return Stretch(first, last, tip, headers, tuple(sorted(logs, key=lambda log: (log.block, place_of(log)))))


def _follow_each_other(headers: dict[int, Block]) -> None:
    for number, block in headers.items():
        before = headers.get(number - 1)
        if before is not None and block.parent != before.hash:
            raise Unbelievable("node-parents", PARENTS, number=number, before=number - 1)


def _fit(logs: Sequence[Log], watched: Watched, first: int, last: int) -> None:
    seen: set[tuple[int, int]] = set()
    for log in logs:
        if not first <= log.block <= last:
            raise Unbelievable("node-log-outside", OUTSIDE, first=first, last=last, number=log.block)
        if log.address not in watched.names:
            raise Unbelievable("node-log-foreign", FOREIGN, address=log.address)
        if (log.block, place_of(log)) in seen:
            raise Unbelievable("node-log-doubled", DOUBLED, index=log.index, number=log.block)
        seen.add((log.block, place_of(log)))


def _name_their_blocks(logs: Sequence[Log], headers: dict[int, Block]) -> None:
    for log in logs:
        if log.block_hash != headers[log.block].hash:
            raise Unbelievable("node-log-hash", OTHER_HASH, number=log.block)


def place_of(log: Log) -> int:
    """The log's place in its block. Some nodes count logs in each transaction anew, so the transaction counts first."""
    return log.tx_index * LOGS_A_TRANSACTION + log.index


def _equal_to_receipts(
    source: Source, watched: Watched, logs: Sequence[Log], headers: Sequence[Block]
) -> None:
    """In blocks that may be taken back, logs must be those of the receipts: none kept back, none made up."""
    told: dict[int, list[Log]] = {}
    for log in logs:
        told.setdefault(log.block, []).append(log)
    suspects = [
        block for block in headers if block.number in told or may_hold(block.bloom, watched.addresses)
    ]
    receipts = iter(source.receipts([tx for block in suspects for tx in block.transactions]))
    for block in suspects:
        found = [_believable(next(receipts), block) for _ in block.transactions]
        skipped = {one.hash for one in found if one.to is not None and one.to == source.profile.skip_tx_to}
        ours = [log for one in found for log in one.logs if log.address in watched.names]
        if _without(skipped, ours) != _without(skipped, told.get(block.number, [])):
            raise Unbelievable("node-logs-half", HALF, number=block.number)


def _without(skipped: set[str], logs: Sequence[Log]) -> list[Log]:
    """In order, without the network's own bookkeeping."""
    return sorted((log for log in logs if log.tx not in skipped), key=place_of)


def _believable(receipt: Receipt | None, block: Block) -> Receipt:
    if receipt is None or receipt.block_hash != block.hash:
        raise Unbelievable("node-receipt-missing", NO_RECEIPT, number=block.number)
    return receipt
