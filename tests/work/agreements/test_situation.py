"""What a page offers is exactly what the contract would accept, and what it says about silence comes true."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Refused
from satshift.work.agreements.choices import Choice
from satshift.work.agreements.rules import Agreement, Milestone, Payee, Progress, Stage, Status, Terms
from satshift.work.agreements.situation import FIRST, situation

CLIENT, WORKER, MATE, ARBITER, SECOND, STRANGER = (Address("0x" + digit * 40) for digit in "123456")
PEOPLE = (CLIENT, WORKER, MATE, ARBITER, SECOND, STRANGER)
BEGAN, DAY = 1_800_000_000, 86_400
TERMS = Terms(
    client=CLIENT,
    currency=NOBODY,
    arbiter=ARBITER,
    fallback_arbiter=SECOND,
    digest="0x" + "00" * 32,
    review_for_seconds=7 * DAY,
    grace_for_seconds=2 * DAY,
    answer_for_seconds=5 * DAY,
    fee_cap_ppm=50_000,
    worker_share_ppm=400_000,
    change_rounds=2,
    open_by=BEGAN + DAY,
    payees=(Payee(WORKER, 700_000), Payee(MATE, 300_000)),
    milestones=(Milestone(5 * 10**14, BEGAN + 7 * DAY), Milestone(3 * 10**14, BEGAN + 14 * DAY)),
)
PROGRESS = st.builds(
    Progress,
    stage=st.sampled_from(Stage),
    rounds=st.integers(0, 2),
    clock=st.integers(BEGAN, BEGAN + 30 * DAY),
    due=st.one_of(st.just(0), st.integers(BEGAN, BEGAN + 30 * DAY)),
    paid=st.integers(0, 2 * 10**14),
)
SIDES = st.sampled_from(
    [TERMS, replace(TERMS, arbiter=NOBODY, fallback_arbiter=NOBODY), replace(TERMS, fallback_arbiter=NOBODY)]
)


@st.composite
def standing(draw: st.DrawFn) -> Agreement:
    terms, status = draw(SIDES), draw(st.sampled_from(Status))
    if status is Status.ENDED:
        return Agreement(terms)
    if status is Status.OFFERED:
        return Agreement(terms, status, (Progress(), Progress()))
    cases = draw(
        st.tuples(PROGRESS, PROGRESS).filter(lambda two: any(each.stage is not Stage.ENDED for each in two))
    )
    return Agreement(terms, status, cases)


def can(agreement: Agreement, choice: Choice, who: Address, now: int) -> bool:
    """Asked of the model directly, with values that fit if any do."""
    number = choice.milestone or 0
    verb = getattr(agreement, choice.verb)
    given_values = {
        "accept": (who,),
        "decline": (who,),
        "take_back": (who,),
        "submit": (who, now, number),
        "request_changes": (who, now, number),
        "extend": (who, now, number, now + 2**27 - 1),
        "release": (who, number, agreement.left(number) if agreement.milestones else 1),
        "settle": (now, number),
        "reclaim": (who, now, number),
        "give_back": (who, [number]),
        "part": (who in (CLIENT, WORKER), 0, agreement.held),
        "dispute": (who, now, number),
        "rule": (who, now, number, 10**6, 0),
        "split": (now, number),
    }
    try:
        verb(*given_values[choice.verb])
    except Refused:
        return False
    return True


WHOLE = ("accept", "decline", "take_back", "part")
EACH = (
    "submit",
    "request_changes",
    "extend",
    "release",
    "settle",
    "reclaim",
    "give_back",
    "dispute",
    "rule",
    "split",
)


@given(standing(), st.sampled_from(PEOPLE), st.integers(BEGAN, BEGAN + 60 * DAY))
def test_a_step_is_offered_exactly_when_the_contract_accepts_it(
    agreement: Agreement, who: Address, now: int
) -> None:
    seen = situation(agreement, now, who)
    offered = {*seen.others, *([seen.primary] if seen.primary else [])}
    every = [Choice(verb) for verb in WHOLE]
    every += [Choice(verb, number) for verb in EACH for number in range(len(agreement.milestones))]
    assert offered == {choice for choice in every if can(agreement, choice, who, now)}


@given(standing(), st.integers(BEGAN, BEGAN + 60 * DAY))
def test_every_living_state_says_whose_turn_it_is_and_what_silence_brings(
    agreement: Agreement, now: int
) -> None:
    seen = situation(agreement, now, None)
    assert str(seen.says)
    if agreement.status is Status.ENDED:
        assert (seen.whose_turn, seen.if_silent, seen.primary) == (None, None, None)
        return
    assert seen.whose_turn is not None
    assert str(seen.if_silent)
    for part, progress in zip(seen.milestones, agreement.milestones, strict=True):
        if agreement.status is Status.BOUND and progress.stage is not Stage.ENDED:
            assert part.whose_turn is not None
            assert str(part.if_silent)


AFTER_SILENCE = {
    "in_progress": ("reclaim", CLIENT),
    "changes_requested": ("reclaim", CLIENT),
    "submitted": ("settle", STRANGER),
}


@given(standing(), st.integers(BEGAN, BEGAN + 60 * DAY))
def test_what_silence_brings_is_possible_one_second_after_the_deadline(
    agreement: Agreement, now: int
) -> None:
    for part in situation(agreement, now, None).milestones:
        if part.state in AFTER_SILENCE and part.deadline is not None:
            verb, who = AFTER_SILENCE[part.state]
            choice = Choice(verb, part.number - 1)
            assert not can(agreement, choice, who, part.deadline)
            assert can(agreement, choice, who, part.deadline + 1)


@given(standing(), st.integers(BEGAN, BEGAN + 60 * DAY))
def test_who_is_waited_for_has_one_first_step(agreement: Agreement, now: int) -> None:
    roles = {
        "client": CLIENT,
        "worker": WORKER,
        "arbiter": agreement.terms.arbiter,
        "fallback_arbiter": SECOND,
    }
    seen = situation(agreement, now, None)
    if seen.whose_turn in roles:
        mine = situation(agreement, now, roles[seen.whose_turn])
        assert mine.is_my_turn
        assert mine.primary is not None


def test_a_stranger_of_an_unanswered_review_may_settle() -> None:
    submitted = Progress(Stage.SUBMITTED, clock=BEGAN)
    agreement = Agreement(TERMS, Status.BOUND, (submitted, Progress()))
    assert situation(agreement, BEGAN + 1, STRANGER).primary == Choice("settle", 0)
    assert situation(agreement, BEGAN, STRANGER).primary is None


@pytest.mark.parametrize("verbs", FIRST.values())
def test_first_steps_are_verbs_of_the_agreement(verbs: tuple[str, ...]) -> None:
    assert all(hasattr(Agreement, verb) for verb in verbs)
