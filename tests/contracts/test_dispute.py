"""Disputing: either side asks for a ruling on one milestone while it is still in question."""

import pytest

from tests.contracts.jobs import CLIENT, PEOPLE, STATEMENT, WORKER, Job
from tests.contracts.world import refused


@pytest.mark.parametrize("who", [CLIENT, WORKER])
@pytest.mark.parametrize("state", ["working", "submitted"])
def test_either_side_asks_for_a_ruling(job: Job, state: str, who: object) -> None:
    job.bring(state)
    done = job.dispute(by=who)

    assert (job.stage(), job.clock()) == ("disputed", job.world.now)
    assert done.events == [
        (
            "Disputed",
            {"agreement": job.deal.id, "milestone": 0, "by": who.address, "statement": STATEMENT},  # type: ignore[attr-defined]
        )
    ]


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"client", "worker"}))
def test_nobody_else_disputes(job: Job, who: str) -> None:
    job.bring("submitted")
    with refused("disputes: not a party"):
        job.dispute(by=PEOPLE[who])


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none", "milestones: no bound agreement"),
        ("offered", "milestones: no bound agreement"),
        ("disputed", "disputes: in dispute already"),
        ("ended", "milestones: ended already"),
    ],
)
def test_only_what_is_in_question_is_disputed(job: Job, state: str, words: str) -> None:
    job.bring(state)
    with refused(words):
        job.dispute()


@pytest.mark.parametrize("who", [CLIENT, WORKER])
def test_the_last_second_of_a_review_is_in_time(job: Job, who: object) -> None:
    job.bring("submitted")
    job.world.now = job.clock()
    job.dispute(by=who)


@pytest.mark.parametrize("who", [CLIENT, WORKER])
def test_one_second_after_a_review_is_too_late(job: Job, who: object) -> None:
    job.bring("submitted")
    job.world.now = job.clock() + 1
    with refused("disputes: too late"):
        job.dispute(by=who)


@pytest.mark.parametrize("who", [CLIENT, WORKER])
def test_the_last_second_of_the_grace_is_in_time(job: Job, who: object) -> None:
    job.bring("working")
    job.world.now = job.last_call
    job.dispute(by=who)


@pytest.mark.parametrize("who", [CLIENT, WORKER])
def test_one_second_after_the_grace_is_too_late(job: Job, who: object) -> None:
    job.bring("working")
    job.world.now = job.last_call + 1
    with refused("disputes: too late"):
        job.dispute(by=who)


def test_the_other_milestones_flow_on(job: Job) -> None:
    job.bring("disputed")
    job.submit(1)
    job.world.now = job.clock(1) + 1
    job.settle(1)
    assert (job.stage(0), job.stage(1)) == ("disputed", "ended")
    assert job.held == job.deal.amount
