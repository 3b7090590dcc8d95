"""Settling: the review passed in silence, and anyone sends the worker's money to the worker and the team."""

import pytest

from tests.contracts.jobs import PEOPLE, Job, gained, shares
from tests.contracts.world import refused


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_anyone_settles_after_a_silent_review(job: Job, who: str) -> None:
    job.bring("submitted")
    job.world.now = job.clock() + 1
    before = job.balances()
    done = job.settle(by=PEOPLE[who])

    worker, mate = shares(job.deal, job.deal.amount)
    assert gained(before, job.balances()) == {"worker": worker, "mate": mate}
    assert job.stage() == "ended"
    assert done.events == [("Settled", {"agreement": job.deal.id, "milestone": 0, "amount": job.deal.amount})]


def test_the_last_second_of_the_review_is_the_clients(job: Job) -> None:
    job.bring("submitted")
    job.world.now = job.clock()
    with refused("parties: the review has time"):
        job.settle()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none", "milestones: no bound agreement"),
        ("offered", "milestones: no bound agreement"),
        ("working", "parties: nothing submitted"),
        ("disputed", "parties: nothing submitted"),
        ("ended", "milestones: ended already"),
    ],
)
def test_only_a_delivery_is_settled(job: Job, state: str, words: str) -> None:
    job.bring(state)
    job.world.now += 300 * 86_400
    with refused(words):
        job.settle()


def test_only_what_is_left_is_settled(job: Job) -> None:
    job.bring("submitted")
    job.release(1_000)
    job.world.now = job.clock() + 1
    done = job.settle()
    assert done.events[0][1]["amount"] == job.deal.amount - 1_000
    assert job.held == job.deal.milestones[1][1]


def test_a_request_for_changes_stops_the_clock(job: Job) -> None:
    job.bring("submitted")
    job.world.now = job.clock()
    job.request_changes()
    job.world.now += 1
    with refused("parties: nothing submitted"):
        job.settle()
