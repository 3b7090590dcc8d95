"""The pure model of the contract Agreement: what each step changes, whom it pays, and when it is refused.

No chain, no database, no clock: who acts and what time it is are told. Every method refuses in the contract's
order with the contract's words, so a person can be told before anything is signed.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Refused
from satshift.kernel.money import PPM, split
from satshift.work.agreements.terms import (
    HORIZON,
    LONGEST,
    MEZO_BTC,
    MOST_ROUNDS,
    Milestone,
    Payee,
    Terms,
)

__all__ = ["Agreement", "Credits", "Milestone", "Payee", "Progress", "Stage", "Status", "Terms", "Tip"]

Payments = tuple[tuple[Address, int], ...]  # to whom, wei; in the order in which they are sent


class Stage(IntEnum):
    """Where a milestone stands; the first three have the contract's numbers."""

    WORKING = 0
    SUBMITTED = 1
    DISPUTED = 2
    ENDED = 3


class Status(StrEnum):
    """Where an agreement stands. What never was and what has ended look the same to the contract."""

    OFFERED = "offered"
    BOUND = "bound"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Progress:
    """One milestone: `clock` is the review's end or when the dispute began; `due` is zero unless it was moved."""

    stage: Stage = Stage.WORKING
    rounds: int = 0
    clock: int = 0
    due: int = 0
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Tip:
    """What the signer pays the sender of a signed step, out of what the signer is paid."""

    to: Address
    amount: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as the contract sees it."""

    terms: Terms
    status: Status = Status.ENDED
    milestones: tuple[Progress, ...] = ()

    def left(self, milestone: int) -> int:
        """What is locked for a milestone, in wei."""
        progress = self.milestones[milestone]
        ended = self.status is Status.ENDED or progress.stage is Stage.ENDED
        return 0 if ended else self.terms.milestones[milestone].amount - progress.paid

    @property
    def held(self) -> int:
        """What is locked altogether, in wei."""
        return sum(self.left(milestone) for milestone in range(len(self.milestones)))

    def due(self, milestone: int) -> int:
        return self.milestones[milestone].due or self.terms.milestones[milestone].due

    def last_call(self, milestone: int) -> int:
        """The last second in which the worker can submit."""
        return self.due(milestone) + self.terms.grace_for_seconds

    def ruling_ends(self, milestone: int) -> int:
        """The last second in which somebody may rule; after it anyone splits."""
        arbiters = 1 if self.terms.fallback_arbiter == NOBODY else 2
        return self.milestones[milestone].clock + arbiters * self.terms.answer_for_seconds

    # The verbs, in the order of the contract.

    def open(self, who: Address, now: int, sent: int | None = None) -> "Agreement":
        """Lock the money. `sent` is the coin that comes along; None is the right sum."""
        terms = self.terms
        _need(who == terms.client, "agreement: not the client")
        _need(self.status is Status.ENDED, "agreement: open already")
        _check_rules(terms, now)
        _check_payees(terms)
        for milestone in terms.milestones:
            _need(now < milestone.due <= now + HORIZON, "agreement: due date out of range")
            _need(milestone.amount != 0, "agreement: an empty milestone")
        _need(terms.total != 0, "agreement: no milestone")
        if terms.currency == NOBODY:
            _need(sent is None or sent == terms.total, "agreement: not the agreed sum")
        else:
            _need(not sent, "payout: coin sent with a token")
            _need(terms.currency != MEZO_BTC, "payout: this token is the coin")
        return Agreement(terms, Status.OFFERED, (Progress(),) * len(terms.milestones))

    def accept(self, who: Address) -> "Agreement":
        self._only_worker(who)
        self._only_offered()
        return replace(self, status=Status.BOUND)

    def decline(self, who: Address) -> tuple["Agreement", Payments]:
        self._only_worker(who)
        self._only_offered()
        return self._over(), _pay(self.terms.client, self.terms.total)

    def take_back(self, who: Address, tip: Tip | None = None) -> tuple["Agreement", Payments]:
        self._only_client(who)
        self._only_offered()
        tipped, rest = _less_tip(self.terms.total, tip)
        return self._over(), tipped + _pay(self.terms.client, rest)

    def submit(self, who: Address, now: int, milestone: int) -> "Agreement":
        self._known(milestone, "terms")
        self._only_worker(who)
        progress = self._look(milestone)
        _need(progress.stage is Stage.WORKING, "parties: it is in question")
        _need(now <= self.last_call(milestone), "parties: the grace has passed")
        ends = now + self.terms.review_for_seconds
        return self._keep(milestone, replace(progress, stage=Stage.SUBMITTED, clock=ends))

    def request_changes(self, who: Address, now: int, milestone: int) -> "Agreement":
        self._known(milestone, "terms")
        self._only_client(who)
        progress = self._look(milestone)
        _need(progress.stage is Stage.SUBMITTED, "parties: nothing submitted")
        _need(now <= progress.clock, "parties: the review has ended")
        _need(progress.rounds < self.terms.change_rounds, "parties: no changes left")
        due = max(self.due(milestone), now + self.terms.review_for_seconds)
        changed = replace(progress, stage=Stage.WORKING, clock=0, due=due, rounds=progress.rounds + 1)
        return self._keep(milestone, changed)

    def extend(self, who: Address, now: int, milestone: int, until: int) -> "Agreement":
        self._known(milestone, "terms")
        progress = self._look(milestone)
        _need(progress.stage is not Stage.DISPUTED, "parties: in dispute")
        if progress.stage is Stage.WORKING:
            self._only_client(who)
            end, moved = self.due(milestone), replace(progress, due=until)
        else:
            self._only_worker(who)
            end, moved = progress.clock, replace(progress, clock=until)
        _need(until > end, "parties: not later than it is")
        _need(until < now + HORIZON, "parties: too far away")
        return self._keep(milestone, moved)

    def release(self, who: Address, milestone: int, amount: int) -> tuple["Agreement", Payments]:
        self._known(milestone, "agreement")
        self._only_client(who)
        progress = self._look(milestone)
        left = self.left(milestone)
        _need(0 < amount <= left, "parties: not what is locked")
        if amount == left:
            return self._end(milestone), self._team(amount)
        _need(progress.stage is not Stage.DISPUTED, "parties: in dispute")
        return self._keep(milestone, replace(progress, paid=progress.paid + amount)), self._team(amount)

    def settle(self, now: int, milestone: int, tip: Tip | None = None) -> tuple["Agreement", Payments]:
        """Anyone may; a tip only goes with the worker's signature, which the twin checks."""
        self._known(milestone, "terms")
        progress = self._look(milestone)
        _need(progress.stage is Stage.SUBMITTED, "parties: nothing submitted")
        _need(now > progress.clock, "parties: the review has time")
        tipped, rest = _less_tip(self.left(milestone), tip)
        return self._end(milestone), tipped + self._team(rest)

    def reclaim(
        self, who: Address, now: int, milestone: int, tip: Tip | None = None
    ) -> tuple["Agreement", Payments]:
        self._known(milestone, "terms")
        self._only_client(who)
        progress = self._look(milestone)
        _need(progress.stage is Stage.WORKING, "parties: it is in question")
        _need(now > self.last_call(milestone), "parties: the worker has time")
        tipped, rest = _less_tip(self.left(milestone), tip)
        return self._end(milestone), tipped + _pay(self.terms.client, rest)

    def give_back(self, who: Address, milestones: Collection[int]) -> tuple["Agreement", Payments]:
        self._only_worker(who)
        self._only_bound()
        count = len(self.milestones)
        _need(bool(milestones) and max(milestones) < count, "milestones: no such milestone")
        for milestone in milestones:
            self._look(milestone)
        amount = sum(self.left(milestone) for milestone in milestones)
        return self._end(*milestones), _pay(self.terms.client, amount)

    def part(
        self, signed_by_both: bool, to_worker: int, to_client: int, tip: Tip | None = None
    ) -> tuple["Agreement", Payments]:
        _need(signed_by_both, "agreement: both have to sign")
        self._only_bound()
        tipped, rest = _less_tip(self.held, tip)
        _need(to_worker + to_client == rest, "parties: not what is left")
        return self._over(), tipped + _pay(self.terms.client, to_client) + self._team(to_worker)

    def dispute(self, who: Address, now: int, milestone: int) -> "Agreement":
        self._known(milestone, "terms")
        _need(who in (self.terms.client, self.terms.worker), "disputes: not a party")
        progress = self._look(milestone)
        _need(progress.stage is not Stage.DISPUTED, "disputes: in dispute already")
        submitted = progress.stage is Stage.SUBMITTED
        ends = progress.clock if submitted else self.last_call(milestone)
        _need(now <= ends, "disputes: too late")
        return self._keep(milestone, replace(progress, stage=Stage.DISPUTED, clock=now))

    def rule(
        self, who: Address, now: int, milestone: int, worker_share_ppm: int, fee: int, tip: Tip | None = None
    ) -> tuple["Agreement", Payments]:
        self._known(milestone, "terms")
        progress = self._look(milestone)
        _need(progress.stage is Stage.DISPUTED, "disputes: not in dispute")
        answer = self.terms.answer_for_seconds
        by = self.terms.arbiter
        if now > progress.clock + answer:
            by = self.terms.fallback_arbiter
            _need(now <= progress.clock + 2 * answer, "disputes: too late")
        _need(by != NOBODY and who == by, "disputes: not the arbiter now")
        _need(worker_share_ppm <= PPM, "disputes: more than the whole")
        left = self.left(milestone)
        _need(fee <= left * self.terms.fee_cap_ppm // PPM, "disputes: fee above the cap")
        to_worker = (left - fee) * worker_share_ppm // PPM
        tipped, rest = _less_tip(fee, tip)
        client = _pay(self.terms.client, left - fee - to_worker)
        return self._end(milestone), tipped + _pay(by, rest) + client + self._team(to_worker)

    def split(self, now: int, milestone: int) -> tuple["Agreement", Payments]:
        """Anyone may, when nobody ruled in time."""
        self._known(milestone, "terms")
        progress = self._look(milestone)
        _need(progress.stage is Stage.DISPUTED, "disputes: not in dispute")
        _need(now > self.ruling_ends(milestone), "disputes: a ruling has time")
        left = self.left(milestone)
        to_worker = left * self.terms.worker_share_ppm // PPM
        return self._end(milestone), _pay(self.terms.client, left - to_worker) + self._team(to_worker)

    def _known(self, milestone: int, where: str) -> None:
        _need(milestone < len(self.terms.milestones), f"{where}: no such milestone")

    def _only_client(self, who: Address) -> None:
        _need(who == self.terms.client, "parties: not the client")

    def _only_worker(self, who: Address) -> None:
        _need(who == self.terms.worker, "parties: not the worker")

    def _only_offered(self) -> None:
        _need(self.status is Status.OFFERED, "milestones: no open offer")

    def _only_bound(self) -> None:
        _need(self.status is Status.BOUND, "milestones: no bound agreement")

    def _look(self, milestone: int) -> Progress:
        self._only_bound()
        progress = self.milestones[milestone]
        _need(progress.stage is not Stage.ENDED, "milestones: ended already")
        return progress

    def _keep(self, milestone: int, progress: Progress) -> "Agreement":
        before, after = self.milestones[:milestone], self.milestones[milestone + 1 :]
        return replace(self, milestones=(*before, progress, *after))

    def _end(self, *milestones: int) -> "Agreement":
        ended = self
        for milestone in milestones:
            ended = ended._keep(milestone, Progress(Stage.ENDED))
        if all(each.stage is Stage.ENDED for each in ended.milestones):
            return ended._over()
        return ended

    def _over(self) -> "Agreement":
        return Agreement(self.terms)

    def _team(self, amount: int) -> Payments:
        shares = split(amount, tuple(payee.share_ppm for payee in self.terms.payees))
        pairs = zip(self.terms.payees, shares, strict=True)
        return tuple((payee.account, share) for payee, share in pairs if share)


@dataclass(frozen=True, slots=True)
class Credits:
    """What could not be sent: by who and currency, in wei."""

    owed: Mapping[tuple[Address, Address], int] = field(default_factory=dict)

    def after(
        self, payments: Payments, currency: Address, refusing: Collection[Address]
    ) -> tuple["Credits", Payments]:
        """Send `payments`; what goes to somebody in `refusing` is credited, the rest is answered."""
        owed = dict(self.owed)
        for to, amount in payments:
            if to in refusing:
                owed[to, currency] = owed.get((to, currency), 0) + amount
        return Credits(owed), tuple(payment for payment in payments if payment[0] not in refusing)

    def withdraw(
        self, who: Address, currency: Address, to: Address, tip: Tip | None = None
    ) -> tuple["Credits", Payments]:
        """Everything credited to `who` goes to `to`; unlike a push this fails whole where `to` refuses."""
        amount = self.owed.get((who, currency), 0)
        _need(amount != 0, "payout: nothing credited")
        tipped, rest = _less_tip(amount, tip)
        owed = {key: value for key, value in self.owed.items() if key != (who, currency)}
        return Credits(owed), (*tipped, (to, rest))


def _check_rules(terms: Terms, now: int) -> None:
    windows = (terms.review_for_seconds, terms.grace_for_seconds, terms.answer_for_seconds)
    fits = max(windows) <= LONGEST and terms.change_rounds <= MOST_ROUNDS and terms.open_by < 2**40
    _need(fits, "terms: a window is too long")
    _need(max(terms.fee_cap_ppm, terms.worker_share_ppm) <= PPM, "terms: more than the whole")
    _need(now <= terms.open_by, "terms: the offer has expired")
    _need(terms.client not in (terms.arbiter, terms.fallback_arbiter), "terms: arbiter is a party")
    if terms.fallback_arbiter != NOBODY:
        _need(terms.arbiter not in (NOBODY, terms.fallback_arbiter), "terms: fallback alone")


def _check_payees(terms: Terms) -> None:
    for payee in terms.payees:
        _need(int(payee.account, 16) >> 32 != 0, "agreement: nobody to pay")
        _need(payee.account != terms.client, "agreement: client is a payee")
        is_arbiter = payee.account in (terms.arbiter, terms.fallback_arbiter)
        _need(not is_arbiter, "agreement: arbiter is a party")
    _need(sum(payee.share_ppm for payee in terms.payees) == PPM, "agreement: shares are no whole")


def _pay(to: Address, amount: int) -> Payments:
    return ((to, amount),) if amount else ()


def _less_tip(amount: int, tip: Tip | None) -> tuple[Payments, int]:
    """The tip that goes off `amount`, and the rest."""
    if tip is None:
        return (), amount
    _need(tip.amount <= amount, "payout: tip above the payment")
    return _pay(tip.to, tip.amount), amount - tip.amount


def _need(holds: bool, words: str) -> None:
    """Refuse with the code that `satshift.chain.refusals` makes of the contract's words; it has sentences for them."""
    if not holds:
        raise Refused(re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-"), words)
