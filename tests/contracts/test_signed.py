"""Signed twins: what a party may do, a party may sign, and anybody sends it."""

from typing import Any

import pytest

from tests.contracts.deals import NO_CONSENT, NOBODY
from tests.contracts.jobs import (
    ARBITER,
    CLIENT,
    DELIVERY,
    FALLBACK,
    PEOPLE,
    REASONS,
    STATEMENT,
    STRANGER,
    WORKER,
    Job,
    gained,
)
from tests.contracts.signing import type_hash
from tests.contracts.world import refused

WEEKS = 300 * 86_400

# Action, state before, state after, who signs, values, seconds that pass first.
STEPS: list[tuple[str, str, str, Any, tuple[Any, ...], int]] = [
    ("Accept", "offered", "working", WORKER, (), 0),
    ("Decline", "offered", "none", WORKER, (), 0),
    ("TakeBack", "offered", "none", CLIENT, (), 0),
    ("Submit", "working", "submitted", WORKER, (0, DELIVERY), 0),
    ("RequestChanges", "submitted", "working", CLIENT, (0, REASONS), 0),
    ("Extend", "working", "working", CLIENT, (0, 1_800_000_000 + WEEKS), 0),
    ("Extend", "submitted", "submitted", WORKER, (0, 1_800_000_000 + WEEKS), 0),
    ("Release", "submitted", "ended", CLIENT, (0, 41_234 * 10**10 + 7), 0),
    ("Settle", "submitted", "ended", WORKER, (0,), WEEKS),
    ("Reclaim", "working", "ended", CLIENT, (0,), WEEKS),
    ("GiveBack", "disputed", "ended", WORKER, (1,), 0),
    ("Dispute", "working", "disputed", CLIENT, (0, STATEMENT), 0),
    ("Dispute", "submitted", "disputed", WORKER, (0, STATEMENT), 0),
    ("Rule", "disputed", "ended", ARBITER, (0, 250_000, 1_000, REASONS), 0),
    ("Rule", "disputed", "ended", FALLBACK, (0, 250_000, 1_000, REASONS), 5 * 86_400 + 1),
]
NAMES = [f"{action}-{state}" for action, state, *_ in STEPS]
TIPPED = {"TakeBack", "Settle", "Reclaim", "Rule"}


def plain(values: tuple[Any, ...]) -> tuple[int, ...]:
    return tuple(int.from_bytes(value) if isinstance(value, bytes) else value for value in values)


@pytest.mark.parametrize(("action", "before", "after", "signer", "values", "later"), STEPS, ids=NAMES)
def test_what_was_signed_happens(
    any_job: Job, action: str, before: str, after: str, signer: Any, values: Any, later: int
) -> None:
    job = any_job.bring(before)
    job.world.now += later
    signed = job.sign(signer, action, *values, nonce=7)
    done = job.relay(action, *plain(values), signed=signed, signer=signer)

    assert job.stage() == after
    assert done.events[0] == (
        "Relayed",
        {
            "agreement": job.deal.id,
            "by": signer.address,
            "action": type_hash(action),
            "nonce": 7,
            "tip": 0,
        },
    )
    assert job.world.view(job.twin, "is_spent", signer, 7)
    assert not job.world.view(job.twin, "is_spent", signer, 6)


@pytest.mark.parametrize(("action", "before", "after", "signer", "values", "later"), STEPS, ids=NAMES)
def test_another_persons_signature_is_worth_nothing(
    job: Job, action: str, before: str, after: str, signer: Any, values: Any, later: int
) -> None:
    job.bring(before)
    job.world.now += later
    forged = job.sign(STRANGER, action, *values, by=signer.address)
    with refused("consent: not their signature"):
        job.relay(action, *plain(values), signed=forged, signer=signer)
    assert job.stage() == before


@pytest.mark.parametrize(("action", "before", "after", "signer", "values", "later"), STEPS, ids=NAMES)
def test_signing_for_oneself_makes_nobody_a_party(
    job: Job, action: str, before: str, after: str, signer: Any, values: Any, later: int
) -> None:
    job.bring(before)
    job.world.now += later
    words = {
        "Accept": "consent: not their signature",  # it asks for the worker's, whoever is named
        "Settle": "agreement_twin: not the worker",
        "Dispute": "disputes: not a party",
        "Rule": "disputes: not the arbiter now",
    }
    side = "client" if signer is CLIENT else "worker"
    own = job.sign(STRANGER, action, *values)
    with refused(words.get(action, f"parties: not the {side}")):
        job.relay(action, *plain(values), signed=own, signer=STRANGER)
    assert job.stage() == before


@pytest.mark.parametrize(("action", "before", "after", "signer", "values", "later"), STEPS, ids=NAMES)
def test_every_signed_value_counts(
    job: Job, action: str, before: str, after: str, signer: Any, values: Any, later: int
) -> None:
    job.bring(before)
    job.world.now += later
    signed = job.sign(signer, action, *values)
    for place in range(len(values)):
        other = list(plain(values))
        other[place] ^= 1
        with refused("consent: not their signature"):
            job.relay(action, *other, signed=signed, signer=signer)
    for place, change in ((0, 1), (1, 1), (2, -1)):
        consent: list[Any] = list(signed)
        consent[place] += change
        words = "consent: not their signature"
        if action == "Accept" and place == 0:
            words = "agreement_twin: no tip from this"  # looked at first
        with refused(words):
            job.relay(action, *plain(values), signed=tuple(consent), signer=signer)
    assert job.stage() == before


@pytest.mark.parametrize("action", sorted({step[0] for step in STEPS} - TIPPED))
def test_no_tip_goes_off_anothers_money(job: Job, action: str) -> None:
    _, before, _, signer, values, later = next(step for step in STEPS if step[0] == action)
    job.bring(before)
    job.world.now += later
    signed = job.sign(signer, action, *values, tip=1)
    with refused("agreement_twin: no tip from this"):
        job.relay(action, *plain(values), signed=signed, signer=signer)


@pytest.mark.parametrize("action", sorted(TIPPED))
def test_the_sender_is_tipped_out_of_what_the_signer_gets(any_job: Job, action: str) -> None:
    _, before, _, signer, values, later = next(step for step in STEPS if step[0] == action)
    one = any_job.but(payees=((1_000_000, WORKER.address),)).bring(before)
    one.world.now += later
    most = {"TakeBack": one.deal.total, "Rule": 1_000}.get(action, one.deal.amount)
    held = one.held
    too_much = one.sign(signer, action, *values, tip=most + 1)
    with refused("payout: tip above the payment"):
        one.relay(action, *plain(values), signed=too_much, signer=signer)
    balances = one.balances()
    one.relay(action, *plain(values), signed=one.sign(signer, action, *values, tip=999), signer=signer)
    changed = gained(balances, one.balances())
    name = next(role for role, who in PEOPLE.items() if who is signer)
    assert changed["stranger"] == 999
    assert changed[name] == most - 999
    assert sum(changed.values()) == held - one.held


@pytest.mark.parametrize("action", ["Open", "Part", "Withdraw", "Nonsense"])
def test_only_relayed_actions_are_relayed(job: Job, action: str) -> None:
    job.bring("working")
    hashed = b"\x11" * 32 if action == "Nonsense" else type_hash(action)
    with refused("agreement_twin: no such action"):
        job.world.send(
            STRANGER, job.twin, "relay", job.agreement, hashed, WORKER, job.deal.terms, [0] * 4, NO_CONSENT
        )


def test_an_open_with_the_workers_signature_binds_at_once(any_job: Job) -> None:
    signed = any_job.sign(WORKER, "Accept")
    done = any_job.open_by_twin(signed)
    assert any_job.stage() == "working"
    assert [name for name, _ in done.events] == ["Opened", "Relayed", "Accepted"]


def test_without_it_the_offer_waits(job: Job) -> None:
    job.open_by_twin()
    assert job.stage() == "offered"


def test_somebody_else_pays_for_a_client_who_signed(job: Job) -> None:
    before = job.balances()
    job.open_by_twin(job.sign(WORKER, "Accept"), job.sign(CLIENT, "Open"), by=STRANGER)
    assert job.stage() == "working"
    assert gained(before, job.balances()) == {"stranger": -job.deal.total}


def test_nobody_opens_for_a_client_who_did_not_sign(job: Job) -> None:
    with refused("consent: not their signature"):
        job.open_by_twin(client=job.sign(STRANGER, "Open", by=CLIENT.address), by=STRANGER)
    with refused("consent: too late"):
        job.open_by_twin(by=STRANGER)
    with refused("agreement_twin: no tip from this"):
        job.open_by_twin(client=job.sign(CLIENT, "Open", tip=1), by=STRANGER)


def test_terms_that_the_worker_did_not_sign_do_not_bind(job: Job) -> None:
    signed = job.sign(WORKER, "Accept")
    changes: list[dict[str, Any]] = [
        {"digest": b"\x09" * 32},
        {"review_for": job.deal.review_for + 1},
        {"grace_for": job.deal.grace_for + 1},
        {"answer_for": job.deal.answer_for + 1},
        {"fee_cap": job.deal.fee_cap + 1},
        {"worker_share": job.deal.worker_share - 1},
        {"change_rounds": 3},
        {"open_by": job.deal.open_by + 1},
        {"arbiter": NOBODY, "fallback_arbiter": NOBODY},
        {"fallback_arbiter": NOBODY},
        {"milestones": job.deal.milestones[:1]},
        {"milestones": tuple(reversed(job.deal.milestones))},
        {"payees": ((666_666, WORKER.address), (333_334, job.deal.payees[1][1]))},
    ]
    for change in changes:
        with refused("consent: not their signature"):
            job.but(**change).open_by_twin(signed)
    job.open_by_twin(signed)


def test_a_settlement_of_another_is_not_the_strangers_to_tip(job: Job) -> None:
    job.bring("submitted")
    job.world.now += WEEKS
    for who in (CLIENT, STRANGER):
        with refused("agreement_twin: not the worker"):
            job.relay("Settle", 0, signed=job.sign(who, "Settle", 0, tip=5), signer=who)
