"""Attacks that worked once, each with what it took."""

from tests.contracts.jobs import CLIENT, STRANGER, WORKER, Job, gained
from tests.contracts.world import Reverted, calldata, refused


def test_the_twin_named_as_arbiter_is_nobody(job: Job) -> None:
    """The twin looks like a neutral address; were it an arbiter, whoever signs anything would rule."""
    trap = job.but(arbiter=job.twin.address).bring("disputed")
    signed = trap.sign(CLIENT, "Rule", 0, 0, 0, b"\x00" * 32)
    with refused("disputes: not the arbiter now"):
        trap.relay("Rule", 0, 0, 0, 0, signed=signed, signer=CLIENT)


def test_the_twin_named_as_worker_is_nobody(job: Job) -> None:
    trap = job.but(payees=((1_000_000, job.twin.address),))
    trap.open()
    signed = trap.sign(STRANGER, "Decline")
    with refused("parties: not the worker"):
        trap.relay("Decline", signed=signed, signer=STRANGER)


def test_a_lead_does_not_tip_away_the_teams_money(job: Job) -> None:
    """The first payee signs a settlement and tips a friend with everything: the others had nothing."""
    job.bring("submitted")
    job.world.now = job.clock() + 1
    signed = job.sign(WORKER, "Settle", 0, tip=job.deal.amount)
    with refused("agreement_twin: the team's money"):
        job.relay("Settle", 0, signed=signed, signer=WORKER)

    before = job.balances()
    job.relay("Settle", 0, signed=job.sign(WORKER, "Settle", 0), signer=WORKER)
    assert set(gained(before, job.balances())) == {"worker", "mate"}


def test_a_deep_call_does_not_turn_a_payment_into_a_credit(rootstock_job: Job) -> None:
    """On Rootstock nothing can be called 400 calls deep; most wallets need one call more than a plain one."""
    world = rootstock_job.world
    singleton = world.attacker("Delegating", "0x" + "00" * 20)
    wallet = world.attacker("Delegating", singleton)
    deep = world.attacker("Deep")
    job = rootstock_job.but(payees=((500_000, WORKER.address), (500_000, wallet.address))).bring("submitted")
    world.now = job.clock() + 1
    settle = calldata(job.agreement, "settle", job.deal.terms, 0)
    words: set[str] = set()
    for levels in range(400, 384, -1):
        try:
            world.send(STRANGER, deep, "dive", levels, job.agreement, settle)
        except Reverted as error:
            words.add(error.reason)
        else:
            break
    assert words == {"", "payout: called too deep"}
    assert job.credit(wallet) == 0
    assert world.balance(wallet) == job.deal.amount - job.deal.amount // 2
