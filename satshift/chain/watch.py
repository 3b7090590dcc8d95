"""Stays with transactions that were handed over: known, forgotten, mined, replaced, taken back by a reorganisation."""

from dataclasses import dataclass

from satshift.chain.fees import Price
from satshift.chain.node import Node
from satshift.chain.values import Receipt
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound, Refused, SatshiftError, Unreachable
from satshift.kernel.words import say


@dataclass(frozen=True, slots=True)
class Sent:
    """A transaction that was handed over. `raw` can be handed over again by anybody; it changes nothing."""

    hash: str
    sender: Address
    nonce: int
    raw: str
    to: Address | None
    data: str
    value: int
    gas: int
    price: Price
    earlier: tuple[str, ...] = ()  # hashes of transactions that this one replaces

    @property
    def hashes(self) -> tuple[str, ...]:
        """Any of these may be the one that is mined."""
        return (self.hash, *self.earlier)


def rebroadcast(node: Node, sent: Sent) -> None:
    """Hand the same transaction over again; a node that has it, or has mined it, is content."""
    try:
        node.send_raw(sent.raw)
    except Refused as error:
        if error.code not in ("already-known", "nonce-too-low"):
            raise


def is_known(node: Node, sent: Sent) -> bool:
    """Whether the node has it, or one that it replaces."""
    return any(node.transaction(tx) is not None for tx in sent.hashes)


def look(node: Node, sent: Sent, confirmations: int) -> Receipt | None:
    """The receipt if it is deep enough and its block still stands; a node that is away is looked at again."""
    try:
        receipt = _receipt(node, sent)
        if receipt is None:
            _stay_known(node, sent)
            return None
        if confirmations == 1:
            return receipt
        deep = node.head().number - receipt.block + 1 >= confirmations
        block = node.block(receipt.block) if deep else None
    except (Unreachable, NotFound):
        return None
    return receipt if block is not None and block.hash == receipt.block_hash else None


def _receipt(node: Node, sent: Sent) -> Receipt | None:
    for tx in sent.hashes:
        receipt = node.receipt(tx)
        if receipt is not None:
            return receipt
    return None


def _stay_known(node: Node, sent: Sent) -> None:
    """Hand over again what the node forgot; say so when another transaction took the place."""
    if is_known(node, sent):
        return
    if node.nonce(sent.sender, "latest") > sent.nonce:
        if _receipt(node, sent) is not None:  # mined between the two questions
            return
        raise Refused(
            "transaction-replaced",
            say(
                "Another transaction took the place of {hash}, so it will never be mined. Look before sending again."
            ),
            hash=sent.hash,
        )
    rebroadcast(node, sent)


def succeeded(node: Node, sent: Sent, receipt: Receipt) -> Receipt:
    if receipt.succeeded:
        return receipt
    raise _why(node, sent, receipt)


def _why(node: Node, sent: Sent, receipt: Receipt) -> Refused:
    """The contract's reason for a failed transaction, as far as asking again after its block tells."""
    try:
        node.call(sent.to, sent.data, value=sent.value, sender=sent.sender, at=receipt.block)
    except Refused as error:
        return Refused(error.code, error.message, **{**error.values, "hash": receipt.hash})
    except SatshiftError:
        pass
    return Refused(
        "transaction-failed",
        say("The transaction {hash} failed on the chain. Nothing moved but the network's fee."),
        hash=receipt.hash,
    )
