"""What every plan on an agreement does: find it, ask the rules, and make a call, or something to sign for others to send."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from eth_utils.crypto import keccak

from satshift.chain.refusals import sentence_of
from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Invalid, Refused
from satshift.kernel.shape import Call, Desk, Money, Plan, TypedData
from satshift.kernel.words import say
from satshift.work.agreements import contract, units
from satshift.work.agreements.contract import Consent
from satshift.work.agreements.intents import MilestoneIntent, StepIntent
from satshift.work.agreements.papers import Note, as_paper, digest_of, read
from satshift.work.agreements.rules import Agreement
from satshift.work.agreements.terms import Terms
from satshift.work.agreements.typed import TIPPED, Bench

FOR = 7 * units.DAY  # how long a signature counts when nothing else is said
UNSEND = say("Nobody can act on it before it is sent. Until then you can revoke the signature.")
FINAL = say("This can’t be undone.")
NO_TIP = say("No money comes to you in this step, so it can’t pay a tip. Leave the tip out.")


@contextmanager
def clearly() -> Iterator[None]:
    """Turn the contract's words in a refusal into a sentence that says what to do next."""
    try:
        yield
    except Invalid:
        raise
    except Refused as error:
        raise Refused(error.code, sentence_of(error.message), words=error.message) from None


def find(desk: Desk, id: str) -> Agreement:
    return desk.find(Agreement, id.lower())


def main(desk: Desk) -> contract.Agreement:
    """The contract that holds the money."""
    return contract.Agreement(desk.contract(contract.ON_CHAIN))


def twin(desk: Desk) -> contract.AgreementTwin:
    """The contract that carries signatures."""
    return contract.AgreementTwin(desk.contract(contract.TWIN))


def bench(desk: Desk) -> Bench:
    return Bench(desk.chain_id, desk.contract(contract.ON_CHAIN))


def acting(text: str, otherwise: Address) -> Address:
    """Who acts: the one that is named, else the one who may."""
    named = units.field("by", units.address, text)
    return otherwise if named == NOBODY else named


def place(agreement: Agreement, intent: MilestoneIntent) -> int:
    """The contract's number of the milestone."""
    return units.milestone(intent.milestone, len(agreement.terms.milestones))


def money(terms: Terms, wei: int) -> Money:
    return Money(wei, terms.currency)


def note(
    kind: str, terms: Terms, milestone: int, *, salt: str, text: str, links: Sequence[str] = ()
) -> tuple[dict[str, Any], str]:
    """The paper of a step, and its digest."""
    body = {"kind": kind, "salt": salt, "agreement": terms.id, "milestone": milestone, "text": text}
    checked = read({**body, "links": list(links)})
    assert isinstance(checked, Note)
    paper = as_paper(checked)
    return paper, digest_of(paper)


def nonce_for(id: str, name: str, values: Sequence[int | str], deadline: int) -> int:
    """The same signature asked for twice has the same nonce, so it can only count once."""
    return int.from_bytes(keccak(text=f"{id}|{name}|{list(values)}|{deadline}")[:8], "big")


def consent_of(intent: StepIntent, terms: Terms, name: str, values: Sequence[int | str], now: int) -> Consent:
    """What a signature carries beside the step itself."""
    tip = units.field("tip", lambda text: units.amount(text, terms.currency), intent.tip)
    if tip and name not in TIPPED:
        raise Invalid("tip-impossible", NO_TIP, {"tip": NO_TIP})
    deadline = now + FOR
    if intent.deadline:
        deadline = units.field("deadline", units.moment, intent.deadline)
    if deadline <= now:
        past = say("This moment has passed. Choose a later one.")
        raise Invalid("deadline-past", past, {"deadline": past})
    return Consent(tip, nonce_for(terms.id, name, values, deadline), deadline)


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def step(
    desk: Desk,
    intent: StepIntent,
    terms: Terms,
    *,
    name: str,
    by: Address,
    call: Call,
    values: Sequence[int | str] = (),
    says: str,
    undo: str,
    words: Mapping[str, object] | None = None,
    to: tuple[Address, ...] = (),
    papers: tuple[Mapping[str, Any], ...] = (),
) -> Plan:
    """The plan of one step: a call, or what to sign so that somebody else sends it."""
    filled: dict[str, object] = {"agreement": terms.id, **(words or {})}
    if not intent.signed:
        return Plan(says, undo, calls=(call,), to=to, papers=papers, values=filled)
    consent = consent_of(intent, terms, name, values, desk.now)
    typed = signable(desk, terms, name, by, values, consent)
    return Plan(says, UNSEND, sign=typed, to=to, papers=papers, values=filled)


def signable(
    desk: Desk, terms: Terms, name: str, by: Address, values: Sequence[int | str], consent: Consent
) -> TypedData:
    """Typed data of a step on these terms."""
    if name == "Accept":
        return bench(desk).accept(terms, consent)
    return bench(desk).on_one(name, by, terms.id, values, consent)
