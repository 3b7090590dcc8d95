"""Payees that misbehave: nobody blocks another, nobody takes what is not theirs, nobody is starved."""

from typing import Any

import pytest

from tests.contracts.deals import NO_CONSENT, NOBODY
from tests.contracts.jobs import CLIENT, MATE, STRANGER, WORKER, Job
from tests.contracts.signing import type_hash
from tests.contracts.world import Contract, Reverted, calldata, refused

REVERTS, BURNS, BOMBS, REENTERS, STARVES = 1, 2, 3, 4, 5
PUSH = 50_000  # gas


def with_payee(job: Job, manner: int, share: int = 400_000) -> tuple[Job, Contract]:
    """The worker first, then a payee of that manner, then the mate."""
    payee = job.world.attacker("Payee")
    job.world.send(STRANGER, payee, "behave", manner)
    rest = 1_000_000 - share
    payees = (
        (rest // 2, WORKER.address),
        (share, payee.address),
        (rest - rest // 2, MATE.address),
    )
    return job.but(payees=payees), payee


@pytest.mark.parametrize("manner", [REVERTS, BURNS, BOMBS])
@pytest.mark.parametrize("way", ["release", "settle", "rule", "split", "part"])
def test_one_bad_payee_does_not_block_the_others(any_job: Job, manner: int, way: str) -> None:
    job, payee = with_payee(any_job, manner)
    job.bring("submitted" if way in {"release", "settle"} else "disputed")
    job.world.now += {"settle": job.deal.review_for + 1, "split": 2 * job.deal.answer_for + 1}.get(way, 0)
    worker, mate = job.world.balance(WORKER), job.world.balance(MATE)
    if way == "part":
        signed = job.sign(WORKER, "Part", job.deal.total, 0)
        done = job.part(job.deal.total, 0, signed, by=CLIENT)
    else:
        done = getattr(job, way)()

    assert job.credit(payee) > 0
    assert job.world.balance(payee) == 0
    assert job.world.balance(WORKER) > worker
    assert job.world.balance(MATE) > mate
    assert [name for name, _ in done.events].count("Credited") == 1
    assert done.gas < 400_000


@pytest.mark.parametrize("manner", [REVERTS, BURNS, BOMBS])
def test_a_bad_payee_costs_the_sender_little(any_job: Job, manner: int) -> None:
    """On Rootstock a call may take all the gas there is; a push carries its own."""
    job, _ = with_payee(any_job, 0)
    good = job.bring("working").release().gas
    job, _ = with_payee(any_job, manner)
    bad = job.bring("working").release().gas
    assert bad - good < PUSH + 60_000


def test_sixteen_burning_payees_fit_into_a_block_of_rootstock(rootstock_job: Job) -> None:
    burners = [rootstock_job.world.attacker("Payee") for _ in range(15)]
    for burner in burners:
        rootstock_job.world.send(STRANGER, burner, "behave", BURNS)
    payees = ((62_500, WORKER.address), *((62_500, burner.address) for burner in burners))
    milestones = tuple((rootstock_job.deal.due, 1_000_000 + number) for number in range(32))
    job = rootstock_job.but(payees=payees, milestones=milestones).bring("working")
    for number in range(32):
        job.submit(number)
    left = job.deal.total
    done = job.part(left, 0, job.sign(WORKER, "Part", left, 0), by=CLIENT)
    assert done.gas < 5_000_000
    assert job.held == sum(job.credit(burner) for burner in burners)


@pytest.mark.parametrize("way", ["take_back", "decline", "reclaim", "give_back", "rule", "split", "part"])
def test_a_client_that_refuses_coin_is_credited(any_job: Job, way: str) -> None:
    world = any_job.world
    client = world.attacker("Payee")
    world.give(client)
    job = any_job.but(client=client.address)

    def act(verb: str, *args: Any, value: int = 0) -> None:
        data = calldata(job.agreement, verb, job.deal.terms, *args)
        if value:
            world.env.set_balance(STRANGER.address, 10**18 + value)
        world.send(STRANGER, client, "act", job.agreement, data, value=value)

    act("open", value=job.deal.total)
    world.send(STRANGER, client, "behave", REVERTS)
    if way not in {"take_back", "decline"}:
        job.accept()
    if way in {"rule", "split"}:
        job.dispute(by=WORKER)
    world.now += {"reclaim": 13 * 86_400, "split": 11 * 86_400}.get(way, 0)
    if way in {"take_back", "reclaim"}:
        act(way, *([0] if way == "reclaim" else []))
    elif way == "part":
        left = job.deal.total
        signed = job.sign(WORKER, "Part", 0, left)
        data = calldata(job.twin, "part", job.agreement, job.deal.terms, 0, left, signed, NO_CONSENT)
        world.send(STRANGER, client, "act", job.twin, data)
    else:
        getattr(job, way)()
    owed = job.credit(client)
    assert owed > 0
    before = world.balance(MATE)
    world.send(
        STRANGER, client, "act", job.agreement, calldata(job.agreement, "withdraw", NOBODY, MATE.address)
    )
    assert world.balance(MATE) == before + owed


def every_door(job: Job, by: str) -> dict[str, tuple[Contract, bytes]]:
    """A call of everything that changes something, in both contracts."""
    terms, doors = job.deal.terms, {}
    arguments: dict[str, tuple[Any, ...]] = {
        "submit": (1, b"\x00" * 32),
        "request_changes": (1, b"\x00" * 32),
        "extend": (1, job.deal.milestones[1][0] + 1),
        "release": (1, 1),
        "settle": (1,),
        "reclaim": (1,),
        "give_back": (2,),
        "part": (0, 0),
        "dispute": (1, b"\x00" * 32),
        "rule": (1, 0, 0, b"\x00" * 32),
        "split": (1,),
    }
    for verb in ("open", "accept", "decline", "take_back", *arguments):
        doors[verb] = (job.agreement, calldata(job.agreement, verb, terms, *arguments.get(verb, ())))
    doors["withdraw"] = (job.agreement, calldata(job.agreement, "withdraw", NOBODY, by))
    doors["act_for"] = (job.agreement, calldata(job.agreement, "act_for", by, by, 0))
    zeros = [0, 0, 0, 0]
    doors["twin.relay"] = (
        job.twin,
        calldata(job.twin, "relay", job.agreement, type_hash("Settle"), by, terms, zeros, NO_CONSENT),
    )
    doors["twin.open"] = (
        job.twin,
        calldata(job.twin, "open", job.agreement, terms, NO_CONSENT, NO_CONSENT),
    )
    doors["twin.part"] = (
        job.twin,
        calldata(job.twin, "part", job.agreement, terms, 0, 0, NO_CONSENT, NO_CONSENT),
    )
    doors["twin.withdraw"] = (
        job.twin,
        calldata(job.twin, "withdraw", job.agreement, by, NOBODY, by, NO_CONSENT),
    )
    return doors


DOORS = [
    *("open", "accept", "decline", "take_back", "submit", "request_changes", "extend", "release", "settle"),
    *("reclaim", "give_back", "part", "dispute", "rule", "split", "withdraw", "act_for"),
    *("twin.relay", "twin.open", "twin.part", "twin.withdraw"),
]


@pytest.mark.parametrize("door", DOORS)
def test_no_door_is_open_while_money_leaves(any_job: Job, door: str) -> None:
    """The payee is the worker, and has all the gas it wants: it withdraws to itself."""
    world = any_job.world
    payee = world.attacker("Payee")
    job = any_job.but(payees=((1_000_000, payee.address),))
    job.open()
    for verb, args in (("accept", ()), ("submit", (1, b"\x01" * 32))):
        world.send(
            STRANGER, payee, "act", job.agreement, calldata(job.agreement, verb, job.deal.terms, *args)
        )
    target, attack = every_door(job, payee.address)[door]
    world.send(STRANGER, payee, "aim", target, attack)
    job.release()  # the attack runs within the push, and refuses nothing
    assert world.view(payee, "entered") == 0
    assert world.balance(payee) == job.deal.amount

    world.send(STRANGER, payee, "behave", REVERTS)
    again = job.but(digest=b"\x02" * 32)
    again.open()
    world.send(STRANGER, payee, "act", again.agreement, calldata(again.agreement, "accept", again.deal.terms))
    again.release()
    world.send(STRANGER, payee, "behave", REENTERS)
    held = again.held
    data = calldata(again.agreement, "withdraw", NOBODY, payee.address)
    world.send(STRANGER, payee, "act", again.agreement, data)
    assert world.view(payee, "entered") == 0
    assert held - again.held == again.deal.amount


def test_a_locked_door_says_so_and_no_more(job: Job) -> None:
    """The same calls go through, or are refused in words, when nothing is on its way."""
    payee = job.world.attacker("Payee")
    with refused("payout: nothing credited"):
        target, data = every_door(job, payee.address)["withdraw"]
        job.world.send(STRANGER, payee, "act", target, data)


def test_nobody_starves_a_payee_into_a_credit(any_job: Job) -> None:
    """A stranger settles with every amount of gas; the payee needs nearly all that a push carries."""
    job, payee = with_payee(any_job, STARVES)
    job.bring("submitted")
    job.world.now = job.clock() + 1
    words: set[str] = set()
    for gas in range(5_000, 260_000, 900):
        with job.world.env.anchor():
            try:
                job.settle(gas=gas)
            except Reverted as error:
                words.add(error.reason)
            else:
                assert job.credit(payee) == 0
                assert job.world.balance(payee) > 0
                words.add("paid")
    assert words == {"", "payout: too little gas", "paid"}


def test_a_sender_who_refuses_the_tip_is_credited(job: Job) -> None:
    sender = job.world.attacker("Payee")
    job.world.send(STRANGER, sender, "behave", REVERTS)
    one = job.but(payees=((1_000_000, WORKER.address),)).bring("submitted")
    one.world.now = one.clock() + 1
    signed = one.sign(WORKER, "Settle", 0, tip=50)
    data = calldata(
        one.twin, "relay", one.agreement, type_hash("Settle"), WORKER, one.deal.terms, [0] * 4, signed
    )
    before = one.world.balance(WORKER)
    one.world.send(STRANGER, sender, "act", one.twin, data)
    assert one.credit(sender) == 50
    assert one.world.balance(WORKER) == before + one.deal.amount - 50


def test_a_delegated_account_is_not_starved(job: Job) -> None:
    """EIP-7702: finding the code costs more than a plain call does."""
    code = job.world.attacker("Payee")
    payee = job.deal.payees[1][1]
    job.world.env.set_code(payee, bytes.fromhex("ef0100" + code.address[2:]))
    job.world.env.set_storage(payee, 0, STARVES)  # its manner
    job.bring("submitted")
    job.world.now = job.clock() + 1
    outcomes = set()
    for gas in range(60_000, 200_000, 700):
        with job.world.env.anchor():
            try:
                job.settle(gas=gas)
            except Reverted as error:
                outcomes.add(error.reason)
                continue
            assert job.credit(payee) == 0
            outcomes.add("paid")
    assert {"payout: too little gas", "paid"} <= outcomes
