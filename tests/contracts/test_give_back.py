"""Giving back: the worker returns what is locked for some milestones, in any state."""

import pytest

from tests.contracts.jobs import PEOPLE, Job, gained
from tests.contracts.world import refused


@pytest.mark.parametrize("state", ["working", "submitted", "disputed"])
def test_the_client_has_a_milestone_back_in_any_state(job: Job, state: str) -> None:
    job.bring(state)
    before = job.balances()
    done = job.give_back(1)

    assert gained(before, job.balances()) == {"client": job.deal.amount}
    assert job.stage() == "ended"
    assert done.events == [
        ("GivenBack", {"agreement": job.deal.id, "milestones": 1, "amount": job.deal.amount})
    ]


def test_all_milestones_at_once_end_the_agreement(job: Job) -> None:
    job.bring("submitted")
    job.release(9)
    before = job.balances()
    done = job.give_back(3)
    assert gained(before, job.balances()) == {"client": job.deal.total - 9}
    assert (job.state, job.held) == (0, 0)
    assert done.events[0][1]["milestones"] == 3


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"worker"}))
def test_nobody_else_gives_it_back(job: Job, who: str) -> None:
    job.bring("working")
    with refused("parties: not the worker"):
        job.give_back(by=PEOPLE[who])


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none", "milestones: no bound agreement"),
        ("offered", "milestones: no bound agreement"),
        ("ended", "milestones: ended already"),
    ],
)
def test_only_living_milestones_are_given_back(job: Job, state: str, words: str) -> None:
    job.bring(state)
    with refused(words):
        job.give_back()


def test_one_ended_milestone_among_them_refuses_all(job: Job) -> None:
    job.bring("ended")
    with refused("milestones: ended already"):
        job.give_back(3)
    job.give_back(2)
    assert job.held == 0


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        (0, "milestones: no such milestone"),
        (4, "milestones: no such milestone"),
        (7, "milestones: no such milestone"),
        (2**255 | 1, "milestones: no such milestone"),
        (2**256 - 1, "parties: no such milestone"),
    ],
)
def test_only_milestones_that_there_are(job: Job, bits: int, words: str) -> None:
    job.bring("working")
    with refused(words):
        job.give_back(bits)


def test_of_thirty_two_any_selection_goes_back(job: Job) -> None:
    many = job.but(milestones=tuple((job.deal.due, 2**number) for number in range(32))).bring("working")
    for number in range(0, 32, 3):
        many.submit(number)
    some = 0x8F0F_3355
    many.give_back(some)
    assert many.held == 2**32 - 1 - some
    assert [many.stage(number) == "ended" for number in range(32)] == [
        bool(some >> number & 1) for number in range(32)
    ]
    assert {number for number in range(32) if many.stage(number) == "submitted"} == {
        number for number in range(0, 32, 3) if not some >> number & 1
    }
    many.give_back(2**32 - 1 - some)
    assert (many.state, many.held) == (0, 0)
    assert all(
        many.world.view(many.agreement, "record_of", many.deal.id, number) == 0 for number in range(32)
    )
