"""Ruling: the arbiter decides in time, then the fallback arbiter in time, each within the cap of the fee."""

import pytest

from tests.contracts.deals import NOBODY
from tests.contracts.jobs import ARBITER, FALLBACK, PEOPLE, REASONS, Job, gained, shares
from tests.contracts.world import refused

AMOUNT = 41_234 * 10**10 + 7
CAP = AMOUNT * 50_000 // 1_000_000


@pytest.mark.parametrize("share", [0, 1, 333_333, 999_999, 1_000_000])
@pytest.mark.parametrize("fee", [0, 1, CAP])
def test_the_arbiter_divides_what_the_fee_leaves(job: Job, share: int, fee: int) -> None:
    job.bring("disputed")
    before = job.balances()
    done = job.rule(share, fee)

    to_worker = (AMOUNT - fee) * share // 1_000_000
    to_client = AMOUNT - fee - to_worker
    worker, mate = shares(job.deal, to_worker)
    wanted = {"client": to_client, "worker": worker, "mate": mate, "arbiter": fee}
    assert gained(before, job.balances()) == {who: wei for who, wei in wanted.items() if wei}
    assert job.stage() == "ended"
    assert done.events == [
        (
            "Ruled",
            {
                "agreement": job.deal.id,
                "milestone": 0,
                "by": ARBITER.address,
                "to_worker": to_worker,
                "to_client": to_client,
                "fee": fee,
                "reasons": REASONS,
            },
        )
    ]
    assert job.held == job.deal.milestones[1][1]


def test_the_last_second_of_the_answer_is_the_arbiters(job: Job) -> None:
    job.bring("disputed")
    job.world.now = job.clock() + job.deal.answer_for
    with refused("disputes: not the arbiter now"):
        job.rule(by=FALLBACK)
    job.rule()


def test_one_second_later_it_is_the_fallbacks_turn(job: Job) -> None:
    job.bring("disputed")
    job.world.now = job.clock() + job.deal.answer_for + 1
    with refused("disputes: not the arbiter now"):
        job.rule()
    before = job.balances()
    done = job.rule(1_000_000, CAP, by=FALLBACK)
    assert done.events[0][1]["by"] == FALLBACK.address
    assert gained(before, job.balances())["fallback"] == CAP


def test_the_fallback_rules_until_the_last_second(job: Job) -> None:
    job.bring("disputed")
    job.world.now = job.clock() + 2 * job.deal.answer_for
    job.rule(by=FALLBACK)


@pytest.mark.parametrize("who", [ARBITER, FALLBACK])
def test_then_nobody_rules(job: Job, who: object) -> None:
    job.bring("disputed")
    job.world.now = job.clock() + 2 * job.deal.answer_for + 1
    with refused("disputes: too late"):
        job.rule(by=who)


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"arbiter"}))
def test_nobody_else_rules_in_the_arbiters_time(job: Job, who: str) -> None:
    job.bring("disputed")
    with refused("disputes: not the arbiter now"):
        job.rule(by=PEOPLE[who])


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"fallback"}))
def test_nobody_else_rules_in_the_fallbacks_time(job: Job, who: str) -> None:
    job.bring("disputed")
    job.world.now = job.clock() + job.deal.answer_for + 1
    with refused("disputes: not the arbiter now"):
        job.rule(by=PEOPLE[who])


@pytest.mark.parametrize("later", [0, 6 * 86_400])
@pytest.mark.parametrize("who", [*sorted(PEOPLE), "nobody"])
def test_without_an_arbiter_nobody_rules(job: Job, who: str, later: int) -> None:
    alone = job.but(arbiter=NOBODY, fallback_arbiter=NOBODY).bring("disputed")
    alone.world.now += later
    with refused("disputes: not the arbiter now"):
        alone.rule(by=PEOPLE.get(who, NOBODY))


def test_without_a_fallback_nobody_rules_in_its_time(job: Job) -> None:
    one = job.but(fallback_arbiter=NOBODY).bring("disputed")
    one.world.now = one.clock() + one.deal.answer_for + 1
    for who in (ARBITER, NOBODY):
        with refused("disputes: not the arbiter now"):
            one.rule(by=who)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none", "milestones: no bound agreement"),
        ("offered", "milestones: no bound agreement"),
        ("working", "disputes: not in dispute"),
        ("submitted", "disputes: not in dispute"),
        ("ended", "milestones: ended already"),
    ],
)
def test_only_a_dispute_is_ruled_on(job: Job, state: str, words: str) -> None:
    job.bring(state)
    with refused(words):
        job.rule()


@pytest.mark.parametrize("fee", [CAP + 1, AMOUNT, 2**256 - 1])
def test_the_fee_stays_below_the_cap(job: Job, fee: int) -> None:
    job.bring("disputed")
    with refused("disputes: fee above the cap"):
        job.rule(fee=fee)


def test_the_cap_counts_what_is_left(job: Job) -> None:
    job.bring("working")
    job.release(AMOUNT // 2)
    job.dispute()
    left = AMOUNT - AMOUNT // 2
    with refused("disputes: fee above the cap"):
        job.rule(fee=left * 50_000 // 1_000_000 + 1)
    job.rule(fee=left * 50_000 // 1_000_000)
    assert job.held == job.deal.milestones[1][1]


def test_a_cap_of_zero_means_no_fee(job: Job) -> None:
    free = job.but(fee_cap=0).bring("disputed")
    with refused("disputes: fee above the cap"):
        free.rule(fee=1)
    free.rule()


def test_a_fee_of_everything_leaves_nothing_to_divide(job: Job) -> None:
    costly = job.but(fee_cap=1_000_000).bring("disputed")
    before = costly.balances()
    costly.rule(fee=AMOUNT)
    assert gained(before, costly.balances()) == {"arbiter": AMOUNT}


@pytest.mark.parametrize("share", [1_000_001, 2**256 - 1])
def test_the_worker_gets_at_most_the_whole(job: Job, share: int) -> None:
    job.bring("disputed")
    with refused("disputes: more than the whole"):
        job.rule(share)


def test_a_dispute_is_ruled_on_once(job: Job) -> None:
    job.bring("disputed")
    job.rule()
    with refused("milestones: ended already"):
        job.rule()
