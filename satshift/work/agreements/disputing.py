"""Plans where the two do not agree, or agree to end: dispute, rule, split, offer to part, part."""

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Invalid
from satshift.kernel.money import PPM
from satshift.kernel.shape import Desk, Moment, Plan
from satshift.kernel.words import say
from satshift.work.agreements import units
from satshift.work.agreements.contract import NONE, Consent
from satshift.work.agreements.intents import (
    DisputeIntent,
    MilestoneIntent,
    OfferToPartIntent,
    PartIntent,
    RuleIntent,
)
from satshift.work.agreements.papers import Signed
from satshift.work.agreements.planning import (
    FINAL,
    UNSEND,
    acting,
    bench,
    clearly,
    consent_of,
    find,
    main,
    money,
    note,
    place,
    step,
    twin,
)
from satshift.work.agreements.rules import Agreement
from satshift.work.agreements.typed import signer_of


def dispute(intent: DisputeIntent, desk: Desk) -> Plan:
    """Either side stops one milestone for an arbiter; the others flow on."""
    agreement = find(desk, intent.agreement)
    terms, number = agreement.terms, place(agreement, intent)
    by = acting(intent.by, terms.client)
    with clearly():
        after = agreement.dispute(by, desk.now, number)
    paper, digest = note("statement", terms, intent.milestone, salt=intent.salt, text=intent.note)
    with_arbiter = say(
        "Dispute milestone {milestone} with {amount}. Unless somebody rules by {until}, the worker gets {share}."
    )
    alone = say(
        "Dispute milestone {milestone} with {amount}. No arbiter was chosen: after {until} the worker gets {share}."
    )
    return step(
        desk,
        intent,
        terms,
        name="Dispute",
        by=by,
        call=main(desk).dispute(terms, number, digest),
        values=(number, digest),
        says=alone if terms.arbiter == NOBODY else with_arbiter,
        undo=say(
            "A dispute can’t be taken back, but the client can release it all and the worker can give it back."
        ),
        words={
            "milestone": intent.milestone,
            "amount": money(terms, agreement.left(number)),
            "until": Moment(after.ruling_ends(number)),
            "share": f"{terms.worker_share_ppm / 10_000:g} %",
            "digest": digest,
        },
        papers=(paper,),
    )


def rule(intent: RuleIntent, desk: Desk) -> Plan:
    """The arbiter divides a disputed milestone; after the arbiter's time the fallback arbiter."""
    agreement = find(desk, intent.agreement)
    terms, number = agreement.terms, place(agreement, intent)
    share = units.field("share", units.part, intent.share)
    fee = units.field("fee", lambda text: units.amount(text, terms.currency), intent.fee)
    by = acting(intent.by, _arbiter_now(agreement, number, desk.now))
    with clearly():
        agreement.rule(by, desk.now, number, share, fee)
    paper, digest = note("ruling", terms, intent.milestone, salt=intent.salt, text=intent.note)
    rest = agreement.left(number) - fee
    to_worker = rest * share // PPM
    return step(
        desk,
        intent,
        terms,
        name="Rule",
        by=by,
        call=main(desk).rule(terms, number, share, fee, digest),
        values=(number, share, fee, digest),
        says=say(
            "Rule on milestone {milestone}: {to_worker} for the worker, {to_client} for the client, {fee} for you."
        ),
        undo=FINAL,
        words={
            "milestone": intent.milestone,
            "to_worker": money(terms, to_worker),
            "to_client": money(terms, rest - to_worker),
            "fee": money(terms, fee),
            "digest": digest,
        },
        to=(terms.worker, terms.client, by),
        papers=(paper,),
    )


def split(intent: MilestoneIntent, desk: Desk) -> Plan:
    """Nobody ruled in time: anyone carries out the split in the terms."""
    agreement = find(desk, intent.agreement)
    terms, number = agreement.terms, place(agreement, intent)
    if intent.signed:
        anyone = say("Anyone can send this step, so there is nothing to sign. Send it from any account.")
        raise Invalid("signature-needless", anyone, {"signed": anyone})
    with clearly():
        agreement.split(desk.now, number)
    left = agreement.left(number)
    to_worker = left * terms.worker_share_ppm // PPM
    return step(
        desk,
        intent,
        terms,
        name="Split",
        by=terms.client,
        call=main(desk).split(terms, number),
        says=say(
            "Carry out the split of milestone {milestone}: {to_worker} for the worker, {to_client} for the client."
        ),
        undo=FINAL,
        words={
            "milestone": intent.milestone,
            "to_worker": money(terms, to_worker),
            "to_client": money(terms, left - to_worker),
        },
        to=(terms.worker, terms.client),
    )


def offer_to_part(intent: OfferToPartIntent, desk: Desk) -> Plan:
    """Sign a split of all that is left; the other side carries it out or lets it lapse."""
    agreement = find(desk, intent.agreement)
    terms = agreement.terms
    by = acting(intent.by, terms.client)
    _only_parties(agreement, by)
    held = agreement.held
    to_worker = _wanted(agreement, intent)
    values = (to_worker, held - to_worker)
    consent = consent_of(intent, terms, "Part", values, desk.now)
    if consent.tip:
        raise Invalid("tip-impossible", TIPLESS, {"tip": TIPLESS})
    with clearly():
        agreement.part(True, *values)
    return Plan(
        says=say(
            "Offer to part: {to_worker} for the worker, {to_client} for the client. It counts until {until}."
        ),
        undo=UNSEND,
        sign=bench(desk).part(terms, by, *values, consent),
        to=(terms.worker, terms.client),
        values={
            "agreement": terms.id,
            "to_worker": money(terms, values[0]),
            "to_client": money(terms, values[1]),
            "until": Moment(consent.deadline),
        },
    )


def part(intent: PartIntent, desk: Desk) -> Plan:
    """Carry out a split that the other side signed."""
    agreement = find(desk, intent.agreement)
    terms = agreement.terms
    by = acting(intent.by, NOBODY)
    _only_parties(agreement, by)
    other = terms.worker if by == terms.client else terms.client
    to_worker, consent = _offer(agreement, intent, other, desk)
    to_client = agreement.held - to_worker
    typed = bench(desk).part(terms, other, to_worker, to_client, consent)
    if consent.deadline < desk.now:
        raise Invalid("offer-lapsed", say("This offer has lapsed. Ask the other side to sign a new one."))
    if signer_of(typed, consent.signature) != other:
        wrong = say(
            "The signature is not the other side’s for this split of what is left now. Ask for a new one."
        )
        raise Invalid("offer-unsigned", wrong, {"signature": wrong})
    with clearly():
        agreement.part(True, to_worker, to_client)
    mine = (NONE, consent) if by == terms.worker else (consent, NONE)
    call = twin(desk).part(main(desk).address, terms, to_worker, to_client, *mine)
    return Plan(
        says=say("Part: {to_worker} for the worker, {to_client} for the client. The agreement ends."),
        undo=FINAL,
        calls=(call,),
        to=(terms.worker, terms.client),
        values={
            "agreement": terms.id,
            "to_worker": money(terms, to_worker),
            "to_client": money(terms, to_client),
        },
    )


TIPLESS = say("The other side sends this, so it carries no tip. Leave the tip out.")


def _only_parties(agreement: Agreement, by: Address) -> None:
    if by not in (agreement.terms.client, agreement.terms.worker):
        who = say("Only the client or the worker may do this. Use the account of one of them.")
        raise Invalid("part-not-a-party", who, {"by": who})


def _arbiter_now(agreement: Agreement, number: int, now: int) -> Address:
    """Whose turn it is to rule."""
    if not agreement.milestones:
        return agreement.terms.arbiter
    first = agreement.milestones[number].clock + agreement.terms.answer_for_seconds
    return agreement.terms.arbiter if now <= first else agreement.terms.fallback_arbiter


def _wanted(agreement: Agreement, intent: OfferToPartIntent) -> int:
    """What the worker is to get, in wei."""
    held = agreement.held
    if intent.share.strip():
        return held * units.field("share", units.part, intent.share) // PPM
    if not intent.to_worker.strip():
        which = say("Say how much the worker gets, as an amount or as a percentage.")
        raise Invalid("part-without-sum", which, {"to_worker": which})
    currency = agreement.terms.currency
    wanted = units.field("to_worker", lambda text: units.amount(text, currency), intent.to_worker)
    if wanted > held:
        above = say("Only {held} are left. Choose at most that.")
        left = {"held": money(agreement.terms, held)}
        raise Invalid("amount-above-locked", above, {"to_worker": above.format_map(left)}, **left)
    return wanted


def _offer(agreement: Agreement, intent: PartIntent, other: Address, desk: Desk) -> tuple[int, Consent]:
    """The sums and the signature of the other side: as given, else as handed over to this node."""
    if intent.signature is None:
        signed = desk.find(Signed, f"Part:{agreement.terms.id}:{other}")
        return signed.values[0], Consent(signed.tip, signed.nonce, signed.deadline, signed.signature)
    currency = agreement.terms.currency
    to_worker = units.field("to_worker", lambda text: units.amount(text, currency), intent.to_worker)
    return to_worker, Consent(0, intent.nonce, intent.deadline, intent.signature)
