"""Withdrawing: what could not be sent waits for its owner, who says where it goes."""

import pytest

from tests.contracts.deals import NOBODY
from tests.contracts.jobs import CLIENT, MATE, PEOPLE, STRANGER, WORKER, Job
from tests.contracts.world import Contract, calldata, refused


@pytest.fixture
def payee(job: Job) -> Contract:
    """A second payee whose account refuses coin."""
    found = job.world.attacker("Payee")
    job.world.send(STRANGER, found, "behave", 1)
    return found


@pytest.fixture
def credited(job: Job, payee: Contract) -> Job:
    owed = job.but(payees=((600_000, WORKER.address), (400_000, payee.address))).bring("working")
    done = owed.release()
    amount = owed.credit(payee)
    assert amount == owed.deal.amount - owed.deal.amount * 600_000 // 1_000_000
    assert done.events[-1] == (
        "Credited",
        {"who": payee.address, "currency": NOBODY, "amount": amount},
    )
    return owed


def withdrawal(job: Job, to: str, currency: str = NOBODY) -> bytes:
    return calldata(job.agreement, "withdraw", currency, to)


def test_the_owner_says_where_it_goes(credited: Job, payee: Contract) -> None:
    amount, held = credited.credit(payee), credited.held
    before = credited.world.balance(MATE)
    done = credited.world.send(STRANGER, payee, "act", credited.agreement, withdrawal(credited, MATE.address))

    assert credited.world.balance(MATE) == before + amount
    assert (credited.credit(payee), credited.held) == (0, held - amount)
    assert done.events == [
        ("Withdrawn", {"who": payee.address, "currency": NOBODY, "to": MATE.address, "amount": amount})
    ]


def test_it_is_withdrawn_once(credited: Job, payee: Contract) -> None:
    data = withdrawal(credited, MATE.address)
    credited.world.send(STRANGER, payee, "act", credited.agreement, data)
    with refused("payout: nothing credited"):
        credited.world.send(STRANGER, payee, "act", credited.agreement, data)


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_nobody_else_takes_it(credited: Job, who: str) -> None:
    with refused("payout: nothing credited"):
        credited.withdraw(by=PEOPLE[who], to=PEOPLE[who])


def test_it_waits_in_its_own_currency_only(credited: Job, payee: Contract) -> None:
    token = credited.world.token()
    with refused("payout: nothing credited"):
        credited.world.send(
            STRANGER, payee, "act", credited.agreement, withdrawal(credited, MATE.address, token.address)
        )


def test_a_place_that_refuses_leaves_the_credit(credited: Job, payee: Contract) -> None:
    amount = credited.credit(payee)
    with refused("payee: no thanks"):
        credited.world.send(STRANGER, payee, "act", credited.agreement, withdrawal(credited, payee.address))
    assert credited.credit(payee) == amount


def test_credits_of_two_agreements_add_up(credited: Job, payee: Contract) -> None:
    other = credited.but(digest=b"\x07" * 32).bring("working")
    other.release()
    amount = credited.deal.amount - credited.deal.amount * 600_000 // 1_000_000
    assert credited.credit(payee) == 2 * amount


def test_the_signer_of_a_withdrawal_tips_the_sender(job: Job) -> None:
    """The worker's account refuses coin, as one with delegated code may; the person still signs."""
    refusing = job.but(payees=((1_000_000, WORKER.address),)).bring("working")
    job.world.env.set_code(WORKER.address, b"\x5f\x5f\xfd")
    refusing.release()
    job.world.env.set_code(WORKER.address, b"")
    amount = refusing.credit(WORKER)
    assert amount == refusing.deal.amount

    tip = 777
    signed = refusing.sign(WORKER, "Withdraw", NOBODY, MATE.address, tip=tip)
    mate, stranger = job.world.balance(MATE), job.world.balance(STRANGER)
    done = job.world.send(STRANGER, job.twin, "withdraw", job.agreement, WORKER, NOBODY, MATE, signed)
    assert job.world.balance(MATE) == mate + amount - tip
    assert job.world.balance(STRANGER) == stranger + tip
    assert [name for name, _ in done.events] == ["Relayed", "Withdrawn"]
    assert done.events[1][1]["amount"] == amount


@pytest.mark.parametrize("change", ["currency", "to", "by"])
def test_nobody_sends_a_credit_elsewhere(job: Job, change: str) -> None:
    owed = job.but(payees=((1_000_000, WORKER.address),)).bring("working")
    job.world.env.set_code(WORKER.address, b"\x5f\x5f\xfd")
    owed.release()
    job.world.env.set_code(WORKER.address, b"")
    signed = owed.sign(WORKER, "Withdraw", NOBODY, MATE.address)
    values = {"by": WORKER.address, "currency": NOBODY, "to": MATE.address}
    values[change] = CLIENT.address
    with refused("consent: not their signature"):
        job.world.send(STRANGER, job.twin, "withdraw", job.agreement, *values.values(), signed)
    job.world.send(STRANGER, job.twin, "withdraw", job.agreement, WORKER, NOBODY, MATE, signed)


def test_a_tip_is_at_most_the_credit(job: Job) -> None:
    owed = job.but(payees=((1_000_000, WORKER.address),)).bring("working")
    job.world.env.set_code(WORKER.address, b"\x5f\x5f\xfd")
    owed.release()
    job.world.env.set_code(WORKER.address, b"")
    signed = owed.sign(WORKER, "Withdraw", NOBODY, MATE.address, tip=owed.deal.amount + 1)
    with refused("payout: tip above the payment"):
        job.world.send(STRANGER, job.twin, "withdraw", job.agreement, WORKER, NOBODY, MATE, signed)
