"""Tokens: exactly the agreed amount comes in, and a token that misbehaves hurts nobody else."""

from typing import Any

import pytest

from tests.contracts.deals import NO_CONSENT
from tests.contracts.jobs import CLIENT, MATE, STRANGER, WORKER, Job
from tests.contracts.world import Contract, Reverted, calldata, refused

FEE, FALSE, NOTHING, GARBAGE, LONG, REENTERS, BLOCKS, BURNS, TWO, UNMOVED, STARVES = range(1, 12)
ENDLESS = 2**256 - 1
MEZO_COIN = "0x7b7C000000000000000000000000000000000000"


def in_token(job: Job, token: Contract) -> Job:
    """The client has the token, and the contract may take it."""
    priced = job.but(currency=token.address)
    job.world.send(CLIENT, token, "mint", CLIENT, priced.deal.total)
    if any(entry.get("name") == "approve" for entry in token.code.abi):
        job.world.send(CLIENT, token, "approve", job.agreement, ENDLESS)
    return priced


def odd(job: Job, coming: int = 0, going: int = 0) -> tuple[Job, Contract]:
    token = job.world.token("Odd")
    job.world.send(STRANGER, token, "behave", coming, going)
    return in_token(job, token), token


def balance(job: Job, token: Contract, who: Any) -> int:
    return int(job.world.view(token, "balanceOf", who))


@pytest.fixture
def token(job: Job) -> Contract:
    return job.world.token()


def test_a_job_is_paid_in_a_token(any_job: Job) -> None:
    token = any_job.world.token()
    job = in_token(any_job, token)
    job.open()
    assert balance(job, token, job.agreement) == job.deal.total
    job.accept()
    job.release()
    lead = job.deal.amount * 666_667 // 1_000_000
    assert balance(job, token, WORKER) == lead
    assert balance(job, token, MATE) == job.deal.amount - lead
    job.give_back(2)
    assert balance(job, token, CLIENT) == job.deal.milestones[1][1]
    assert balance(job, token, job.agreement) == 0


@pytest.mark.parametrize("short", ["balance", "allowance"])
def test_what_the_client_does_not_have_does_not_come(job: Job, token: Contract, short: str) -> None:
    priced = in_token(job, token)
    if short == "balance":
        priced = priced.but(milestones=((job.deal.due, priced.deal.total + 1),))
    else:
        job.world.send(CLIENT, token, "approve", job.agreement, priced.deal.total - 1)
    with refused(""):
        priced.open()
    assert balance(job, token, job.agreement) == 0


def test_no_coin_comes_along_with_a_token(job: Job, token: Contract) -> None:
    with refused("payout: coin sent with a token"):
        in_token(job, token).open(value=1)


def test_mezos_coin_is_no_token(job: Job) -> None:
    with refused("payout: this token is the coin"):
        job.but(currency=MEZO_COIN).open(value=0)


@pytest.mark.parametrize("currency", [MATE.address, "0x" + "00" * 19 + "04", "0x" + "00" * 19 + "02"])
def test_an_account_without_code_is_no_token(job: Job, currency: str) -> None:
    with refused(""):
        job.but(currency=currency).open(value=0)


@pytest.mark.parametrize(
    ("habit", "words"),
    [
        (FEE, "payout: another sum arrived"),
        (UNMOVED, "payout: another sum arrived"),
        (FALSE, "payout: the token refused"),
        (GARBAGE, ""),
        (TWO, ""),
    ],
)
def test_a_token_that_does_not_bring_the_sum_is_refused(job: Job, habit: int, words: str) -> None:
    priced, token = odd(job, coming=habit)
    with refused(words):
        priced.open()
    assert balance(job, token, CLIENT) == priced.deal.total


@pytest.mark.parametrize("habit", [NOTHING, LONG])
def test_a_token_that_answers_oddly_but_pays_is_good(job: Job, habit: int) -> None:
    priced, token = odd(job, coming=habit, going=habit)
    priced.open()
    priced.accept()
    priced.release()
    assert balance(job, token, WORKER) + balance(job, token, MATE) == priced.deal.amount
    assert priced.credit(WORKER, token.address) == 0


@pytest.mark.parametrize("habit", [FALSE, GARBAGE, TWO, BURNS])
def test_a_token_that_does_not_send_leaves_credits(any_job: Job, habit: int) -> None:
    job, token = odd(any_job, going=habit)
    job.open()
    job.accept()
    done = job.release()
    owed = job.credit(WORKER, token.address), job.credit(MATE, token.address)
    assert sum(owed) == job.deal.amount
    assert [name for name, _ in done.events].count("Credited") == 2
    assert done.gas < 700_000
    with refused("payout: the token refused"):
        job.withdraw(by=WORKER, to=WORKER, currency=token.address)
    assert job.credit(WORKER, token.address) == owed[0]


def test_a_blocked_payee_withdraws_elsewhere(job: Job) -> None:
    priced, token = odd(job)
    priced.bring("offered")
    priced.accept()
    job.world.send(STRANGER, token, "block", WORKER)
    priced.release()
    owed = priced.credit(WORKER, token.address)
    assert owed == priced.deal.amount * 666_667 // 1_000_000
    assert balance(job, token, MATE) == priced.deal.amount - owed
    done = priced.withdraw(by=WORKER, to=STRANGER, currency=token.address)
    assert balance(job, token, STRANGER) == owed
    assert done.events[0][0] == "Withdrawn"


def test_a_token_that_disappears_is_not_taken_for_paid(job: Job, token: Contract) -> None:
    priced = in_token(job, token)
    priced.open()
    priced.accept()
    job.world.env.set_code(token.address, b"")
    priced.release()
    assert priced.credit(WORKER, token.address) + priced.credit(MATE, token.address) == priced.deal.amount


@pytest.mark.parametrize("path", ["agreement", "twin"])
def test_an_opening_within_an_opening_counts_nothing_twice(job: Job, path: str) -> None:
    """The token opens a second agreement while the first one counts what arrived."""
    token = job.world.token("Odd")
    first = in_token(job, token)
    second = first.but(client=token.address)
    job.world.send(STRANGER, token, "mint", token, second.deal.total)
    data = calldata(job.agreement, "open", second.deal.terms)
    target = job.agreement
    if path == "twin":
        target = job.twin
        data = calldata(job.twin, "open", job.agreement, second.deal.terms, NO_CONSENT, NO_CONSENT)
    job.world.send(STRANGER, token, "aim", target, data)
    job.world.send(STRANGER, token, "behave", REENTERS, 0)
    first.open()
    assert job.world.view(token, "entered") == 0
    assert (first.stage(), second.stage()) == ("offered", "none")
    assert balance(job, token, job.agreement) == first.deal.total


@pytest.mark.parametrize("verb", ["withdraw", "take_back", "open"])
def test_a_token_enters_nothing_while_it_is_sent(job: Job, verb: str) -> None:
    token = job.world.token("Odd")
    first = in_token(job, token)
    other = first.but(client=token.address, digest=b"\x03" * 32)
    job.world.send(STRANGER, token, "mint", token, 2 * other.deal.total)
    opening = calldata(job.agreement, "open", other.deal.terms)
    if verb == "take_back":
        job.world.send(STRANGER, token, "act", job.agreement, opening)
    data = {
        "withdraw": calldata(job.agreement, "withdraw", token.address, token.address),
        "take_back": calldata(job.agreement, "take_back", other.deal.terms),
        "open": opening,
    }[verb]
    first.open()
    first.accept()
    job.world.send(STRANGER, token, "aim", job.agreement, data)
    job.world.send(STRANGER, token, "behave", 0, REENTERS)
    first.release()
    assert job.world.view(token, "entered") == 0
    assert balance(job, token, WORKER) + balance(job, token, MATE) == first.deal.amount


def test_only_the_senders_allowance_is_used(job: Job, token: Contract) -> None:
    """The client has allowed the contract; a stranger who opens for the client pays all the same."""
    priced = in_token(job, token)
    signed = priced.sign(CLIENT, "Open")
    with refused(""):
        priced.open_by_twin(client=signed, by=STRANGER)
    job.world.send(STRANGER, token, "mint", STRANGER, priced.deal.total)
    job.world.send(STRANGER, token, "approve", job.agreement, ENDLESS)
    priced.open_by_twin(client=signed, by=STRANGER)
    assert balance(job, token, CLIENT) == priced.deal.total
    assert balance(job, token, STRANGER) == 0


def test_the_client_pays_a_token_through_the_twin(job: Job, token: Contract) -> None:
    priced = in_token(job, token)
    priced.open_by_twin(priced.sign(WORKER, "Accept"))
    assert (priced.stage(), balance(job, token, job.agreement)) == ("working", priced.deal.total)


def test_a_bad_token_does_not_touch_coin(job: Job) -> None:
    priced, _ = odd(job, going=BURNS)
    job.bring("working")
    priced.open()
    priced.accept()
    priced.release()
    assert job.held == job.deal.total
    with refused("payout: nothing credited"):
        job.withdraw(by=WORKER, to=WORKER)
    job.release()
    assert job.held == job.deal.milestones[1][1]


def test_nobody_starves_a_token_payment_into_a_credit(any_job: Job) -> None:
    job, token = odd(any_job, going=STARVES)
    job.open()
    job.accept()
    job.submit()
    job.world.now = job.clock() + 1
    words: set[str] = set()
    for gas in range(5_000, 400_000, 1_100):
        with job.world.env.anchor():
            try:
                job.settle(gas=gas)
            except Reverted as error:
                words.add(error.reason)
            else:
                assert job.credit(WORKER, token.address) == job.credit(MATE, token.address) == 0
                words.add("paid")
    assert words == {"", "payout: too little gas", "paid"}
