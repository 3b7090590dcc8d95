"""Parting: both sides sign a split of all that is left, and either sends it, or anybody."""

import pytest

from tests.contracts.deals import NO_CONSENT, NOBODY
from tests.contracts.jobs import CLIENT, MATE, PEOPLE, STRANGER, WORKER, Job, gained, shares
from tests.contracts.world import refused


def split_of(job: Job, tip: int = 0) -> tuple[int, int]:
    """A third to the worker, the rest to the client."""
    left = job.deal.total - tip
    return left // 3, left - left // 3


@pytest.mark.parametrize("state", ["working", "submitted", "disputed"])
@pytest.mark.parametrize("sender", [STRANGER, CLIENT, WORKER])
def test_both_agree_on_a_split_of_all_that_is_left(job: Job, state: str, sender: object) -> None:
    job.bring(state)
    split = split_of(job)
    worker = NO_CONSENT if sender is WORKER else job.sign(WORKER, "Part", *split)
    client = NO_CONSENT if sender is CLIENT else job.sign(CLIENT, "Part", *split)
    before = job.balances()
    done = job.part(*split, worker, client, by=sender)

    lead, mate = shares(job.deal, split[0])
    assert gained(before, job.balances()) == {"client": split[1], "worker": lead, "mate": mate}
    assert (job.state, job.held) == (0, 0)
    assert done.events[-1] == (
        "Parted",
        {"agreement": job.deal.id, "to_worker": split[0], "to_client": split[1]},
    )


def test_only_what_is_left_is_split(job: Job) -> None:
    job.bring("working")
    job.release()
    job.release(7, milestone=1)
    left = job.deal.milestones[1][1] - 7
    signed = job.sign(WORKER, "Part", left, 1)
    with refused("parties: not what is left"):
        job.part(left, 1, signed, by=CLIENT)
    job.part(left, 0, job.sign(WORKER, "Part", left, 0), by=CLIENT)
    assert (job.state, job.held) == (0, 0)


@pytest.mark.parametrize(("more", "less"), [(1, 0), (0, 1), (-1, 0), (0, -1)])
def test_the_two_sums_are_exactly_what_is_left(job: Job, more: int, less: int) -> None:
    job.bring("working")
    to_worker, to_client = split_of(job)
    sums = (to_worker + more, to_client + less)
    with refused("parties: not what is left"):
        job.part(*sums, job.sign(WORKER, "Part", *sums), by=CLIENT)


@pytest.mark.parametrize(
    ("state", "words"),
    [("none", "milestones: no bound agreement"), ("offered", "milestones: no bound agreement")],
)
def test_only_what_binds_can_be_parted(job: Job, state: str, words: str) -> None:
    job.bring(state)
    split = split_of(job)
    with refused(words):
        job.part(*split, job.sign(WORKER, "Part", *split), by=CLIENT)


@pytest.mark.parametrize("missing", ["worker", "client"])
def test_one_signature_is_not_enough(job: Job, missing: str) -> None:
    job.bring("working")
    split = split_of(job)
    consents = {
        "worker": job.sign(WORKER, "Part", *split),
        "client": job.sign(CLIENT, "Part", *split),
    }
    consents[missing] = NO_CONSENT
    with refused("consent: too late"):
        job.part(*split, consents["worker"], consents["client"])
    consents[missing] = job.sign(STRANGER, "Part", *split)
    with refused("consent: not their signature"):
        job.part(*split, consents["worker"], consents["client"])


def test_another_split_than_the_signed_one_is_refused(job: Job) -> None:
    job.bring("working")
    to_worker, to_client = split_of(job)
    signed = job.sign(WORKER, "Part", to_worker, to_client)
    with refused("consent: not their signature"):
        job.part(to_worker - 1, to_client + 1, signed, by=CLIENT)
    with refused("consent: not their signature"):
        job.part(to_client, to_worker, signed, by=CLIENT)


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_nobody_parts_past_the_twin(job: Job, who: str) -> None:
    job.bring("working")
    with refused("agreement: both have to sign"):
        job.do("part", *split_of(job), by=PEOPLE[who])


def test_the_sender_is_tipped_out_of_what_is_left(job: Job) -> None:
    job.bring("working")
    tip = 1_234_567
    split = split_of(job, tip)
    before = job.balances()
    job.part(*split, job.sign(WORKER, "Part", *split, tip=tip), job.sign(CLIENT, "Part", *split, tip=tip))
    assert gained(before, job.balances())["stranger"] == tip
    assert (job.state, job.held) == (0, 0)


def test_both_sign_the_same_tip(job: Job) -> None:
    job.bring("working")
    split = split_of(job, 5)
    with refused("agreement_twin: two tips"):
        job.part(*split, job.sign(WORKER, "Part", *split, tip=5), job.sign(CLIENT, "Part", *split, tip=4))


@pytest.mark.parametrize(("sender", "signer"), [(CLIENT, WORKER), (WORKER, CLIENT)])
def test_a_party_who_sends_gets_the_others_tip(job: Job, sender: object, signer: object) -> None:
    job.bring("working")
    split = split_of(job, 5)
    signed = job.sign(signer, "Part", *split, tip=5)  # type: ignore[arg-type]
    consents = (NO_CONSENT, signed) if sender is WORKER else (signed, NO_CONSENT)
    with refused("parties: not what is left"):
        job.part(split[0], split[1] + 5, *_resigned(job, sender, signer, split), by=sender)
    job.part(*split, *consents, by=sender)
    assert job.held == 0


def _resigned(job: Job, sender: object, signer: object, split: tuple[int, int]) -> tuple[object, object]:
    signed = job.sign(signer, "Part", split[0], split[1] + 5, tip=5)  # type: ignore[arg-type]
    return (NO_CONSENT, signed) if sender is WORKER else (signed, NO_CONSENT)


def test_a_tip_is_at_most_what_is_left(job: Job) -> None:
    job.bring("working")
    signed = job.sign(WORKER, "Part", 0, 0, tip=job.deal.total + 1)
    with refused("payout: tip above the payment"):
        job.part(0, 0, signed, by=CLIENT)


def test_thirty_two_milestones_in_every_state_part_at_once(job: Job) -> None:
    many = job.but(milestones=tuple((job.deal.due, 1_000 + number) for number in range(32))).bring("working")
    for number in range(0, 32, 2):
        many.submit(number)
    many.release(1_000, milestone=0)
    many.dispute(2)
    many.give_back(1 << 4)
    left = many.held
    signed = many.sign(WORKER, "Part", left - 9, 9)
    many.part(left - 9, 9, signed, by=CLIENT)
    assert (many.state, many.held) == (0, 0)
    assert not any(many.world.view(many.agreement, "record_of", many.deal.id, number) for number in range(32))


def test_a_mate_does_not_part_for_the_worker(job: Job) -> None:
    job.bring("working")
    split = split_of(job)
    with refused("consent: not their signature"):
        job.part(*split, job.sign(MATE, "Part", *split), by=CLIENT)
    alone = job.but(arbiter=NOBODY, fallback_arbiter=NOBODY).bring("working")
    with refused("consent: not their signature"):
        alone.part(*split, job.sign(WORKER, "Part", *split), by=CLIENT)
