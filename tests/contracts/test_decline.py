"""Declining: the worker does not want the job, and the client has all the money back."""

import pytest

from tests.contracts.jobs import PEOPLE, STATES, Job, gained
from tests.contracts.world import refused


def test_the_client_has_all_the_money_back(job: Job) -> None:
    job.open()
    before = job.balances()
    done = job.decline()

    assert job.state == 0
    assert gained(before, job.balances()) == {"client": job.deal.total}
    assert done.events == [("Declined", {"agreement": job.deal.id})]
    assert job.held == 0


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"worker"}))
def test_nobody_else_declines(job: Job, who: str) -> None:
    job.open()
    with refused("parties: not the worker"):
        job.decline(by=PEOPLE[who])


@pytest.mark.parametrize("state", sorted(set(STATES) - {"offered"}))
def test_only_an_offer_is_declined(job: Job, state: str) -> None:
    job.bring(state)
    with refused("milestones: no open offer"):
        job.decline()
