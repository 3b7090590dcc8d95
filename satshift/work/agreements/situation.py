"""Where an agreement stands in words: what happened, whose turn it is, until when, what silence brings, what can be done.

Pure: what the rules know, the time and who looks go in; sentences and choices come out.
Times in sentences are `Moment`s and amounts `Money`, so that pages can show them in the reader's own way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.shape import Moment, Money, Sentence
from satshift.kernel.words import say
from satshift.work.agreements.choices import Choice, choices
from satshift.work.agreements.rules import Agreement, Stage, Status

# What somebody in turn does first; the rest stands below.
FIRST: Mapping[str, tuple[str, ...]] = {
    "offered": ("accept", "take_back"),
    "in_progress": ("submit",),
    "changes_requested": ("submit",),
    "overdue": ("reclaim", "extend", "give_back"),
    "submitted": ("release",),
    "approved": ("settle",),
    "disputed": ("rule",),
    "unruled": ("split",),
}
ENDINGS: Mapping[str, str] = {
    "released": say("The client released this money; it is the worker’s."),
    "settled": say("The review passed in silence, so the worker was paid."),
    "reclaimed": say("Nothing was submitted in time, so the client took this money back."),
    "given_back": say("The worker gave this money back to the client."),
    "parted": say("Both sides parted with a split that both signed."),
    "ruled": say("An arbiter ruled, and both sides were paid by the ruling."),
    "split": say("Nobody ruled in time, so the split in the terms was carried out."),
    "declined": say("The worker declined; the client has all the money back."),
    "taken_back": say("The client took the money back before the worker accepted."),
    "paid": say("All the money was released to the worker."),
    "returned": say("All the money went back to the client."),
    "shared": say("It has ended; each side was paid its part."),
}
STATES: Mapping[str, str] = {
    "released": "released",
    "settled": "released",
    "paid": "released",
    "reclaimed": "refunded",
    "given_back": "refunded",
    "returned": "refunded",
    "parted": "cancelled_mutual",
    "declined": "declined",
    "taken_back": "withdrawn",
    "ruled": "ruled",
    "split": "ruled",
    "shared": "ended",
}
OVER = say("It has ended. Nothing is locked any more.")


@dataclass(frozen=True, slots=True)
class Books:
    """What only the history knows: how things ended, and where the money went (wei)."""

    ended_as: str | None = None
    milestones: tuple[str | None, ...] = ()
    released: int = 0
    returned: int = 0
    fees: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One milestone, counted from one, as people do."""

    number: int
    state: str
    says: Sentence
    whose_turn: str | None
    deadline: int | None
    if_silent: Sentence | None
    primary: Choice | None
    others: tuple[Choice, ...]
    amount: Money
    left: Money


@dataclass(frozen=True, slots=True)
class MoneyNow:
    """The money box. What is refundable goes back to the client at once when the client asks."""

    total: Money
    locked: Money
    released: Money
    returned: Money
    fees: Money
    refundable: Money


@dataclass(frozen=True, slots=True)
class Situation:
    """Where an agreement stands for whoever looks."""

    state: str
    says: Sentence
    role: str | None
    whose_turn: str | None
    deadline: int | None
    if_silent: Sentence | None
    primary: Choice | None
    others: tuple[Choice, ...]
    money: MoneyNow
    milestones: tuple[Part, ...]

    @property
    def is_my_turn(self) -> bool:
        """Whether the one who looks is the one who is waited for."""
        return self.role is not None and self.whose_turn in (self.role, "anyone")


def situation(
    agreement: Agreement, now: int, viewer: Address | None, books: Books | None = None
) -> Situation:
    """Where an agreement stands at `now` for `viewer`."""
    books = books or Books()
    mine = choices(agreement, viewer, now)
    parts = tuple(
        _part(agreement, number, now, mine, books) for number in range(len(agreement.terms.milestones))
    )
    role, money = _role(agreement, viewer), _money(agreement, now, books)
    if agreement.status is Status.ENDED:
        how = books.ended_as or ""
        says = Sentence(ENDINGS.get(how, OVER))
        return Situation(STATES.get(how, "ended"), says, role, None, None, None, None, (), money, parts)
    if agreement.status is Status.OFFERED:
        return _offered(role, mine, money, parts)
    lead = min((part for part in parts if part.whose_turn), key=lambda part: _urgency(part, role))
    primary = lead.primary or next((part.primary for part in parts if part.primary), None)
    return Situation(
        state=lead.state,
        says=lead.says,
        role=role,
        whose_turn=lead.whose_turn,
        deadline=lead.deadline,
        if_silent=lead.if_silent,
        primary=primary,
        others=tuple(choice for choice in mine if choice != primary),
        money=money,
        milestones=parts,
    )


def _offered(
    role: str | None, mine: tuple[Choice, ...], money: MoneyNow, parts: tuple[Part, ...]
) -> Situation:
    primary = _first("offered", mine)
    return Situation(
        state="offered",
        says=Sentence(
            say("{amount} are locked for this job. The worker has not accepted yet."),
            {"amount": money.locked},
        ),
        role=role,
        whose_turn="worker",
        deadline=None,
        if_silent=Sentence(
            say("If the worker stays silent, the client can take all of it back at any time.")
        ),
        primary=primary,
        others=tuple(choice for choice in mine if choice != primary),
        money=money,
        milestones=parts,
    )


def _part(agreement: Agreement, number: int, now: int, mine: tuple[Choice, ...], books: Books) -> Part:
    state, says, turn, deadline, silent = _words(agreement, number, now, books)
    own = tuple(choice for choice in mine if choice.milestone == number)
    primary = _first(state, own)
    currency = agreement.terms.currency
    left = agreement.left(number) if agreement.status is not Status.ENDED else 0
    return Part(
        number=number + 1,
        state="disputed" if state == "unruled" else "expired" if state == "overdue" else state,
        says=says,
        whose_turn=turn,
        deadline=deadline,
        if_silent=silent,
        primary=primary,
        others=tuple(choice for choice in own if choice != primary),
        amount=Money(agreement.terms.milestones[number].amount, currency),
        left=Money(left, currency),
    )


Words = tuple[str, Sentence, str | None, int | None, Sentence | None]


def _words(agreement: Agreement, number: int, now: int, books: Books) -> Words:
    """State, sentence, whose turn, until when, and what silence brings, for one milestone."""
    if agreement.status is Status.OFFERED:
        return "offered", Sentence(say("It begins when the worker accepts.")), None, None, None
    stage = Stage.ENDED if agreement.status is Status.ENDED else agreement.milestones[number].stage
    if stage is Stage.ENDED:
        known = books.milestones[number] if number < len(books.milestones) else books.ended_as
        says = Sentence(ENDINGS.get(known or "", OVER))
        return STATES.get(known or "", "ended"), says, None, None, None
    words = {Stage.WORKING: _working, Stage.SUBMITTED: _submitted, Stage.DISPUTED: _disputed}
    return words[stage](agreement, number, now)


def _working(agreement: Agreement, number: int, now: int) -> Words:
    ends, due = agreement.last_call(number), Moment(agreement.due(number))
    if now > ends:
        says = Sentence(
            say("Nothing was submitted by {until}, the end of the grace."), {"until": Moment(ends)}
        )
        silent = Sentence(
            say("The client can take this money back at any time, or give the worker more time.")
        )
        return "overdue", says, "client", None, silent
    silent = Sentence(
        say("If nothing is submitted by {until}, the client can take this money back."),
        {"until": Moment(ends)},
    )
    rounds = agreement.milestones[number].rounds
    if rounds:
        says = Sentence(
            say("The client asked for changes ({rounds} of {most}). The worker delivers again by {due}."),
            {"rounds": rounds, "most": agreement.terms.change_rounds, "due": due},
        )
        return "changes_requested", says, "worker", ends, silent
    return "in_progress", Sentence(say("The worker delivers by {due}."), {"due": due}), "worker", ends, silent


def _submitted(agreement: Agreement, number: int, now: int) -> Words:
    ends = agreement.milestones[number].clock
    until = {"until": Moment(ends)}
    if now > ends:
        says = Sentence(say("The review ended on {until} without an answer."), until)
        silent = Sentence(say("Anyone can send the money to the worker now."))
        return "approved", says, "anyone", None, silent
    says = Sentence(say("The worker has delivered. The client reviews until {until}."), until)
    silent = Sentence(say("If the client stays silent until {until}, the worker is paid."), until)
    return "submitted", says, "client", ends, silent


def _disputed(agreement: Agreement, number: int, now: int) -> Words:
    terms, began = agreement.terms, agreement.milestones[number].clock
    ends, first = agreement.ruling_ends(number), began + terms.answer_for_seconds
    share = {"share": f"{terms.worker_share_ppm / 10_000:g} %"}
    if now > ends:
        says = Sentence(say("Nobody ruled by {until}."), {"until": Moment(ends)})
        silent = Sentence(
            say("Anyone can carry out the split in the terms now: {share} for the worker."), share
        )
        return "unruled", says, "anyone", None, silent
    split = say("If nobody rules by {until}, the split in the terms applies: {share} for the worker.")
    silent = Sentence(split, {**share, "until": Moment(ends)})
    if terms.arbiter == NOBODY:
        says = Sentence(say("It is in dispute, and no arbiter was chosen. Agree on a split, or wait."))
        return "disputed", says, "both", ends, silent
    if now > first:
        says = Sentence(
            say("The arbiter did not answer. The fallback arbiter rules by {until}."), {"until": Moment(ends)}
        )
        return "disputed", says, "fallback_arbiter", ends, silent
    says = Sentence(say("It is in dispute. The arbiter rules by {until}."), {"until": Moment(first)})
    if terms.fallback_arbiter != NOBODY:
        then = say("If the arbiter stays silent until {until}, the fallback arbiter rules.")
        silent = Sentence(then, {"until": Moment(first)})
    return "disputed", says, "arbiter", first, silent


def _first(state: str, mine: tuple[Choice, ...]) -> Choice | None:
    """What somebody in this state does first: a step of the list, or None where it is not their turn."""
    for verb in FIRST.get(state, ()):
        for choice in mine:
            if choice.verb == verb:
                return choice
    return None


def _urgency(part: Part, role: str | None) -> tuple[bool, bool, int, int]:
    """First what waits for the one who looks, then by deadline; what has none can be done at once."""
    is_mine = role is not None and part.whose_turn in (role, "anyone")
    return (not is_mine, part.primary is None, part.deadline or 0, part.number)


def _role(agreement: Agreement, viewer: Address | None) -> str | None:
    terms = agreement.terms
    if viewer is None:
        return None
    named = {payee.account: "payee" for payee in terms.payees}
    named |= {terms.fallback_arbiter: "fallback_arbiter", terms.arbiter: "arbiter"}
    named |= {terms.worker: "worker", terms.client: "client"}
    return named.get(viewer, "stranger") if viewer != NOBODY else "stranger"


def _money(agreement: Agreement, now: int, books: Books) -> MoneyNow:
    currency, held = agreement.terms.currency, agreement.held
    refundable = held if agreement.status is Status.OFFERED else 0
    if agreement.status is Status.BOUND:
        refundable = sum(
            agreement.left(number)
            for number, progress in enumerate(agreement.milestones)
            if progress.stage is Stage.WORKING and now > agreement.last_call(number)
        )
    return MoneyNow(
        total=Money(agreement.terms.total, currency),
        locked=Money(held, currency),
        released=Money(books.released, currency),
        returned=Money(books.returned, currency),
        fees=Money(books.fees, currency),
        refundable=Money(refundable, currency),
    )
