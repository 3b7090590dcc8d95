"""Accepting: the worker agrees, and from then on both sides are bound."""

import pytest

from tests.contracts.jobs import PEOPLE, STATES, WORKER, Job
from tests.contracts.world import refused


def test_the_worker_agrees(job: Job) -> None:
    job.open()
    done = job.accept()

    assert job.stage() == "working"
    assert done.events == [("Accepted", {"agreement": job.deal.id, "worker": WORKER.address})]
    assert job.held == job.deal.total


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"worker"}))
def test_nobody_else_agrees_for_the_worker(job: Job, who: str) -> None:
    job.open()
    with refused("parties: not the worker"):
        job.accept(by=PEOPLE[who])


@pytest.mark.parametrize("state", sorted(set(STATES) - {"offered"}))
def test_only_an_offer_is_accepted(job: Job, state: str) -> None:
    job.bring(state)
    with refused("milestones: no open offer"):
        job.accept()


def test_an_offer_waits_as_long_as_the_client_lets_it(job: Job) -> None:
    job.open()
    job.world.now = job.deal.open_by + 1
    job.accept()
    assert job.stage() == "working"


def test_one_changed_word_of_the_terms_is_another_agreement(job: Job) -> None:
    job.open()
    with refused("milestones: no open offer"):
        job.but(review_for=job.deal.review_for + 1).accept()
    with refused("milestones: no open offer"):
        job.but(payees=((1_000_000, WORKER.address),)).accept()


def test_terms_without_milestones_are_no_agreement(job: Job) -> None:
    job.open()
    with refused("terms: no such milestone"):
        job.but(milestones=()).accept()
