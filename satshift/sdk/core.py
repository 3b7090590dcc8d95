"""The one core behind the plain and the async client: every method is a flow, none waits by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount

from satshift.chain.node import Node
from satshift.chain.sender import Sender
from satshift.kernel.address import Address, parse_address
from satshift.kernel.errors import Invalid, Refused
from satshift.kernel.shape import Plan
from satshift.kernel.words import say
from satshift.sdk import cards, sending
from satshift.sdk.desk import ChainDesk
from satshift.sdk.flow import Flow, Work, read_answer, work
from satshift.sdk.outbox import Outbox
from satshift.sdk.outcome import Outcome
from satshift.sdk.papers import Shelf
from satshift.sdk.reading import Reading, Room
from satshift.sdk.sending import Quote
from satshift.sdk.signed import Signed, sign

Key = str | LocalAccount | None  # a private key, an account, or an address that is unlocked later

ADDRESS = 42  # characters


def account_of(key: Key) -> LocalAccount | Address | None:
    """The account of a private key in hexadecimal; an address stays one until it is unlocked."""
    if key is None or isinstance(key, LocalAccount):
        return key
    if len(key) == ADDRESS:
        return parse_address(key)
    try:
        account: LocalAccount = Account.from_key(bytes.fromhex(key.strip().removeprefix("0x")))
    except ValueError as error:
        raise Invalid(
            "key-unreadable",
            say("This is not a private key. A key is 64 digits from 0-9 and a-f; copy it whole."),
        ) from error
    return account


@dataclass(frozen=True, slots=True)
class Place:
    """Where a client works: on the chain alone, or with a Satshift node beside it."""

    home: Path | None = None
    timeout: float = 120


class Core:
    """What both clients do, on the chain alone. `Remote` adds a Satshift node."""

    def __init__(self, node: Node | None, key: Key, place: Place) -> None:
        who = account_of(key)
        self.account = who if isinstance(who, LocalAccount) else None
        self.address = Address(who.address.lower()) if isinstance(who, LocalAccount) else who
        self.place = place
        self.outbox = Outbox(place.home / "outbox" if place.home else None)
        self.shelf = Shelf(place.home / "papers" if place.home else None)
        self._node = node
        self._reading: Reading | None = None
        self._room: Room | None = None

    def close(self) -> None:
        if self._node is not None:
            self._node.close()
        if self._reading is not None:
            self._reading.close()
        if self._room is not None:
            self._room.close()

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Flow[Any]:
        """What the JSON machine says: from rows of our own, brought up to the newest block."""
        node = yield from self.node()
        return read_answer((yield from work(lambda: self._own(node).get(path, query))))

    def _own(self, node: Node) -> Reading:
        if self._reading is None:
            self._room = Room(self.place.home, node.profile.name)
            self._reading = cards.reader()(node, self._room.folder)
        return self._reading

    def unlock(self, account: LocalAccount) -> None:
        """From now on sign with this account; it must be the one that planned."""
        if self.address is not None and account.address.lower() != self.address:
            raise Refused("another-key", say("This key is not the one that the plan was made for."))
        self.account, self.address = account, Address(account.address.lower())

    def node(self) -> Flow[Node]:
        """The node to ask."""
        assert self._node is not None, "only `Remote` begins without one"
        yield from ()  # a flow, for `Remote` has to ask first
        return self._node

    def plan(self, capability: str, verb: str, values: Mapping[str, Any]) -> Flow[Plan]:
        """What would be signed, decided here from what the chain says."""
        node = yield from self.node()
        action = cards.action(capability, verb)
        wanted = cards.intent(action, values)
        desk = ChainDesk(node, cards.cards(), shelf=self.shelf)
        plan: Plan = yield Work(lambda: action.plan(wanted, desk))
        return plan

    def quote(self, plan: Plan) -> Flow[Quote | None]:
        """The network's fee, or None when nothing would be sent."""
        who = self.address
        if not plan.calls or who is None:
            return None
        node = yield from self.node()
        return (yield from work(lambda: sending.quote(sending.Watcher(node, who), plan)))

    def send(self, plan: Plan) -> Flow[Outcome]:
        """Keep the plan's papers, sign its calls, send them, wait."""
        sender = yield from self._sender()
        yield from self.keep(plan)
        return (yield from work(lambda: sending.send(sender, plan, self.outbox, timeout=self.place.timeout)))

    def keep(self, plan: Plan) -> Flow[tuple[str, ...]]:
        """Keep the papers whose digests the plan carries; their digests."""
        return (yield from work(lambda: tuple(self.shelf.keep(paper) for paper in plan.papers)))

    def sign_and_leave(self, plan: Plan, agreement: str, draft: str | None) -> Flow[Signed]:
        """Sign, and leave what the other side waits for where it looks."""
        signed = yield from self.sign_plan(plan, agreement)
        if draft is not None or signed.name == "Part":
            yield from self.hand_over(signed, draft)
        return signed

    def hand_over(self, signed: Signed, draft: str | None) -> Flow[None]:  # noqa: ARG002
        """Leave a signature where the other side looks for it: on the chain alone there is no such place."""
        yield from ()

    def do(self, capability: str, verb: str, values: Mapping[str, Any]) -> Flow[Outcome]:
        """Plan, sign, send, wait. What the rules refuse is an outcome too."""
        try:
            plan = yield from self.plan(capability, verb, values)
        except Invalid:
            raise
        except Refused as error:
            return Outcome.of(error)
        return (yield from self.send(plan))

    def sign(self, capability: str, verb: str, values: Mapping[str, Any], agreement: str) -> Flow[Signed]:
        """Plan something that another person sends, and sign it."""
        plan = yield from self.plan(capability, verb, values)
        return (yield from self.sign_plan(plan, agreement))

    def sign_plan(self, plan: Plan, agreement: str) -> Flow[Signed]:
        """Sign a plan's typed data."""
        account, typed = self._key(), plan.sign
        if typed is None:
            raise Refused("nothing-to-sign", say("This is sent, not signed. Leave the signing out."))
        yield from self.keep(plan)
        return sign(account, typed, agreement)

    def balance(self, account: str | None) -> Flow[int]:
        """In wei."""
        who = parse_address(account) if account else self.address
        if who is None:
            raise Invalid("account-missing", say("Say whose balance: this client has no key of its own."))
        node = yield from self.node()
        return (yield from work(lambda: node.balance(who)))

    def paper(self, digest: str) -> Flow[Mapping[str, Any]]:
        """A paper by its digest; raises NotFound."""
        return (yield from work(lambda: self.shelf.get(digest)))

    def _sender(self) -> Flow[Sender]:
        account = self._key()
        node = yield from self.node()
        return Sender(node, account)

    def _key(self) -> LocalAccount:
        if self.account is None:
            raise Refused("no-key", say("This client has no key, so it can only read. Give it one."))
        return self.account
