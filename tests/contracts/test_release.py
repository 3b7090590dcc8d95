"""Releasing: the client pays for a milestone, whole or in part, and everybody's share is sent at once."""

import pytest

from tests.contracts.deals import DAY
from tests.contracts.jobs import MATE, PEOPLE, WORKER, Job, gained, shares
from tests.contracts.world import refused


@pytest.mark.parametrize("state", ["working", "submitted", "disputed"])
def test_a_whole_milestone_is_paid_in_any_state(job: Job, state: str) -> None:
    job.bring(state)
    before = job.balances()
    done = job.release()

    worker, mate = shares(job.deal, job.deal.amount)
    assert gained(before, job.balances()) == {"worker": worker, "mate": mate}
    assert worker + mate == job.deal.amount
    assert job.stage() == "ended"
    assert done.events == [
        ("Released", {"agreement": job.deal.id, "milestone": 0, "amount": job.deal.amount})
    ]
    assert job.held == job.deal.total - job.deal.amount


def test_the_last_milestone_ends_the_agreement(job: Job) -> None:
    job.bring("working")
    job.release(milestone=1)
    assert job.state != 0
    job.release(milestone=0)
    assert (job.state, job.held) == (0, 0)
    with refused("milestones: no bound agreement"):
        job.release()


def test_a_part_is_paid_and_the_rest_later(job: Job) -> None:
    job.bring("working")
    before = job.balances()
    job.release(1_001)
    assert (job.paid(), job.stage()) == (1_001, "working")
    assert gained(before, job.balances()) == dict(
        zip(("worker", "mate"), shares(job.deal, 1_001), strict=True)
    )
    with refused("parties: not what is locked"):
        job.release(job.deal.amount - 1_000)
    job.release(job.deal.amount - 1_001)
    assert job.stage() == "ended"
    assert job.held == job.deal.milestones[1][1]


def test_a_part_leaves_the_review_clock_alone(job: Job) -> None:
    job.bring("submitted")
    clock = job.clock()
    job.world.now += DAY
    job.release(1)
    assert (job.stage(), job.clock(), job.paid()) == ("submitted", clock, 1)


def test_the_last_payee_takes_the_rounding(job: Job) -> None:
    job.bring("working")
    before = job.balances()
    job.release(1)
    assert gained(before, job.balances()) == {"mate": 1}


def test_a_part_is_not_paid_in_a_dispute(job: Job) -> None:
    job.bring("disputed")
    with refused("parties: in dispute"):
        job.release(1)
    with refused("parties: in dispute"):
        job.release(job.deal.amount - 1)


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"client"}))
def test_nobody_else_pays_with_the_clients_money(job: Job, who: str) -> None:
    job.bring("submitted")
    with refused("parties: not the client"):
        job.release(by=PEOPLE[who])


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none", "milestones: no bound agreement"),
        ("offered", "milestones: no bound agreement"),
        ("ended", "milestones: ended already"),
    ],
)
def test_only_a_living_milestone_is_paid(job: Job, state: str, words: str) -> None:
    job.bring(state)
    with refused(words):
        job.release()


@pytest.mark.parametrize("amount", [0, 41_234 * 10**10 + 8, 2**256 - 1, 2**96])
def test_only_what_is_locked_is_paid(job: Job, amount: int) -> None:
    job.bring("working")
    with refused("parties: not what is locked"):
        job.release(amount)


@pytest.mark.parametrize("milestone", [2, 32, 2**255])
def test_there_is_no_third_of_two(job: Job, milestone: int) -> None:
    job.bring("working")
    with refused("agreement: no such milestone"):
        job.release(1, milestone=milestone)


def test_a_payee_with_no_share_gets_nothing(job: Job) -> None:
    odd = job.but(payees=((0, WORKER.address), (1_000_000, MATE.address))).bring("working")
    before = odd.balances()
    odd.release()
    assert gained(before, odd.balances()) == {"mate": odd.deal.amount}


def test_the_same_person_can_be_named_twice(job: Job) -> None:
    odd = job.but(payees=((500_000, WORKER.address), (500_000, WORKER.address))).bring("working")
    before = odd.balances()
    odd.release()
    assert gained(before, odd.balances()) == {"worker": odd.deal.amount}


def test_nothing_of_an_ended_agreement_is_left_for_the_next(job: Job) -> None:
    """The same terms again: parts paid and clocks of the first time must not count."""
    job.bring("working")
    job.submit(0)
    job.submit(1)
    job.release(5, milestone=1)
    job.release(milestone=0)
    job.release(job.deal.milestones[1][1] - 5, milestone=1)
    assert job.state == 0
    job.bring("working")
    assert [job.stage(0), job.stage(1), job.paid(1)] == ["working", "working", 0]
    job.submit(0)
    job.submit(1)
    assert job.paid(1) == 0
    job.release(milestone=1)
    assert job.held == job.deal.amount
