"""Plans that begin an agreement: draft it, sign a draft, open, accept, decline, take back."""

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Invalid, NotFound, Refused
from satshift.kernel.money import PPM
from satshift.kernel.shape import Call, Desk, Plan
from satshift.kernel.words import say
from satshift.work.agreements import papers, units
from satshift.work.agreements.contract import NONE, Consent
from satshift.work.agreements.intents import AcceptDraftIntent, DraftIntent, OpenIntent, StepIntent
from satshift.work.agreements.papers import Draft, PaperMilestone, PaperPayee, Signed
from satshift.work.agreements.planning import (
    FINAL,
    UNSEND,
    acting,
    bench,
    clearly,
    find,
    main,
    money,
    nonce_for,
    step,
    twin,
)
from satshift.work.agreements.rules import Agreement
from satshift.work.agreements.standing import Slot
from satshift.work.agreements.terms import Terms

OPEN_FOR = 7 * units.DAY
UNTIL_ACCEPTED = say("You can take all of it back at any time until the worker accepts.")
BOUND = say("The worker has signed, so both sides are bound at once.")


def draft(intent: DraftIntent, desk: Desk) -> Plan:
    """Write the terms down; nothing is signed or sent yet."""
    paper = _paper(intent, desk)
    terms = paper.terms()
    terms.check(desk.now)
    return Plan(
        says=say("Write down “{title}”: {amount} in {count} milestones, for {worker}."),
        undo=say("Nothing is locked yet. Write another draft to change it."),
        papers=(papers.as_paper(paper),),
        values={
            "title": paper.title,
            "amount": money(terms, terms.total),
            "count": len(terms.milestones),
            "worker": terms.worker,
            "digest": terms.digest,
            "agreement": terms.id,
        },
    )


def accept_draft(intent: AcceptDraftIntent, desk: Desk) -> Plan:
    """The worker signs the terms of a draft; the client then opens it as a bound agreement."""
    paper = _here(desk.find(Draft, intent.draft.lower()), desk)
    terms = paper.terms()
    terms.check(desk.now)
    with clearly():
        Agreement(terms).open(terms.client, desk.now).accept(acting(intent.by, terms.worker))
    consent = Consent(0, nonce_for(terms.id, "Accept", (), terms.open_by), terms.open_by)
    return Plan(
        says=say("Agree to “{title}”: {amount} for {worker}, as soon as {client} locks the money."),
        undo=UNSEND,
        sign=bench(desk).accept(terms, consent),
        values={
            "title": paper.title,
            "amount": money(terms, terms.total),
            "worker": terms.worker,
            "client": terms.client,
            "agreement": terms.id,
        },
    )


def open_(intent: OpenIntent, desk: Desk) -> Plan:
    """Lock the money; with the worker's signature both sides are bound by the same transaction."""
    paper = _here(_draft_of(intent, desk), desk)
    terms = paper.terms()
    terms.check(desk.now)
    with clearly():
        Agreement(terms).open(acting(intent.by, terms.client), desk.now)
    if desk.find(Slot, terms.id).is_open:
        raise Refused(
            "agreement-open-already",
            say("This agreement is open already. Look at it instead of opening it again."),
        )
    consent = _workers_consent(terms, desk) if intent.bound else None
    value = terms.total if terms.currency == NOBODY else 0
    if consent is None:
        call = main(desk).open(terms, value)
    else:
        call = twin(desk).open(main(desk).address, terms, consent, NONE, value)
    return Plan(
        says=say("Lock {amount} for “{title}”. {worker} is paid from it, milestone by milestone."),
        undo=UNTIL_ACCEPTED if consent is None else BOUND,
        calls=(*_allow(terms, main(desk).address), call),
        leaves=money(terms, terms.total),
        to=(main(desk).address,),
        papers=(papers.as_paper(paper),),
        values={
            "amount": money(terms, terms.total),
            "title": paper.title,
            "worker": terms.worker,
            "agreement": terms.id,
        },
    )


def accept(intent: StepIntent, desk: Desk) -> Plan:
    """The worker binds both sides."""
    agreement = find(desk, intent.agreement)
    terms = agreement.terms
    by = acting(intent.by, terms.worker)
    with clearly():
        agreement.accept(by)
    return step(
        desk,
        intent,
        terms,
        name="Accept",
        by=by,
        call=main(desk).accept(terms),
        says=say("Accept the job. {amount} are locked for it, and both sides are bound."),
        undo=say("You can give money back at any time; the client can’t take it back from now on."),
        words={"amount": money(terms, terms.total)},
    )


def decline(intent: StepIntent, desk: Desk) -> Plan:
    """The worker says no, and the client has all the money back."""
    agreement = find(desk, intent.agreement)
    terms = agreement.terms
    by = acting(intent.by, terms.worker)
    with clearly():
        agreement.decline(by)
    return step(
        desk,
        intent,
        terms,
        name="Decline",
        by=by,
        call=main(desk).decline(terms),
        says=say("Decline the job. {amount} go back to {client}."),
        undo=FINAL,
        words={"amount": money(terms, terms.total), "client": terms.client},
        to=(terms.client,),
    )


def take_back(intent: StepIntent, desk: Desk) -> Plan:
    """The client takes all the money back while the worker has not accepted."""
    agreement = find(desk, intent.agreement)
    terms = agreement.terms
    by = acting(intent.by, terms.client)
    with clearly():
        agreement.take_back(by)
    return step(
        desk,
        intent,
        terms,
        name="TakeBack",
        by=by,
        call=main(desk).take_back(terms),
        says=say("Take back {amount}. The offer ends."),
        undo=FINAL,
        words={"amount": money(terms, terms.total)},
        to=(terms.client,),
    )


# Below: how a draft is made of what was typed.


def _paper(intent: DraftIntent, desk: Desk) -> Draft:
    currency = units.field("currency", units.address, intent.currency)
    read = papers.read(
        {
            "kind": "draft",
            "salt": intent.salt,
            "title": intent.title,
            "text": intent.text,
            "chain_id": desk.chain_id,
            "client": units.field("client", units.address, intent.client),
            "currency": currency,
            "arbiter": units.field("arbiter", units.address, intent.arbiter),
            "fallback_arbiter": units.field("fallback_arbiter", units.address, intent.fallback_arbiter),
            "review_for_seconds": units.field("review", units.span, intent.review),
            "grace_for_seconds": units.field("grace", units.span, intent.grace),
            "answer_for_seconds": units.field("answer", units.span, intent.answer),
            "fee_cap_ppm": units.field("fee_cap", units.part, intent.fee_cap),
            "worker_share_ppm": units.field("worker_share", units.part, intent.worker_share),
            "change_rounds": intent.change_rounds,
            "open_by": _open_by(intent, desk),
            "payees": [payee.model_dump() for payee in _payees(intent)],
            "milestones": [milestone.model_dump() for milestone in _milestones(intent, currency)],
            **({"replaces": intent.replaces.lower()} if intent.replaces else {}),
        }
    )
    assert isinstance(read, Draft)
    return read


def _open_by(intent: DraftIntent, desk: Desk) -> int:
    if not intent.open_by.strip():
        return desk.now + OPEN_FOR
    return units.field("open_by", units.moment, intent.open_by)


def _payees(intent: DraftIntent) -> list[PaperPayee]:
    worker = units.field("worker", units.address, intent.worker)
    if not intent.team:
        return [PaperPayee(account=worker, share_ppm=PPM)]
    team = [
        PaperPayee(
            account=units.field(f"team.{place}.account", units.address, payee.account),
            share_ppm=units.field(f"team.{place}.share", units.part, payee.share),
        )
        for place, payee in enumerate(intent.team)
    ]
    if team[0].account != worker:
        first = say("The worker comes first in the team. Put the worker’s share on top.")
        raise Invalid("team-without-worker", first, {"team.0.account": first})
    return team


def _milestones(intent: DraftIntent, currency: Address) -> list[PaperMilestone]:
    def read(text: str) -> int:
        return units.amount(text, currency)

    return [
        PaperMilestone(
            title=each.title,
            text=each.text,
            amount=str(units.field(f"milestones.{place}.amount", read, each.amount)),
            due=units.field(f"milestones.{place}.due", units.moment, each.due),
        )
        for place, each in enumerate(intent.milestones)
    ]


def _draft_of(intent: OpenIntent, desk: Desk) -> Draft:
    if intent.paper is not None:
        read = papers.read(intent.paper)
        if isinstance(read, Draft):
            return read
    if intent.draft is None:
        which = say("Name the draft by its digest, or give the draft itself.")
        raise Invalid("draft-missing", which, {"draft": which})
    return desk.find(Draft, intent.draft.lower())


def _here(paper: Draft, desk: Desk) -> Draft:
    if paper.chain_id != desk.chain_id:
        raise Refused(
            "draft-other-chain",
            say("This draft was written for chain {draft}, and this is chain {here}. Choose that network."),
            draft=paper.chain_id,
            here=desk.chain_id,
        )
    return paper


def _workers_consent(terms: Terms, desk: Desk) -> Consent | None:
    try:
        signed = desk.find(Signed, f"Accept:{terms.id}:{terms.worker}")
    except NotFound:
        return None
    return Consent(signed.tip, signed.nonce, signed.deadline, signed.signature)


def _allow(terms: Terms, spender: Address) -> tuple[Call, ...]:
    """A token has to be allowed first."""
    if terms.currency == NOBODY:
        return ()
    return (Call(terms.currency, "Token", "approve", (spender, terms.total)),)
