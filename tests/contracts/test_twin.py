"""The twin: whatever is handed to it, and whoever calls, it speaks only for who signed or who calls."""

from typing import Any

import pytest

from tests.contracts.deals import NO_CONSENT, NOBODY
from tests.contracts.jobs import CLIENT, PEOPLE, STRANGER, WORKER, Job
from tests.contracts.signing import type_hash
from tests.contracts.world import TWIN, calldata, refused


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_nobody_but_the_twin_says_who_acts(job: Job, who: str) -> None:
    with refused("actor: not the twin"):
        job.world.send(PEOPLE[who], job.agreement, "act_for", WORKER, STRANGER, 0)


def test_another_twin_is_not_trusted(job: Job) -> None:
    job.bring("working")
    other = job.world.load(TWIN)
    signed = job.sign(WORKER, "GiveBack", 1)
    with refused("actor: not the twin"):
        job.world.send(
            STRANGER, other, "relay", job.agreement, type_hash("GiveBack"), WORKER, job.deal.terms,
            [1, 0, 0, 0], signed,
        )  # fmt: skip


def test_the_agreement_knows_its_twin(job: Job) -> None:
    assert job.world.view(job.agreement, "TWIN").lower() == job.twin.address.lower()


def attacks(job: Job, impostor: str) -> dict[str, tuple[str, bytes]]:
    """What a false agreement may try while the twin calls it."""
    terms = job.deal.terms
    real = job.sign(WORKER, "GiveBack", 1, nonce=70)
    return {
        "say who acts": (
            job.agreement.address,
            calldata(job.agreement, "act_for", WORKER, impostor, 0),
        ),
        "give back": (job.agreement.address, calldata(job.agreement, "give_back", terms, 1)),
        "release": (job.agreement.address, calldata(job.agreement, "release", terms, 0, 1)),
        "enter the twin": (
            job.twin.address,
            calldata(
                job.twin, "relay", job.agreement, type_hash("GiveBack"), WORKER, terms, [1, 0, 0, 0], real
            ),
        ),
        "revoke": (job.twin.address, calldata(job.twin, "revoke", 1)),
        "open by the twin": (
            job.twin.address,
            calldata(job.twin, "open", job.agreement, terms, NO_CONSENT, NO_CONSENT),
        ),
    }


@pytest.mark.parametrize(
    "attack", ["say who acts", "give back", "release", "enter the twin", "revoke", "open by the twin"]
)
@pytest.mark.parametrize("door", ["relay", "open", "part", "withdraw"])
def test_a_false_agreement_gains_nothing(job: Job, attack: str, door: str) -> None:
    job.bring("working")
    impostor = job.world.attacker("Impostor")
    target, data = attacks(job, impostor.address)[attack]
    job.world.send(STRANGER, impostor, "aim", target, data)
    here: dict[str, Any] = {"verifier": impostor.address}
    terms = job.deal.terms
    if door == "relay":
        signed = job.sign(WORKER, "GiveBack", 1, **here)
        args: tuple[Any, ...] = (type_hash("GiveBack"), WORKER, terms, [1, 0, 0, 0], signed)
    elif door == "open":
        args = (terms, job.sign(WORKER, "Accept", **here), NO_CONSENT)
    elif door == "part":
        args = (terms, 0, 0, job.sign(WORKER, "Part", 0, 0, **here), NO_CONSENT)
    else:
        args = (WORKER, NOBODY, STRANGER, job.sign(WORKER, "Withdraw", NOBODY, STRANGER.address, **here))
    job.world.send(CLIENT, job.twin, door, impostor, *args)

    assert job.world.view(impostor, "entered") == 0
    assert (job.stage(), job.held) == ("working", job.deal.total)


def test_what_was_signed_for_a_false_agreement_is_worth_nothing_here(job: Job) -> None:
    job.bring("working")
    impostor = job.world.attacker("Impostor")
    signed = job.sign(WORKER, "GiveBack", 1, verifier=impostor.address)
    with refused("consent: not their signature"):
        job.relay("GiveBack", 1, signed=signed, signer=WORKER)


def test_an_account_without_code_is_no_agreement(job: Job) -> None:
    with refused(""):
        job.world.send(
            CLIENT, job.twin, "open", STRANGER, job.deal.terms, NO_CONSENT, NO_CONSENT, value=job.deal.total
        )
    assert job.world.balance(job.twin) == 0


def test_no_coin_stays_with_the_twin(job: Job) -> None:
    job.bring("working")
    signed = job.sign(WORKER, "GiveBack", 1)
    data = calldata(
        job.twin, "relay", job.agreement, type_hash("GiveBack"), WORKER, job.deal.terms, [1, 0, 0, 0], signed
    )
    with refused(""):
        job.world.raw(STRANGER, job.twin.address, data, value=1)
    job.world.raw(STRANGER, job.twin.address, data)
    assert job.world.balance(job.twin) == 0


def test_terms_without_payees_name_no_worker(job: Job) -> None:
    empty = job.but(payees=())
    with refused(""):
        empty.relay("Accept", signed=empty.sign(WORKER, "Accept"), signer=WORKER)
