"""One agreement in a world, with everybody in it: each verb is a method, sent by whom it belongs to."""

from dataclasses import dataclass, replace
from typing import Any

from eth_account.signers.local import LocalAccount

from tests.contracts.deals import DAY, NO_CONSENT, NOBODY, Consent, Deal, person
from tests.contracts.signing import sign, type_hash
from tests.contracts.world import AGREEMENT, TWIN, Contract, Done, World

DELIVERY = b"\xde" * 32
REASONS = b"\x4e" * 32
STATEMENT = b"\x57" * 32
STAGES = ("working", "submitted", "disputed")
STATES = ("none", "offered", "working", "submitted", "disputed", "ended")

CLIENT, WORKER, MATE = person("client"), person("worker"), person("mate")
ARBITER, FALLBACK, STRANGER = person("arbiter"), person("fallback"), person("stranger")
PEOPLE = {
    "client": CLIENT,
    "worker": WORKER,
    "mate": MATE,
    "arbiter": ARBITER,
    "fallback": FALLBACK,
    "stranger": STRANGER,
}


@dataclass(frozen=True, slots=True)
class Job:
    """The contracts, and terms that all these people know."""

    world: World
    agreement: Contract
    twin: Contract
    deal: Deal

    def but(self, **changes: Any) -> "Job":
        """The same people with other terms."""
        return replace(self, deal=self.deal.but(**changes))

    # What people do.

    def do(self, verb: str, *args: Any, by: Any, value: int = 0, **more: Any) -> Done:
        return self.world.send(by, self.agreement, verb, self.deal.terms, *args, value=value, **more)

    def open(self, by: Any = CLIENT, value: int | None = None) -> Done:
        coin = self.deal.total if self.deal.currency == NOBODY else 0
        return self.do("open", by=by, value=coin if value is None else value)

    def accept(self, by: Any = WORKER) -> Done:
        return self.do("accept", by=by)

    def decline(self, by: Any = WORKER) -> Done:
        return self.do("decline", by=by)

    def take_back(self, by: Any = CLIENT) -> Done:
        return self.do("take_back", by=by)

    def submit(self, milestone: int = 0, by: Any = WORKER) -> Done:
        return self.do("submit", milestone, DELIVERY, by=by)

    def request_changes(self, milestone: int = 0, by: Any = CLIENT) -> Done:
        return self.do("request_changes", milestone, REASONS, by=by)

    def extend(self, until: int, milestone: int = 0, by: Any = CLIENT) -> Done:
        return self.do("extend", milestone, until, by=by)

    def release(self, amount: int | None = None, milestone: int = 0, by: Any = CLIENT, **more: Any) -> Done:
        whole = self.deal.milestones[min(milestone, len(self.deal.milestones) - 1)][1]
        return self.do("release", milestone, whole if amount is None else amount, by=by, **more)

    def settle(self, milestone: int = 0, by: Any = STRANGER, **more: Any) -> Done:
        return self.do("settle", milestone, by=by, **more)

    def reclaim(self, milestone: int = 0, by: Any = CLIENT) -> Done:
        return self.do("reclaim", milestone, by=by)

    def give_back(self, milestones: int = 1, by: Any = WORKER) -> Done:
        return self.do("give_back", milestones, by=by)

    def dispute(self, milestone: int = 0, by: Any = CLIENT) -> Done:
        return self.do("dispute", milestone, STATEMENT, by=by)

    def rule(self, share: int = 500_000, fee: int = 0, milestone: int = 0, by: Any = ARBITER) -> Done:
        return self.do("rule", milestone, share, fee, REASONS, by=by)

    def split(self, milestone: int = 0, by: Any = STRANGER) -> Done:
        return self.do("split", milestone, by=by)

    def withdraw(self, by: Any, to: Any, currency: str = NOBODY) -> Done:
        return self.world.send(by, self.agreement, "withdraw", currency, to)

    # What people sign, and others send.

    def sign(self, who: LocalAccount, action: str, *values: Any, **more: Any) -> Consent:
        """A consent to `action`; of an agreement's own actions, `values` are what stands after `agreement`."""
        if action == "Accept":
            values = (self.deal.spelled_out(),)
        elif action != "Withdraw":
            values = (self.deal.id, *values)
        more = {"verifier": self.agreement.address, "chain_id": self.world.chain_id} | more
        return sign(who, action, *values, **more)

    def relay(
        self, action: str, *values: int, signed: Consent, signer: Any, by: Any = STRANGER, **more: Any
    ) -> Done:
        four = [*values, 0, 0, 0, 0][:4]
        return self.world.send(
            by, self.twin, "relay", self.agreement, type_hash(action), signer, self.deal.terms, four, signed,
            **more,
        )  # fmt: skip

    def open_by_twin(
        self, worker: Consent = NO_CONSENT, client: Consent = NO_CONSENT, by: Any = CLIENT
    ) -> Done:
        value = self.deal.total if self.deal.currency == NOBODY else 0
        return self.world.send(
            by, self.twin, "open", self.agreement, self.deal.terms, worker, client, value=value
        )

    def part(
        self,
        to_worker: int,
        to_client: int,
        worker: Consent = NO_CONSENT,
        client: Consent = NO_CONSENT,
        by: Any = STRANGER,
    ) -> Done:
        return self.world.send(
            by, self.twin, "part", self.agreement, self.deal.terms, to_worker, to_client, worker, client
        )

    # Where things stand.

    def bring(self, state: str) -> "Job":
        """Lead the first milestone to one of STATES."""
        steps = {
            "none": (),
            "offered": (self.open,),
            "working": (self.open, self.accept),
            "submitted": (self.open, self.accept, self.submit),
            "disputed": (self.open, self.accept, self.dispute),
            "ended": (self.open, self.accept, self.release),
        }
        for step in steps[state]:
            step()
        return self

    @property
    def state(self) -> int:
        return int(self.world.view(self.agreement, "state_of", self.deal.id))

    def record(self, milestone: int = 0) -> int:
        """The record of one milestone, wherever it stands."""
        state = self.state
        if state >> (34 + milestone) & 1:
            return int(self.world.view(self.agreement, "record_of", self.deal.id, milestone))
        return state >> 72 if state >> 66 & 31 == milestone else 0

    def stage(self, milestone: int = 0) -> str:
        """One of STATES."""
        state = self.state
        if state == 0:
            return "none"
        if not state >> 1 & 1:
            return "offered"
        if state >> (2 + milestone) & 1:
            return "ended"
        return STAGES[self.record(milestone) & 3]

    def due(self, milestone: int = 0) -> int:
        """The due date that counts."""
        return (self.record(milestone) >> 48) & (2**40 - 1) or self.deal.milestones[milestone][0]

    def clock(self, milestone: int = 0) -> int:
        return (self.record(milestone) >> 8) & (2**40 - 1)

    def rounds(self, milestone: int = 0) -> int:
        return (self.record(milestone) >> 2) & 63

    def paid(self, milestone: int = 0) -> int:
        return self.record(milestone) >> 88

    @property
    def last_call(self) -> int:
        return self.due() + self.deal.grace_for

    @property
    def held(self) -> int:
        """All the coin in the contract."""
        return self.world.balance(self.agreement)

    def credit(self, who: Any, currency: str = NOBODY) -> int:
        return int(self.world.view(self.agreement, "credit_of", who, currency))

    def balances(self) -> dict[str, int]:
        """Everybody's coin, by role."""
        return {name: self.world.balance(who) for name, who in PEOPLE.items()}


def shares(deal: Deal, amount: int) -> list[int]:
    """What each payee gets of `amount`; the last takes the rounding."""
    parts = [amount * share // 1_000_000 for share, _ in deal.payees[:-1]]
    return [*parts, amount - sum(parts)]


def gained(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """Who has more or less coin than before."""
    return {name: after[name] - before[name] for name in before if after[name] != before[name]}


def new_job(world: World) -> Job:
    """Deploy the pair and write terms; everybody has coin."""
    twin = world.load(TWIN)
    agreement = world.load(AGREEMENT, twin)
    for who in PEOPLE.values():
        world.give(who)
    deal = Deal(
        client=CLIENT.address,
        payees=((666_667, WORKER.address), (333_333, MATE.address)),
        milestones=(
            (world.now + 10 * DAY, 41_234 * 10**10 + 7),
            (world.now + 20 * DAY, 1_000_000_000_000_001),
        ),
        open_by=world.now + DAY,
        arbiter=ARBITER.address,
        fallback_arbiter=FALLBACK.address,
    )
    return Job(world, agreement, twin, deal)
