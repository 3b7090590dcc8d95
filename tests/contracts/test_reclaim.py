"""Reclaiming: due date and grace passed and nothing came, so the client takes the money back."""

import pytest

from tests.contracts.jobs import PEOPLE, Job, gained
from tests.contracts.world import refused


def test_the_client_has_the_money_back(job: Job) -> None:
    job.bring("working")
    job.world.now = job.last_call + 1
    before = job.balances()
    done = job.reclaim()

    assert gained(before, job.balances()) == {"client": job.deal.amount}
    assert job.stage() == "ended"
    assert done.events == [
        ("Reclaimed", {"agreement": job.deal.id, "milestone": 0, "amount": job.deal.amount})
    ]
    assert job.held == job.deal.milestones[1][1]


def test_the_last_second_of_the_grace_is_the_workers(job: Job) -> None:
    job.bring("working")
    job.world.now = job.last_call
    with refused("parties: the worker has time"):
        job.reclaim()


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"client"}))
def test_nobody_else_reclaims(job: Job, who: str) -> None:
    job.bring("working")
    job.world.now = job.last_call + 1
    with refused("parties: not the client"):
        job.reclaim(by=PEOPLE[who])


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none", "milestones: no bound agreement"),
        ("offered", "milestones: no bound agreement"),
        ("submitted", "parties: it is in question"),
        ("disputed", "parties: it is in question"),
        ("ended", "milestones: ended already"),
    ],
)
def test_only_what_nobody_delivered_is_reclaimed(job: Job, state: str, words: str) -> None:
    job.bring(state)
    job.world.now += 300 * 86_400
    with refused(words):
        job.reclaim()


def test_a_moved_due_date_counts(job: Job) -> None:
    job.bring("working")
    job.extend(job.deal.due + 1)
    job.world.now = job.deal.due + job.deal.grace_for + 1
    with refused("parties: the worker has time"):
        job.reclaim()
    job.world.now += 1
    job.reclaim()


def test_what_was_released_is_not_reclaimed(job: Job) -> None:
    job.bring("working")
    job.release(1_000)
    job.world.now = job.last_call + 1
    before = job.balances()
    job.reclaim()
    assert gained(before, job.balances()) == {"client": job.deal.amount - 1_000}


def test_after_changes_the_worker_has_a_window_and_the_grace_again(job: Job) -> None:
    job.bring("working")
    job.world.now = job.last_call
    job.submit()
    job.world.now = job.clock()
    job.request_changes()
    job.world.now += job.deal.review_for + job.deal.grace_for
    with refused("parties: the worker has time"):
        job.reclaim()
    job.world.now += 1
    job.reclaim()
