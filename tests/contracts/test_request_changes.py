"""Asking for changes: the client answers in time, and the turn goes back to the worker with time enough."""

import pytest

from tests.contracts.jobs import PEOPLE, REASONS, Job
from tests.contracts.world import refused


def test_the_turn_goes_back_to_the_worker(job: Job) -> None:
    job.bring("submitted")
    done = job.request_changes()

    assert (job.stage(), job.rounds(), job.clock()) == ("working", 1, 0)
    assert done.events == [
        (
            "ChangesRequested",
            {"agreement": job.deal.id, "milestone": 0, "reasons": REASONS, "due_at": job.deal.due},
        )
    ]


def test_a_review_does_not_eat_the_workers_time(job: Job) -> None:
    job.bring("working")
    job.world.now = job.deal.due
    job.submit()
    job.world.now = job.clock()
    done = job.request_changes()

    assert job.due() == job.world.now + job.deal.review_for
    assert done.events[0][1]["due_at"] == job.due()


@pytest.mark.parametrize(("early", "moved"), [(0, 0), (1, 0), (-1, 1)])
def test_an_early_request_leaves_the_due_date(job: Job, early: int, moved: int) -> None:
    job.bring("submitted")
    job.world.now = job.deal.due - job.deal.review_for - early
    if job.world.now > job.clock():
        job.world.now = job.clock()
        job.extend(job.deal.due, by=PEOPLE["worker"])
        job.world.now = job.deal.due - job.deal.review_for - early
    job.request_changes()
    assert job.due() == job.deal.due + moved


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"client"}))
def test_nobody_else_asks(job: Job, who: str) -> None:
    job.bring("submitted")
    with refused("parties: not the client"):
        job.request_changes(by=PEOPLE[who])


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
def test_only_a_delivery_can_be_changed(job: Job, state: str, words: str) -> None:
    job.bring(state)
    with refused(words):
        job.request_changes()


def test_the_last_second_of_the_review_is_the_clients(job: Job) -> None:
    job.bring("submitted")
    job.world.now = job.clock()
    job.request_changes()
    assert job.stage() == "working"


def test_one_second_after_the_review_is_too_late(job: Job) -> None:
    job.bring("submitted")
    job.world.now = job.clock() + 1
    with refused("parties: the review has ended"):
        job.request_changes()


def test_changes_are_asked_for_as_often_as_agreed(job: Job) -> None:
    job.bring("submitted")
    for _ in range(job.deal.change_rounds):
        job.request_changes()
        job.submit()
    with refused("parties: no changes left"):
        job.request_changes()
    assert job.rounds() == job.deal.change_rounds


def test_sixty_three_rounds_are_counted_right(job: Job) -> None:
    patient = job.but(change_rounds=63).bring("submitted")
    for _ in range(63):
        patient.request_changes()
        patient.submit()
    assert patient.rounds() == 63
    with refused("parties: no changes left"):
        patient.request_changes()


def test_without_rounds_there_are_no_changes(job: Job) -> None:
    strict = job.but(change_rounds=0).bring("submitted")
    with refused("parties: no changes left"):
        strict.request_changes()


def test_what_was_released_before_is_remembered(job: Job) -> None:
    job.bring("submitted")
    job.release(5)
    job.request_changes()
    assert (job.paid(), job.stage()) == (5, "working")
