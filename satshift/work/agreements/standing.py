"""An agreement as the rules know it, rebuilt from rows or straight from the chain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select

from satshift.chain import abi
from satshift.chain.node import Node
from satshift.chain.values import Log
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound, Refused
from satshift.kernel.words import say
from satshift.store import Store
from satshift.work.agreements.rules import Agreement, Progress, Stage, Status
from satshift.work.agreements.tables import AGREEMENTS, CREDITS, MILESTONES
from satshift.work.agreements.terms import Terms

STAGES = {stage.name.lower(): stage for stage in Stage}
MISSING = say("No agreement has the id {id}. Check the link; a new one is known when its block is read.")
ACCEPTED, ENDED, APART, SEAT, SEATED = 2, 2, 34, 66, 72  # bits, as milestones.vy says


class StoreDesk(Protocol):
    """A desk that answers from rows."""

    @property
    def store(self) -> Store:
        """Where the rows are."""


class ChainDesk(Protocol):
    """A desk that answers straight from a node."""

    @property
    def node(self) -> Node:
        """Who is asked."""

    @property
    def first_block(self) -> int:
        """Before it none of our contracts stood on this chain."""

    def contract(self, name: str) -> Address:
        """Where a contract of ours stands."""


def terms_of(row: Mapping[Any, Any]) -> Terms:
    """The terms in a row of `agreements`."""
    people = tuple(row[name] for name in ("client", "currency", "arbiter", "fallback_arbiter", "digest"))
    payees = tuple(int(payee) for payee in row["payees"].split(","))
    milestones = tuple(int(milestone) for milestone in row["milestones"].split(","))
    return Terms.unpacked((*people, int(row["rules"]), payees, milestones))


def standing_of(row: Mapping[Any, Any], cases: Iterable[Mapping[Any, Any]]) -> Agreement:
    """What the rules say of an agreement, from its row and those of its milestones in order."""
    if row["state"] == "ended":
        return Agreement(terms_of(row))
    return Agreement(terms_of(row), Status(row["state"]), tuple(_progress(case) for case in cases))


def from_store(desk: StoreDesk, id: str) -> Agreement:
    """The agreement with this id as the rows know it; raises NotFound."""
    with desk.store.read() as connection:
        row = connection.execute(select(AGREEMENTS).where(AGREEMENTS.c.id == id.lower())).mappings().first()
        cases = connection.execute(
            select(MILESTONES).where(MILESTONES.c.agreement == id.lower()).order_by(MILESTONES.c.number)
        ).mappings()
        if row is None:
            raise NotFound("agreement-unknown", MISSING, id=id)
        return standing_of(dict(row), [dict(case) for case in cases])


def from_chain(desk: ChainDesk, id: str) -> Agreement:
    """The agreement with this id from its opening event and the contract's slots; no server needed."""
    terms = _opened_terms(desk, id.lower())
    address = desk.contract("Agreement")
    state = _slot(desk.node, address, "state_of", (id,))
    if state == 0:
        return Agreement(terms)
    if not state & ACCEPTED:
        return Agreement(terms, Status.OFFERED, (Progress(),) * len(terms.milestones))
    cases = tuple(_read(desk.node, address, id, state, number) for number in range(len(terms.milestones)))
    return Agreement(terms, Status.BOUND, cases)


def _progress(case: Mapping[Any, Any]) -> Progress:
    if case["stage"] == "ended":
        return Progress(Stage.ENDED)
    return Progress(
        STAGES[case["stage"]],
        rounds=case["rounds"],
        clock=case["clock"],
        due=case["moved_due"],
        paid=case["paid"],
    )


def _slot(node: Node, address: Address, name: str, args: tuple[Any, ...]) -> int:
    answer = node.call(address, abi.encode_method("Agreement", name, args))
    value: int = abi.decode_result("Agreement", name, answer)
    return value


def _read(node: Node, address: Address, id: str, state: int, number: int) -> Progress:
    """Unpack one record, as contracts/common/milestones.vy packs it."""
    if state >> (ENDED + number) & 1:
        return Progress(Stage.ENDED)
    if state >> (APART + number) & 1:
        record = _slot(node, address, "record_of", (id, number))
    elif state >> SEAT & 31 == number:
        record = state >> SEATED
    else:
        record = 0
    return Progress(
        Stage(record & 3),
        rounds=record >> 2 & 63,
        clock=record >> 8 & (2**40 - 1),
        due=record >> 48 & (2**40 - 1),
        paid=record >> 88,
    )


def _opened_terms(desk: ChainDesk, id: str) -> Terms:
    """Look for the opening event from the newest block backwards, in steps that the node allows."""
    address, topic = desk.contract("Agreement"), abi.artifact("Agreement").topic_of("Opened")
    last, step = desk.node.head().number, desk.node.profile.logs_range
    while last >= desk.first_block:
        first = max(desk.first_block, last - step + 1)
        try:
            logs = desk.node.logs(address, first, last, topics=(topic, id))
        except Refused as error:
            if error.code != "logs-too-many" or step == 1:
                raise
            step = max(1, step // 4)
            continue
        for log in logs:
            return Terms.unpacked(_arguments(log))
        last = first - 1
    raise NotFound("agreement-unknown", MISSING, id=id)


def _arguments(log: Log) -> Mapping[Any, Any]:
    decoded = abi.decode_log("Agreement", log)
    assert decoded is not None, "the topic said that it is an opening"
    return decoded[1]


@dataclass(frozen=True, slots=True)
class Slot:
    """Whether terms with this id stand open now; also where nobody ever opened them."""

    is_open: bool


def slot_from_store(desk: StoreDesk, id: str) -> Slot:
    """By the rows."""
    with desk.store.read() as connection:
        state = connection.scalar(select(AGREEMENTS.c.state).where(AGREEMENTS.c.id == id.lower()))
    return Slot(state in ("offered", "bound"))


def slot_from_chain(desk: ChainDesk, id: str) -> Slot:
    """By the contract."""
    return Slot(_slot(desk.node, desk.contract("Agreement"), "state_of", (id,)) != 0)


@dataclass(frozen=True, slots=True)
class Credit:
    """What waits for somebody because it could not be sent, in wei."""

    amount: int


def credit_from_store(desk: StoreDesk, key: str) -> Credit:
    """`key` is account:currency."""
    who, _, currency = key.partition(":")
    found = select(CREDITS.c.amount).where(CREDITS.c.who == who, CREDITS.c.currency == currency)
    with desk.store.read() as connection:
        return Credit(connection.scalar(found) or 0)


def credit_from_chain(desk: ChainDesk, key: str) -> Credit:
    """`key` is account:currency."""
    return Credit(_slot(desk.node, desk.contract("Agreement"), "credit_of", tuple(key.split(":"))))
