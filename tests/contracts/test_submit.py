"""Submitting: the worker delivers until the due date and the grace are over; then the review clock runs."""

import pytest

from tests.contracts.jobs import DELIVERY, PEOPLE, Job
from tests.contracts.world import refused


def test_the_review_clock_starts(job: Job) -> None:
    job.bring("working")
    done = job.submit()

    ends = job.world.now + job.deal.review_for
    assert job.stage() == "submitted"
    assert job.clock() == ends
    assert done.events == [
        (
            "Submitted",
            {"agreement": job.deal.id, "milestone": 0, "delivery": DELIVERY, "review_ends_at": ends},
        )
    ]


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"worker"}))
def test_nobody_else_delivers(job: Job, who: str) -> None:
    job.bring("working")
    with refused("parties: not the worker"):
        job.submit(by=PEOPLE[who])


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
def test_only_what_is_worked_on_is_delivered(job: Job, state: str, words: str) -> None:
    job.bring(state)
    with refused(words):
        job.submit()


def test_the_last_second_of_the_grace_is_the_workers(job: Job) -> None:
    job.bring("working")
    job.world.now = job.deal.due + job.deal.grace_for
    job.submit()
    assert job.stage() == "submitted"


def test_one_second_after_the_grace_is_too_late(job: Job) -> None:
    job.bring("working")
    job.world.now = job.deal.due + job.deal.grace_for + 1
    with refused("parties: the grace has passed"):
        job.submit()


def test_the_second_milestone_goes_its_own_way(job: Job) -> None:
    job.bring("submitted")
    job.world.now += 5
    job.submit(1)
    assert (job.stage(0), job.stage(1)) == ("submitted", "submitted")
    assert job.clock(1) == job.clock(0) + 5


def test_every_one_of_many_milestones_keeps_its_own_record(job: Job) -> None:
    many = job.but(milestones=tuple((job.deal.due, 100 + number) for number in range(32))).bring("working")
    order = [7, 0, 31, *range(1, 7), *range(8, 31)]
    ends = {}
    for number in order:
        many.world.now += 1
        many.submit(number)
        ends[number] = many.world.now + many.deal.review_for
    assert {number: many.clock(number) for number in range(32)} == ends
    assert {many.stage(number) for number in range(32)} == {"submitted"}


@pytest.mark.parametrize("milestone", [2, 32, 2**256 - 1])
def test_there_is_no_third_of_two(job: Job, milestone: int) -> None:
    job.bring("working")
    with refused("terms: no such milestone"):
        job.submit(milestone)
