"""Signatures: each counts once, in time, for one person, one chain, one contract and one agreement."""

from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account

from tests.contracts.deals import NOBODY, Consent
from tests.contracts.jobs import CLIENT, STRANGER, WORKER, Job
from tests.contracts.world import AGREEMENT, Contract, Reverted, calldata, refused

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def submit(job: Job, signed: Consent, signer: Any = WORKER, **more: Any) -> None:
    job.relay("Submit", 0, 5, signed=signed, signer=signer, **more)


def signed_submission(job: Job, **more: Any) -> Consent:
    return job.sign(WORKER, "Submit", 0, (5).to_bytes(32), **more)


@pytest.fixture(autouse=True)
def _bound(job: Job) -> None:
    job.bring("working")


def test_it_counts_once(job: Job) -> None:
    signed = signed_submission(job)
    submit(job, signed)
    job.request_changes()
    with refused("consent: used already"):
        submit(job, signed)


def test_a_nonce_counts_once_whatever_was_signed(job: Job) -> None:
    submit(job, signed_submission(job, nonce=3))
    with refused("consent: used already"):
        job.relay("GiveBack", 1, signed=job.sign(WORKER, "GiveBack", 1, nonce=3), signer=WORKER)
    job.relay("GiveBack", 1, signed=job.sign(WORKER, "GiveBack", 1, nonce=4), signer=WORKER)


@pytest.mark.parametrize("nonce", [0, 1, 255, 256, 2**256 - 1])
def test_any_number_can_be_a_nonce(job: Job, nonce: int) -> None:
    submit(job, signed_submission(job, nonce=nonce))
    assert job.world.view(job.twin, "is_spent", WORKER, nonce)
    for other in {0, 1, 255, 256, 257, 2**256 - 1} - {nonce}:
        assert not job.world.view(job.twin, "is_spent", WORKER, other)
    assert not job.world.view(job.twin, "is_spent", CLIENT, nonce)


def test_a_signature_is_taken_back_before_anybody_sends_it(job: Job) -> None:
    signed = signed_submission(job, nonce=9)
    done = job.world.send(WORKER, job.twin, "revoke", 9)
    assert done.events == [("Revoked", {"who": WORKER.address, "nonce": 9})]
    with refused("consent: used already"):
        submit(job, signed)
    with refused("consent: used already"):
        job.world.send(WORKER, job.twin, "revoke", 9)


def test_nobody_revokes_for_another(job: Job) -> None:
    job.world.send(STRANGER, job.twin, "revoke", 0)
    submit(job, signed_submission(job, nonce=0))


def test_the_second_of_the_deadline_is_in_time(job: Job) -> None:
    signed = signed_submission(job, deadline=job.world.now + 10)
    job.world.now += 11
    with refused("consent: too late"):
        submit(job, signed)
    job.world.now -= 1
    submit(job, signed)


def test_a_refused_signature_spends_nothing(job: Job) -> None:
    forged = job.sign(STRANGER, "Submit", 0, (5).to_bytes(32), by=WORKER.address)
    with refused("consent: not their signature"):
        submit(job, forged)
    assert not job.world.view(job.twin, "is_spent", WORKER, 0)
    submit(job, signed_submission(job))


@pytest.mark.parametrize("chain_id", [30, 31, 4114])
def test_another_chain_has_its_own_signatures(job: Job, chain_id: int) -> None:
    with refused("consent: not their signature"):
        submit(job, signed_submission(job, chain_id=chain_id))
    signed = signed_submission(job)
    job.world.chain_id = chain_id
    with refused("consent: not their signature"):
        submit(job, signed)
    submit(job, signed_submission(job))


def test_another_contract_has_its_own_signatures(job: Job) -> None:
    other = replace(job, agreement=job.world.load(AGREEMENT, job.twin)).bring("working")
    for verifier in (job.agreement.address, job.twin.address):
        with refused("consent: not their signature"):
            submit(other, signed_submission(other, verifier=verifier))
    submit(other, signed_submission(other))
    assert (other.stage(), job.stage()) == ("submitted", "working")


def test_another_agreement_has_its_own_signatures(job: Job) -> None:
    other = job.but(digest=b"\x44" * 32).bring("working")
    with refused("consent: not their signature"):
        submit(other, signed_submission(job))
    submit(job, signed_submission(job))


def test_one_action_is_not_another(job: Job) -> None:
    """Submit and Dispute carry the same kinds of values."""
    signed = signed_submission(job)
    with refused("consent: not their signature"):
        job.relay("Dispute", 0, 5, signed=signed, signer=WORKER)


def test_a_mirrored_signature_is_refused(job: Job) -> None:
    tip, nonce, deadline, signature = signed_submission(job)
    r, s, v = signature[:32], int.from_bytes(signature[32:64]), signature[64]
    mirrored = r + (ORDER - s).to_bytes(32) + bytes([55 - v])
    with refused("ecdsa: invalid signature `s` value"):
        submit(job, (tip, nonce, deadline, mirrored))


@pytest.mark.parametrize("shape", ["short", "long", "none", "zeros", "ones", "odd v", "zero v"])
def test_a_broken_signature_is_nobodys(job: Job, shape: str) -> None:
    good = signed_submission(job)[3]
    broken = {
        "short": good[:64],
        "long": good + b"\x00",
        "none": b"",
        "zeros": b"\x00" * 65,
        "ones": b"\x01" * 65,
        "odd v": good[:64] + b"\x1d",
        "zero v": good[:64] + bytes([good[64] - 27]),
    }[shape]
    with pytest.raises(Reverted):
        submit(job, (0, 0, 2**40 - 1, broken))
    assert job.stage() == "working"


@pytest.mark.parametrize("broken", [b"\x00" * 65, b"\x00" * 64 + b"\x1b", b"\x01" * 64 + b"\x1d", b""])
def test_a_broken_signature_is_not_the_absent_arbiters(job: Job, broken: bytes) -> None:
    """What can't be recovered recovers to the zero address, which also stands for no arbiter."""
    alone = job.but(arbiter=NOBODY, fallback_arbiter=NOBODY).bring("disputed")
    for later in (0, 6 * 86_400):
        alone.world.now += later
        with refused("consent: not their signature"):
            alone.relay("Rule", 0, 0, 0, 0, signed=(0, 0, 2**40 - 1, broken), signer=NOBODY)


def test_an_account_with_delegated_code_signs_in_person(job: Job) -> None:
    """EIP-7702: 23 bytes of code; the key still speaks."""
    wallet = job.world.attacker("Wallet", STRANGER)
    job.world.env.set_code(WORKER.address, bytes.fromhex("ef0100" + wallet.address[2:]))
    with refused("consent: not their signature"):
        submit(job, job.sign(STRANGER, "Submit", 0, (5).to_bytes(32), by=WORKER.address))
    submit(job, signed_submission(job))


# Wallets made of code.


def walleted(job: Job, role: str, wallet: Contract) -> Job:
    """The same job where one role is a wallet."""
    change: dict[str, Any] = {role: wallet.address}
    if role == "worker":
        change = {"payees": ((1_000_000, wallet.address),)}
    return job.but(**change)


@pytest.mark.parametrize("length", [65, 66, 130, 768])
def test_a_wallet_signs_as_worker_client_and_arbiter(job: Job, length: int) -> None:
    owner = Account.create("owner")
    wallets = [job.world.attacker("Wallet", owner) for _ in range(3)]
    worker, client, arbiter = wallets
    held = job.but(client=client.address, arbiter=arbiter.address, payees=((1_000_000, worker.address),))

    def signed(wallet: Contract, action: str, *values: Any, nonce: int = 0) -> Consent:
        tip, used, deadline, signature = held.sign(owner, action, *values, by=wallet.address, nonce=nonce)
        return (tip, used, deadline, signature.rjust(length, b"\x77"))

    held.open_by_twin(signed(worker, "Accept"), signed(client, "Open"), by=STRANGER)
    held.relay("Dispute", 0, 1, signed=signed(client, "Dispute", 0, (1).to_bytes(32), nonce=1), signer=client)
    values = (0, 1_000_000, 0, (1).to_bytes(32))
    held.relay("Rule", 0, 1_000_000, 0, 1, signed=signed(arbiter, "Rule", *values), signer=arbiter)
    assert job.world.balance(worker) == held.deal.amount


def test_one_owner_of_two_wallets_signs_for_one(job: Job) -> None:
    owner = Account.create("owner")
    first, second = (job.world.attacker("Wallet", owner) for _ in range(2))
    mine = walleted(job, "worker", first)
    signed = mine.sign(owner, "Accept", by=first.address)
    other = walleted(job, "worker", second)
    other.open()
    with refused("consent: not their signature"):
        other.relay("Accept", signed=signed, signer=second)
    mine.open_by_twin(signed)


@pytest.mark.parametrize("manner", [2, 3, 4, 5, 6])
def test_a_wallet_that_does_not_clearly_say_yes_says_no(job: Job, manner: int) -> None:
    """It burns, answers four bytes, reverts, or says no; of a longer answer the first word counts."""
    owner = Account.create("owner")
    wallet = job.world.attacker("Wallet", owner)
    job.world.send(STRANGER, wallet, "behave", manner)
    held = walleted(job, "worker", wallet)
    held.open()
    signed = held.sign(owner, "Accept", by=wallet.address)
    if manner == 4:
        held.relay("Accept", signed=signed, signer=wallet)
        assert held.stage() == "working"
        return
    with refused("consent: not their signature"):
        held.relay("Accept", signed=signed, signer=wallet, gas=2_000_000)
    assert held.stage() == "offered"


def test_a_wallet_that_lies_hurts_only_itself(job: Job) -> None:
    liar = job.world.attacker("Wallet", STRANGER)
    job.world.send(STRANGER, liar, "behave", 1)
    with refused("parties: not the worker"):
        submit(job, (0, 0, 2**40 - 1, b""), signer=liar)
    held = walleted(job, "worker", liar)
    held.open()
    held.relay("Accept", signed=(0, 0, 2**40 - 1, b"\x01"), signer=liar)
    assert held.stage() == "working"
    with refused("disputes: not the arbiter now"):
        job.dispute()
        job.relay("Rule", 0, 0, 0, 0, signed=(0, 1, 2**40 - 1, b""), signer=liar)


def test_a_contract_that_knows_no_signatures_signs_nothing(job: Job) -> None:
    for contract in (job.agreement, job.twin):
        with refused("consent: not their signature"):
            submit(job, (0, 0, 2**40 - 1, b"\x01" * 65), signer=contract)


def test_a_signature_of_769_bytes_does_not_fit(job: Job) -> None:
    data = calldata(
        job.twin, "relay", job.agreement, b"\x00" * 32, WORKER, job.deal.terms, [0] * 4,
        (0, 0, 2**40 - 1, b"\x01" * 769),
    )  # fmt: skip
    with refused(""):
        job.world.raw(STRANGER, job.twin.address, data)
