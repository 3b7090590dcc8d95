"""Calldata: however the terms are packed, they are the agreed terms or nothing."""

from random import Random

import pytest

from tests.contracts.jobs import CLIENT, STRANGER, Job, gained
from tests.contracts.world import Reverted, calldata, refused


def release(job: Job) -> bytes:
    return calldata(job.agreement, "release", job.deal.terms, 0, job.deal.amount)


def test_an_address_with_dirty_bits_is_refused(job: Job) -> None:
    job.bring("working")
    data = bytearray(release(job))
    for place in (4 + 96, 4 + 128, 4 + 160, 4 + 192):  # client, currency and both arbiters
        dirty = bytearray(data)
        dirty[place] = 1
        with refused(""):
            job.world.raw(CLIENT, job.agreement.address, bytes(dirty))


def test_the_same_terms_packed_in_another_order_are_the_same(job: Job) -> None:
    """Milestones before payees: other offsets, the same agreement."""
    job.bring("working")
    data = release(job)
    head, body = data[: 4 + 96], data[4 + 96 :]
    words = [body[place : place + 32] for place in range(0, len(body), 32)]
    fixed, payees, milestones = words[:6], words[8:11], words[11:14]
    swapped = [*fixed, (256 + 96).to_bytes(32), (256).to_bytes(32), *milestones, *payees]
    job.world.raw(CLIENT, job.agreement.address, head + b"".join(swapped))
    assert job.stage() == "ended"


@pytest.mark.parametrize("seed", range(6))
def test_spoilt_calldata_pays_nobody_else(job: Job, seed: int) -> None:
    """Words swapped, cut off, and overwritten: it is refused, or does what the true call does."""
    job.bring("working")
    dice, good = Random(seed), release(job)
    before = job.balances()
    for _ in range(40):
        words = [good[place : place + 32] for place in range(4, len(good), 32)]
        for _ in range(dice.randint(1, 3)):
            place = dice.randrange(len(words))
            words[place] = dice.choice(
                [
                    dice.choice(words),
                    dice.randrange(0, 1024, 32).to_bytes(32),
                    dice.randrange(0, 40).to_bytes(32),
                    (2**256 - 32 * dice.randint(1, 9)).to_bytes(32),
                    int(STRANGER.address, 16).to_bytes(32),
                ]
            )
        spoilt = good[:4] + b"".join(words)
        if dice.random() < 0.3:
            spoilt = spoilt[: dice.randrange(4, len(spoilt))]
        with job.world.env.anchor():
            try:
                job.world.raw(CLIENT, job.agreement.address, spoilt)
            except Reverted:
                continue
            changed = gained(before, job.balances())
            assert set(changed) <= {"worker", "mate"}
            assert sum(changed.values()) == job.deal.total - job.held
