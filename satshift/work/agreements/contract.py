"""What we say to the contracts Agreement and AgreementTwin: one method a function, each returns a Call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from satshift.kernel.address import Address
from satshift.kernel.shape import Call
from satshift.work.agreements.terms import Terms

ON_CHAIN = "Agreement"
TWIN = "AgreementTwin"


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's signature for one action that somebody else sends."""

    tip: int = 0
    nonce: int = 0
    deadline: int = 0
    signature: str = "0x"

    @property
    def packed(self) -> tuple[int, int, int, bytes]:
        """The consent as the twin takes it."""
        return (self.tip, self.nonce, self.deadline, bytes.fromhex(self.signature.removeprefix("0x")))


NONE = Consent()  # where a consent is not read


@dataclass(frozen=True, slots=True)
class Agreement:
    """The contract that holds the money, spoken to in Python words."""

    address: Address

    def open(self, terms: Terms, value: int) -> Call:
        return self._call("open", terms.packed(), value=value)

    def accept(self, terms: Terms) -> Call:
        return self._call("accept", terms.packed())

    def decline(self, terms: Terms) -> Call:
        return self._call("decline", terms.packed())

    def take_back(self, terms: Terms) -> Call:
        return self._call("take_back", terms.packed())

    def submit(self, terms: Terms, milestone: int, delivery: str) -> Call:
        return self._call("submit", terms.packed(), milestone, delivery)

    def request_changes(self, terms: Terms, milestone: int, reasons: str) -> Call:
        return self._call("request_changes", terms.packed(), milestone, reasons)

    def extend(self, terms: Terms, milestone: int, until: int) -> Call:
        return self._call("extend", terms.packed(), milestone, until)

    def release(self, terms: Terms, milestone: int, amount: int) -> Call:
        return self._call("release", terms.packed(), milestone, amount)

    def settle(self, terms: Terms, milestone: int) -> Call:
        return self._call("settle", terms.packed(), milestone)

    def reclaim(self, terms: Terms, milestone: int) -> Call:
        return self._call("reclaim", terms.packed(), milestone)

    def give_back(self, terms: Terms, milestones: int) -> Call:
        """Bit i of `milestones` stands for milestone i."""
        return self._call("give_back", terms.packed(), milestones)

    def dispute(self, terms: Terms, milestone: int, statement: str) -> Call:
        return self._call("dispute", terms.packed(), milestone, statement)

    def rule(self, terms: Terms, milestone: int, worker_share_ppm: int, fee: int, reasons: str) -> Call:
        return self._call("rule", terms.packed(), milestone, worker_share_ppm, fee, reasons)

    def split(self, terms: Terms, milestone: int) -> Call:
        return self._call("split", terms.packed(), milestone)

    def withdraw(self, currency: Address, to: Address) -> Call:
        return self._call("withdraw", currency, to)

    def _call(self, method: str, *args: Any, value: int = 0) -> Call:
        return Call(self.address, ON_CHAIN, method, args, value)


@dataclass(frozen=True, slots=True)
class AgreementTwin:
    """The contract that carries what somebody signed, spoken to in Python words."""

    address: Address

    def open(self, agreement: Address, terms: Terms, worker: Consent, client: Consent, value: int) -> Call:
        return self._call("open", agreement, terms.packed(), worker.packed, client.packed, value=value)

    def part(
        self,
        agreement: Address,
        terms: Terms,
        to_worker: int,
        to_client: int,
        worker: Consent,
        client: Consent,
    ) -> Call:
        sums = (to_worker, to_client)
        return self._call("part", agreement, terms.packed(), *sums, worker.packed, client.packed)

    def withdraw(
        self, agreement: Address, by: Address, currency: Address, to: Address, consent: Consent
    ) -> Call:
        return self._call("withdraw", agreement, by, currency, to, consent.packed)

    def relay(
        self,
        agreement: Address,
        action: str,
        by: Address,
        terms: Terms,
        values: Sequence[int],
        consent: Consent,
    ) -> Call:
        """`action` is the type hash of what was signed; `values` stand between `agreement` and `tip` in it."""
        padded = (*values, 0, 0, 0, 0)[:4]
        return self._call("relay", agreement, action, by, terms.packed(), padded, consent.packed)

    def revoke(self, nonce: int) -> Call:
        return self._call("revoke", nonce)

    def _call(self, method: str, *args: Any, value: int = 0) -> Call:
        return Call(self.address, TWIN, method, args, value)
