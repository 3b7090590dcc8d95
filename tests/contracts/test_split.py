"""Splitting: nobody ruled in time, so anyone executes the split that stands in the terms."""

import pytest

from tests.contracts.deals import NOBODY
from tests.contracts.jobs import PEOPLE, Job, gained, shares
from tests.contracts.world import refused

AMOUNT = 41_234 * 10**10 + 7


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_anyone_splits_after_both_arbiters_were_silent(job: Job, who: str) -> None:
    job.bring("disputed")
    job.world.now = job.clock() + 2 * job.deal.answer_for + 1
    before = job.balances()
    done = job.split(by=PEOPLE[who])

    to_worker = AMOUNT * 600_000 // 1_000_000
    worker, mate = shares(job.deal, to_worker)
    assert gained(before, job.balances()) == {"client": AMOUNT - to_worker, "worker": worker, "mate": mate}
    assert job.stage() == "ended"
    assert done.events == [
        (
            "Split",
            {
                "agreement": job.deal.id,
                "milestone": 0,
                "to_worker": to_worker,
                "to_client": AMOUNT - to_worker,
            },
        )
    ]


def test_the_fallbacks_last_second_is_too_early(job: Job) -> None:
    job.bring("disputed")
    job.world.now = job.clock() + 2 * job.deal.answer_for
    with refused("disputes: a ruling has time"):
        job.split()


@pytest.mark.parametrize("arbiter", [NOBODY, PEOPLE["arbiter"].address])
def test_without_a_fallback_one_answer_time_is_enough(job: Job, arbiter: str) -> None:
    one = job.but(arbiter=arbiter, fallback_arbiter=NOBODY).bring("disputed")
    one.world.now = one.clock() + one.deal.answer_for
    with refused("disputes: a ruling has time"):
        one.split()
    one.world.now += 1
    one.split()
    assert one.held == one.deal.milestones[1][1]


@pytest.mark.parametrize("share", [0, 1_000_000])
def test_a_split_can_give_one_side_everything(job: Job, share: int) -> None:
    sided = job.but(worker_share=share).bring("disputed")
    sided.world.now = sided.clock() + 2 * sided.deal.answer_for + 1
    before = sided.balances()
    sided.split()
    assert set(gained(before, sided.balances())) == ({"client"} if share == 0 else {"worker", "mate"})


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none", "milestones: no bound agreement"),
        ("offered", "milestones: no bound agreement"),
        ("working", "disputes: not in dispute"),
        ("submitted", "disputes: not in dispute"),
        ("ended", "milestones: ended already"),
    ],
)
def test_only_a_dispute_is_split(job: Job, state: str, words: str) -> None:
    job.bring(state)
    job.world.now += 300 * 86_400
    with refused(words):
        job.split()


def test_what_was_released_before_is_not_split(job: Job) -> None:
    job.bring("submitted")
    job.release(1_000)
    job.dispute()
    job.world.now = job.clock() + 2 * job.deal.answer_for + 1
    done = job.split()
    fields = done.events[0][1]
    assert fields["to_worker"] + fields["to_client"] == AMOUNT - 1_000
