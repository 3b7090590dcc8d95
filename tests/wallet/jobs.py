"""A job to sign for: terms between a client and a worker, opened and accepted on the chain, and plans on them."""

from dataclasses import dataclass

from eth_utils.crypto import keccak

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.money import Sats
from satshift.kernel.shape import Call, Money, Plan
from satshift.work.agreements.contract import Agreement
from satshift.work.agreements.terms import Milestone, Payee, Terms
from tests.wallet.conftest import Ground

FRIEND = Address("0x" + "f1" * 20)


def terms_of(
    house: Ground,
    client: Address,
    worker: Address,
    amounts: tuple[int, ...] = (30_000, 20_000),
    salt: str = "",
) -> Terms:
    """Two milestones; the worker shares with a friend."""
    now = house.now
    return Terms(
        client=client,
        currency=NOBODY,
        arbiter=NOBODY,
        fallback_arbiter=NOBODY,
        digest="0x" + keccak(text=f"{salt}{now}{client}{worker}").hex(),
        review_for_seconds=7 * 86_400,
        grace_for_seconds=86_400,
        answer_for_seconds=5 * 86_400,
        fee_cap_ppm=50_000,
        worker_share_ppm=500_000,
        change_rounds=2,
        open_by=now + 30 * 86_400,
        payees=(Payee(worker, 700_000), Payee(FRIEND, 300_000)),
        milestones=tuple(
            Milestone(Sats(each).wei, now + (place + 1) * 10 * 86_400) for place, each in enumerate(amounts)
        ),
    )


@dataclass(frozen=True, slots=True)
class Job:
    """A job as plans speak of it."""

    house: Ground
    terms: Terms

    @property
    def contract(self) -> Agreement:
        return Agreement(self.house.contract("Agreement"))

    def plan(self, call: Call, leaves: int = 0) -> Plan:
        return Plan(says="Do it.", undo="No.", calls=(call,), leaves=Money(leaves, NOBODY))

    def open(self) -> Plan:
        return self.plan(self.contract.open(self.terms, self.terms.total), self.terms.total)

    def release(self, milestone: int, sats: int) -> Plan:
        return self.plan(self.contract.release(self.terms, milestone, Sats(sats).wei))


def pay(to: Address, sats: int) -> Plan:
    wei = Sats(sats).wei
    return Plan(
        says="Pay.", undo="No.", calls=(Call(to, "", "", (), wei),), leaves=Money(wei, NOBODY), to=(to,)
    )


def sent_by(house: Ground, address: Address) -> int:
    """How many transactions of an account stand in blocks."""
    return house.node.nonce(address, "latest")
