"""Sends a plan's calls with a person's own key, and tells what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from satshift.chain import abi, deploy, profiles
from satshift.chain.fees import FeeQuote
from satshift.chain.node import Node
from satshift.chain.sender import Sender
from satshift.chain.values import Receipt
from satshift.chain.watch import Sent
from satshift.kernel.address import Address
from satshift.kernel.errors import NotKnownYet, Refused, Unreachable
from satshift.kernel.shape import Call, Plan, Sentence
from satshift.kernel.words import say
from satshift.sdk.outbox import Entry, Outbox
from satshift.sdk.outcome import DONE, Happened, Outcome

UNKNOWN = say(
    "The transaction {hash} was handed over, but the chain has not answered. `satshift tx` looks again."
)


@dataclass(frozen=True, slots=True)
class Quote:
    """What the network would take for a plan, in wei: `most` can leave, `likely` probably will."""

    gas: int
    most: int
    likely: int

    @classmethod
    def of(cls, quotes: Sequence[FeeQuote]) -> "Quote":
        return cls(
            sum(each.gas for each in quotes),
            sum(each.total_wei for each in quotes),
            sum(each.likely_wei for each in quotes),
        )


def quote(sender: Sender, plan: Plan) -> Quote:
    """The fee of the first call; those that lean on it can't be tried before it is mined."""
    return Quote.of([sender.quote(call) for call in plan.calls[:1]])


def send(sender: Sender, plan: Plan, outbox: Outbox, *, timeout: float) -> Outcome:
    """Send each call after the one before it is mined. A refusal becomes an outcome; nothing is guessed."""
    says, last = told(plan), Outcome("done", told(plan))
    for call in plan.calls:
        last = _send_one(sender, call, says, outbox, timeout)
        if not last:
            return last
    return last


def told(plan: Plan) -> str:
    """The plan's sentence with its places filled."""
    return str(Sentence(plan.says, plan.values))


def _send_one(sender: Sender, call: Call, says: str, outbox: Outbox, timeout: float) -> Outcome:
    kept: list[Sent] = []

    def keep(sent: Sent) -> None:
        outbox.keep(Entry(sent, sender.node.profile.name, says))
        for before in kept:
            outbox.drop(before.hash)
        kept.append(sent)

    signing = Sender(sender.node, sender.account, sender.poll, keep)
    try:
        sent = signing.send(call)
    except NotKnownYet as error:
        return Outcome.of(error)
    except Refused as error:  # it never left, or the pool did not take it
        for each in kept:
            outbox.drop(each.hash)
        return Outcome.of(error)
    return follow(signing, sent, outbox, timeout=timeout)


def follow(sender: Sender, sent: Sent, outbox: Outbox, *, timeout: float) -> Outcome:
    """Wait for what was handed over. It stays in the outbox until the chain has answered."""
    try:
        receipt = sender.wait(sent, timeout=timeout)
    except NotKnownYet as error:
        return Outcome.of(error)
    except Refused as error:
        outbox.drop(sent.hash)
        return Outcome.of(error)
    except Unreachable as error:
        return Outcome("not-known-yet", str(error), error.code, tx=sent.hash)
    outbox.drop(sent.hash)
    return done(receipt)


def done(receipt: Receipt) -> Outcome:
    """The outcome of a transaction that went well."""
    events = tuple(_events(receipt))
    says = DONE.format(block=receipt.block)
    return Outcome("done", says, "done", tx=receipt.hash, block=receipt.block, fee=receipt.fee, events=events)


def _events(receipt: Receipt) -> list[Happened]:
    ours = {deploy.address_of(name): name for name in abi.names()}
    found = []
    for log in receipt.logs:
        decoded = abi.decode_log(ours[log.address], log) if log.address in ours else None
        if decoded is not None:
            found.append(Happened(*decoded))
    return found


def resume(outbox: Outbox, entry: Entry, *, rpc: str | None = None, timeout: float = 120) -> Outcome:
    """Take up a transaction from the outbox: hand the same one over again and wait."""
    node = Node(profiles.load(entry.network), rpc)
    try:
        return follow(Watcher(node, entry.sent.sender), entry.sent, outbox, timeout=timeout)
    finally:
        node.close()


class Watcher(Sender):
    """A sender without a key: it can ask for the fee, wait, and hand over again what was signed."""

    def __init__(self, node: Node, who: Address) -> None:
        super().__init__(node, None)  # type: ignore[arg-type]  # never signs
        self._who = who

    @property
    def address(self) -> Address:
        return self._who


__all__ = ["Quote", "Watcher", "done", "follow", "quote", "resume", "send", "told"]
