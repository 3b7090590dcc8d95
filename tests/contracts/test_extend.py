"""Extending: whoever loses by it gives the other more time; the client a due date, the worker a review."""

import pytest

from tests.contracts.deals import DAY
from tests.contracts.jobs import CLIENT, PEOPLE, WORKER, Job
from tests.contracts.world import refused

HORIZON = 2**27


def test_the_client_moves_a_due_date(job: Job) -> None:
    job.bring("working")
    until = job.deal.due + DAY
    done = job.extend(until)

    assert (job.stage(), job.due()) == ("working", until)
    assert done.events == [
        ("Extended", {"agreement": job.deal.id, "milestone": 0, "by": CLIENT.address, "until": until})
    ]
    job.world.now = until + job.deal.grace_for
    job.submit()


def test_the_worker_moves_the_end_of_a_review(job: Job) -> None:
    job.bring("submitted")
    until = job.clock() + 1
    done = job.extend(until, by=WORKER)

    assert (job.stage(), job.clock()) == ("submitted", until)
    assert done.events == [
        ("Extended", {"agreement": job.deal.id, "milestone": 0, "by": WORKER.address, "until": until})
    ]
    job.world.now = until
    job.request_changes()


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"client"}))
def test_a_due_date_is_the_clients_to_move(job: Job, who: str) -> None:
    job.bring("working")
    with refused("parties: not the client"):
        job.extend(job.deal.due + 1, by=PEOPLE[who])


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"worker"}))
def test_a_review_is_the_workers_to_move(job: Job, who: str) -> None:
    job.bring("submitted")
    with refused("parties: not the worker"):
        job.extend(job.clock() + 1, by=PEOPLE[who])


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none", "milestones: no bound agreement"),
        ("offered", "milestones: no bound agreement"),
        ("disputed", "parties: in dispute"),
        ("ended", "milestones: ended already"),
    ],
)
@pytest.mark.parametrize("who", [CLIENT, WORKER])
def test_nothing_else_has_an_end_to_move(job: Job, state: str, words: str, who: object) -> None:
    job.bring(state)
    with refused(words):
        job.extend(job.deal.due + DAY, by=who)


@pytest.mark.parametrize("earlier", [0, 1, DAY])
def test_time_is_given_and_not_taken(job: Job, earlier: int) -> None:
    job.bring("working")
    with refused("parties: not later than it is"):
        job.extend(job.deal.due - earlier)
    job.submit()
    with refused("parties: not later than it is"):
        job.extend(job.clock() - earlier, by=WORKER)


def test_a_due_date_stays_within_about_four_years(job: Job) -> None:
    job.bring("working")
    with refused("parties: too far away"):
        job.extend(job.world.now + HORIZON)
    with refused("parties: too far away"):
        job.extend(2**256 - 1)
    job.extend(job.world.now + HORIZON - 1)


def test_a_moved_due_date_moves_again(job: Job) -> None:
    job.bring("working")
    job.extend(job.deal.due + 1)
    with refused("parties: not later than it is"):
        job.extend(job.deal.due + 1)
    job.extend(job.deal.due + 2)
    assert job.due() == job.deal.due + 2


def test_a_lapsed_milestone_lives_again_when_the_client_wants(job: Job) -> None:
    job.bring("working")
    job.world.now = job.last_call + 1
    with refused("parties: the grace has passed"):
        job.submit()
    job.extend(job.world.now)
    job.submit()


def test_a_moved_due_date_outlives_changes(job: Job) -> None:
    job.bring("working")
    job.extend(job.deal.due + 9 * DAY)
    job.submit()
    job.request_changes()
    assert job.due() == job.deal.due + 9 * DAY
