"""The model of everything around the agreements: who holds what, whose signature is spent, what each step must leave."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from satshift.kernel.address import Address
from satshift.kernel.errors import Refused
from satshift.work.agreements.rules import Agreement, Credits, Payments, Stage, Status
from tests.contracts.stateful.ground import Ground, Log
from tests.contracts.stateful.signed import Consent
from tests.contracts.stateful.words import log

ACCEPTED, ENDED, APART, SEAT, SEATED = 2, 2, 34, 66, 72


def refuse(code: str) -> None:
    raise Refused(code)


@dataclass(slots=True)
class Books:
    """All that the model knows; `copy` and put back to try something and forget it."""

    agreements: dict[str, Agreement] = field(default_factory=dict)
    credits: Credits = field(default_factory=Credits)
    spent: set[tuple[Address, int]] = field(default_factory=set)
    balances: dict[tuple[Address, Address], int] = field(default_factory=dict)
    refusing: set[tuple[Address, Address]] = field(default_factory=set)

    def copy(self) -> "Books":
        return Books(
            dict(self.agreements), self.credits, set(self.spent), dict(self.balances), set(self.refusing)
        )

    def owed(self, currency: Address) -> int:
        """What the contract must hold of a currency."""
        held = sum(each.held for each in self.agreements.values() if each.terms.currency == currency)
        return held + sum(amount for (_, coin), amount in self.credits.owed.items() if coin == currency)

    def spend(self, now: int, by: Address, consent: Consent, is_good: bool) -> None:
        """The twin's order of refusals."""
        if now > consent.deadline:
            refuse("consent-too-late")
        if (by, consent.nonce) in self.spent:
            refuse("consent-used-already")
        if not is_good:
            refuse("consent-not-their-signature")
        self.spent.add((by, consent.nonce))

    def pay(self, contract: Address, payments: Payments, currency: Address) -> list[Log]:
        """Send or credit; what is said of the credits."""
        refusing = {who for who, coin in self.refusing if coin == currency}
        self.credits, sent = self.credits.after(payments, currency, refusing)
        for to, amount in sent:
            self.balances[to, currency] += amount
        return [log(contract, "Credited", to, currency, amount) for to, amount in payments if to in refusing]


def record_of(agreement: Agreement, place: int) -> int:
    """The record that the contract must have of a milestone."""
    each = agreement.milestones[place]
    if each.stage is Stage.ENDED:
        return 0
    return int(each.stage) | each.rounds << 2 | each.clock << 8 | each.due << 48 | each.paid << 88


def compare_state(ground: Ground, agreement: Agreement) -> None:
    """The one slot, its seat and the slots apart say what the model says, and nothing is left of what ended."""
    key, count = agreement.terms.id, len(agreement.terms.milestones)
    state = ground.state(key)
    apart = [ground.record(key, place) for place in range(count)]
    if agreement.status is not Status.BOUND:
        assert state == (1 if agreement.status is Status.OFFERED else 0)
        assert not any(apart)
        return
    seat, seated = state >> SEAT & 31, state >> SEATED
    assert state & 3 == 1 | ACCEPTED
    assert state >> 71 & 1 == 0
    assert state >> ENDED + count & (1 << 32 - count) - 1 == 0
    assert state >> APART + count & (1 << 32 - count) - 1 == 0
    for place in range(count):
        has_ended = bool(state >> ENDED + place & 1)
        stands_apart = bool(state >> APART + place & 1)
        sits = seat == place and seated != 0
        assert has_ended == (agreement.milestones[place].stage is Stage.ENDED)
        assert stands_apart == (apart[place] != 0)
        assert not (stands_apart and sits)
        assert (apart[place] or (seated if sits else 0)) == record_of(agreement, place)


def compare_money(ground: Ground, books: Books, who: Iterable[Address], currency: Address) -> None:
    """The contract holds what it owes to the wei, and everybody has what the model gave them."""
    assert ground.balance(ground.agreement, currency) == books.owed(currency)
    assert ground.balance(ground.twin, currency) == 0
    for address in who:
        assert ground.balance(address, currency) == books.balances[address, currency], ground.name[address]
        assert ground.credit(address, currency) == books.credits.owed.get((address, currency), 0)
