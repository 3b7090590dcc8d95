"""Taking back: the client regrets, at any time before the worker accepts."""

import pytest

from tests.contracts.jobs import PEOPLE, STATES, Job, gained
from tests.contracts.world import refused


def test_the_client_takes_everything_back(job: Job) -> None:
    job.open()
    before = job.balances()
    done = job.take_back()

    assert job.state == 0
    assert gained(before, job.balances()) == {"client": job.deal.total}
    assert done.events == [("TakenBack", {"agreement": job.deal.id})]


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"client"}))
def test_nobody_else_takes_it(job: Job, who: str) -> None:
    job.open()
    with refused("parties: not the client"):
        job.take_back(by=PEOPLE[who])


@pytest.mark.parametrize("state", sorted(set(STATES) - {"offered"}))
def test_what_binds_is_not_taken_back(job: Job, state: str) -> None:
    job.bring(state)
    with refused("milestones: no open offer"):
        job.take_back()


def test_it_is_taken_back_once(job: Job) -> None:
    job.open()
    job.but(digest=b"\x01" * 32).open()
    job.take_back()
    with refused("milestones: no open offer"):
        job.take_back()
    assert job.held == job.deal.total
