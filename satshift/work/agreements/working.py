"""Plans while the work goes on: submit, request changes, extend, release, settle, reclaim, give back."""

from satshift.kernel.address import Address
from satshift.kernel.errors import Invalid
from satshift.kernel.shape import Desk, Moment, Plan
from satshift.kernel.words import say
from satshift.work.agreements import units
from satshift.work.agreements.intents import (
    ExtendIntent,
    GiveBackIntent,
    MilestoneIntent,
    ReleaseIntent,
    RequestChangesIntent,
    SubmitIntent,
)
from satshift.work.agreements.planning import FINAL, acting, clearly, find, main, money, note, place, step
from satshift.work.agreements.rules import Agreement, Stage
from satshift.work.agreements.terms import Terms


def submit(intent: SubmitIntent, desk: Desk) -> Plan:
    """The worker delivers; the review clock starts."""
    agreement = find(desk, intent.agreement)
    terms, number = agreement.terms, place(agreement, intent)
    by = acting(intent.by, terms.worker)
    with clearly():
        agreement.submit(by, desk.now, number)
    paper, digest = note(
        "delivery", terms, intent.milestone, salt=intent.salt, text=intent.note, links=intent.links
    )
    return step(
        desk,
        intent,
        terms,
        name="Submit",
        by=by,
        call=main(desk).submit(terms, number, digest),
        values=(number, digest),
        says=say(
            "Deliver milestone {milestone}. If the client stays silent until about {until}, you are paid {amount}."
        ),
        undo=say(
            "You can’t take a delivery back. The client can ask for changes, or you can give the money back."
        ),
        words={
            "milestone": intent.milestone,
            "until": Moment(desk.now + terms.review_for_seconds),
            "amount": money(terms, agreement.left(number)),
            "digest": digest,
        },
        papers=(paper,),
    )


def request_changes(intent: RequestChangesIntent, desk: Desk) -> Plan:
    """The client hands the turn back to the worker."""
    agreement = find(desk, intent.agreement)
    terms, number = agreement.terms, place(agreement, intent)
    by = acting(intent.by, terms.client)
    with clearly():
        after = agreement.request_changes(by, desk.now, number)
    paper, digest = note("changes", terms, intent.milestone, salt=intent.salt, text=intent.note)
    return step(
        desk,
        intent,
        terms,
        name="RequestChanges",
        by=by,
        call=main(desk).request_changes(terms, number, digest),
        values=(number, digest),
        says=say(
            "Ask for changes of milestone {milestone} ({rounds} of {most}). The worker delivers again by {due}."
        ),
        undo=say("This can’t be undone, but you can release the money at any time."),
        words={
            "milestone": intent.milestone,
            "rounds": after.milestones[number].rounds,
            "most": terms.change_rounds,
            "due": Moment(after.due(number)),
            "digest": digest,
        },
        papers=(paper,),
    )


def extend(intent: ExtendIntent, desk: Desk) -> Plan:
    """The side that loses by it gives the other more time."""
    agreement = find(desk, intent.agreement)
    terms, number = agreement.terms, place(agreement, intent)
    until = units.field("until", units.moment, intent.until)
    is_review = bool(agreement.milestones) and agreement.milestones[number].stage is Stage.SUBMITTED
    by = acting(intent.by, terms.worker if is_review else terms.client)
    with clearly():
        agreement.extend(by, desk.now, number, until)
    review = say("Give the client until {until} to review milestone {milestone}.")
    due = say("Give the worker until {until} for milestone {milestone}.")
    return step(
        desk,
        intent,
        terms,
        name="Extend",
        by=by,
        call=main(desk).extend(terms, number, until),
        values=(number, until),
        says=review if is_review else due,
        undo=say("A later date can’t be made an earlier one again."),
        words={"milestone": intent.milestone, "until": Moment(until)},
    )


def release(intent: ReleaseIntent, desk: Desk) -> Plan:
    """The client pays a milestone, or a part of it."""
    agreement = find(desk, intent.agreement)
    terms, number = agreement.terms, place(agreement, intent)
    by = acting(intent.by, terms.client)
    left = agreement.left(number) if agreement.milestones else 0
    amount = left
    if intent.amount.strip():
        amount = units.field("amount", lambda text: units.amount(text, terms.currency), intent.amount)
        if amount > left:
            above = say("Only {left} are locked for this milestone. Choose at most that.")
            locked = {"left": money(terms, left)}
            raise Invalid("amount-above-locked", above, {"amount": above.format_map(locked)}, **locked)
    with clearly():
        agreement.release(by, number, amount)
    all_of_it = say("Release {amount} for milestone {milestone}. It is the worker’s at once.")
    part_of_it = say("Release {amount} of {left} for milestone {milestone}. It is the worker’s at once.")
    return step(
        desk,
        intent,
        terms,
        name="Release",
        by=by,
        call=main(desk).release(terms, number, amount),
        values=(number, amount),
        says=all_of_it if amount == left else part_of_it,
        undo=FINAL,
        words={
            "milestone": intent.milestone,
            "amount": money(terms, amount),
            "left": money(terms, left),
        },
        to=_team(terms),
    )


def settle(intent: MilestoneIntent, desk: Desk) -> Plan:
    """The review passed in silence: anyone sends the worker's money to the worker."""
    agreement = find(desk, intent.agreement)
    terms, number = agreement.terms, place(agreement, intent)
    with clearly():
        agreement.settle(desk.now, number)
    return step(
        desk,
        intent,
        terms,
        name="Settle",
        by=terms.worker,
        call=main(desk).settle(terms, number),
        values=(number,),
        says=say("Pay {amount} for milestone {milestone} to the worker: the review passed in silence."),
        undo=FINAL,
        words={"milestone": intent.milestone, "amount": money(terms, agreement.left(number))},
        to=_team(terms),
    )


def reclaim(intent: MilestoneIntent, desk: Desk) -> Plan:
    """Nothing was submitted in time: the client takes the milestone back."""
    agreement = find(desk, intent.agreement)
    terms, number = agreement.terms, place(agreement, intent)
    by = acting(intent.by, terms.client)
    with clearly():
        agreement.reclaim(by, desk.now, number)
    return step(
        desk,
        intent,
        terms,
        name="Reclaim",
        by=by,
        call=main(desk).reclaim(terms, number),
        values=(number,),
        says=say("Take back {amount} of milestone {milestone}: nothing was submitted in time."),
        undo=FINAL,
        words={"milestone": intent.milestone, "amount": money(terms, agreement.left(number))},
        to=(terms.client,),
    )


def give_back(intent: GiveBackIntent, desk: Desk) -> Plan:
    """The worker returns what is locked for some milestones, or for all that have not ended."""
    agreement = find(desk, intent.agreement)
    terms = agreement.terms
    by = acting(intent.by, terms.worker)
    numbers = _chosen(agreement, intent)
    with clearly():
        agreement.give_back(by, numbers)
    bits = sum(1 << number for number in numbers)
    amount = sum(agreement.left(number) for number in numbers)
    return step(
        desk,
        intent,
        terms,
        name="GiveBack",
        by=by,
        call=main(desk).give_back(terms, bits),
        values=(bits,),
        says=say("Give {amount} back to {client} (milestones: {milestones})."),
        undo=FINAL,
        words={
            "amount": money(terms, amount),
            "client": terms.client,
            "milestones": ", ".join(str(number + 1) for number in numbers),
        },
        to=(terms.client,),
    )


def _chosen(agreement: Agreement, intent: GiveBackIntent) -> list[int]:
    count = len(agreement.terms.milestones)
    if intent.milestones:
        return sorted({units.milestone(number, count) for number in intent.milestones})
    return [number for number, each in enumerate(agreement.milestones) if each.stage is not Stage.ENDED]


def _team(terms: Terms) -> tuple[Address, ...]:
    return tuple(payee.account for payee in terms.payees)
