"""Terms in both their forms, what is wrong with them, and the steps of the model that people lean on."""

from dataclasses import replace

import pytest

from satshift.chain.refusals import SENTENCES, code_of
from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Invalid, Refused
from satshift.work.agreements.rules import Agreement, Credits, Stage, Status, Tip
from satshift.work.agreements.terms import Milestone, Payee, Terms

NOW = 1_800_000_000
DAY = 86_400
SAT = 10**10
CLIENT, WORKER, MATE, ARBITER, FALLBACK, STRANGER = (
    Address(f"0x{name:040x}") for name in range(2**40, 2**40 + 6)
)
TERMS = Terms(
    client=CLIENT,
    currency=NOBODY,
    arbiter=ARBITER,
    fallback_arbiter=FALLBACK,
    digest="0x" + "5a" * 32,
    review_for_seconds=7 * DAY,
    grace_for_seconds=2 * DAY,
    answer_for_seconds=5 * DAY,
    fee_cap_ppm=50_000,
    worker_share_ppm=600_000,
    change_rounds=1,
    open_by=NOW + DAY,
    payees=(Payee(WORKER, 333_333), Payee(MATE, 666_667)),
    milestones=(Milestone(100 * SAT, NOW + 10 * DAY), Milestone(7 * SAT, NOW + 20 * DAY)),
)


@pytest.fixture
def bound() -> Agreement:
    return Agreement(TERMS).open(CLIENT, NOW).accept(WORKER)


def test_terms_come_back_from_their_packed_form() -> None:
    assert Terms.unpacked(TERMS.packed()) == TERMS


def test_good_terms_have_no_problem() -> None:
    assert TERMS.problems(NOW) == {}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("open_by", {"open_by": NOW - 1}),
        ("review_for_seconds", {"review_for_seconds": 59}),
        ("answer_for_seconds", {"answer_for_seconds": 2**25}),
        ("fee_cap_ppm", {"fee_cap_ppm": 1_000_001}),
        ("worker_share_ppm", {"worker_share_ppm": -1}),
        ("change_rounds", {"change_rounds": 64}),
        ("arbiter", {"arbiter": CLIENT}),
        ("fallback_arbiter", {"fallback_arbiter": ARBITER}),
        ("fallback_arbiter", {"arbiter": NOBODY}),
        ("payees", {"payees": ()}),
        ("payees", {"payees": (Payee(WORKER, 999_999),)}),
        ("payees.0.account", {"payees": (Payee(CLIENT, 1_000_000),)}),
        ("payees.0.account", {"payees": (Payee(ARBITER, 1_000_000),)}),
        ("payees.1.account", {"payees": (Payee(WORKER, 500_000), Payee(WORKER, 500_000))}),
        ("milestones", {"milestones": ()}),
        ("milestones.0.due", {"milestones": (Milestone(SAT, NOW),)}),
        ("milestones.0.amount", {"milestones": (Milestone(0, NOW + DAY),)}),
        ("milestones.0.amount", {"milestones": (Milestone(SAT + 1, NOW + DAY),)}),
    ],
)
def test_a_problem_names_its_field_with_a_sentence(field: str, changes: dict[str, object]) -> None:
    spoiled = replace(TERMS, **changes)  # type: ignore[arg-type]
    assert spoiled.problems(NOW)[field].endswith(".")
    with pytest.raises(Invalid):
        spoiled.check(NOW)


def test_a_release_pays_the_team_and_the_last_takes_the_rounding(bound: Agreement) -> None:
    after, paid = bound.release(CLIENT, 0, 10)
    assert paid == ((WORKER, 3), (MATE, 7))
    assert after.left(0) == 100 * SAT - 10


def test_silence_after_a_delivery_pays_the_worker(bound: Agreement) -> None:
    submitted = bound.submit(WORKER, NOW, 0)
    with pytest.raises(Refused) as refused:
        submitted.settle(NOW + 7 * DAY, 0)
    assert refused.value.code == "parties-the-review-has-time"
    settled, paid = submitted.settle(NOW + 7 * DAY + 1, 0, Tip(STRANGER, 5))
    assert paid[0] == (STRANGER, 5)
    assert sum(amount for _, amount in paid) == 100 * SAT
    assert settled.milestones[0].stage is Stage.ENDED


def test_a_ruling_pays_the_fee_and_both_sides(bound: Agreement) -> None:
    disputed = bound.dispute(CLIENT, NOW, 1)
    _, paid = disputed.rule(ARBITER, NOW + 1, 1, 500_000, 1_000)
    assert paid[0] == (ARBITER, 1_000)
    assert sum(amount for _, amount in paid) == 7 * SAT


def test_the_fallback_rules_only_after_the_arbiter(bound: Agreement) -> None:
    disputed = bound.dispute(CLIENT, NOW, 1)
    with pytest.raises(Refused):
        disputed.rule(FALLBACK, NOW + 5 * DAY, 1, 0, 0)
    assert disputed.rule(FALLBACK, NOW + 5 * DAY + 1, 1, 0, 0)[0].left(1) == 0


def test_the_last_milestone_ends_the_agreement(bound: Agreement) -> None:
    ended, paid = bound.give_back(WORKER, (0, 1))
    assert ended.status is Status.ENDED
    assert paid == ((CLIENT, 107 * SAT),)


def test_what_is_refused_has_a_sentence(bound: Agreement) -> None:
    known = {code_of(words) for words in SENTENCES}
    with pytest.raises(Refused) as refused:
        bound.release(STRANGER, 0, 1)
    assert refused.value.code.removeprefix("parties-") in known


def test_who_refuses_is_credited_and_withdraws() -> None:
    owed, sent = Credits().after(((MATE, 3), (WORKER, 4)), NOBODY, {MATE})
    assert sent == ((WORKER, 4),)
    left, paid = owed.withdraw(MATE, NOBODY, STRANGER, Tip(CLIENT, 1))
    assert paid == ((CLIENT, 1), (STRANGER, 2))
    with pytest.raises(Refused):
        left.withdraw(MATE, NOBODY, STRANGER)
