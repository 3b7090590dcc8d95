"""One test for each numbered sentence of contracts/INVARIANTS.md, seen on the chain itself in long walks by fixed dice."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.money import PPM, split
from satshift.work.agreements.rules import Agreement, Stage, Status
from tests.contracts.stateful import drawing
from tests.contracts.stateful.ground import Ground
from tests.contracts.stateful.play import Play
from tests.contracts.stateful.signed import Consent
from tests.contracts.stateful.words import VERBS, Values
from tests.contracts.stateful.world import Signed

SENTENCES = Path("contracts/INVARIANTS.md")
WALKS, MOVES = 4, 60


@cache
def ground() -> Ground:
    return Ground()


@pytest.fixture
def play() -> Iterator[Play]:
    snapshot = ground().snapshot()
    yield Play(ground())
    ground().back_to(snapshot)


def walks(first: int) -> Iterator[Play]:
    """The world after each move of a few long walks."""
    for seed in range(first, first + WALKS):
        snapshot, play, dice = ground().snapshot(), Play(ground()), Random(seed)
        try:
            for _ in range(MOVES):
                play.move(dice)
                yield play
        finally:
            ground().back_to(snapshot)


def offered(play: Play, seed: int, **changes: object) -> Agreement:
    """Terms drawn until they are as wished, opened by the client."""
    dice = Random(seed)
    while True:
        terms = drawing.terms(dice, play.ground, seed)
        if all(
            wish(terms) if callable(wish) else getattr(terms, name) == wish for name, wish in changes.items()
        ):
            assert play.open(terms, terms.client, terms.total if terms.currency == NOBODY else 0)
            return play.books.agreements[terms.id]


def bound(play: Play, seed: int, **changes: object) -> Agreement:
    agreement = offered(play, seed, **changes)
    assert play.call(VERBS["accept"], agreement.terms.id, agreement.terms.worker, ())
    return play.books.agreements[agreement.terms.id]


def good(play: Play, action: str, agreement: Agreement, by: Address, values: Values, tip: int) -> Signed:
    """A consent with nothing wrong in it."""
    play.nonce += 1
    draft = Consent(tip, play.nonce, play.ground.now)
    return play.consent(action, by, play.subject(action, agreement.terms), values, draft, by), True


def test_01_money_in_is_money_out_and_held_and_credited() -> None:
    put = dict.fromkeys((NOBODY, ground().token), 0)
    for play in walks(100):
        for currency in put:
            people = sum(ground().balance(who, currency) for who in ground().name)
            contract = ground().balance(ground().agreement, currency)
            assert people + contract == len(ground().name) * 2**110
            assert contract == play.books.owed(currency)


@pytest.mark.parametrize("seed", range(6))
def test_02_each_party_alone_comes_to_an_end_in_bounded_time(play: Play, seed: int) -> None:
    dice = Random(200 + seed)
    for _ in range(30):
        play.move(dice)
    for agreement in play.alive():
        for who in (agreement.terms.client, agreement.terms.worker):
            assert play.leave_alone(agreement.terms.id, who) <= 2 * agreement.terms.answer_for_seconds + 1


def test_03_nothing_is_paid_twice(play: Play) -> None:
    agreement = bound(play, 3)
    terms = agreement.terms
    assert play.call(VERBS["release"], terms.id, terms.client, (0, agreement.left(0)))
    paid = ground().balance(ground().agreement, terms.currency)
    for name in ("release", "settle", "reclaim", "give_back", "split", "submit", "dispute", "rule"):
        values = {
            "release": (0, 1),
            "give_back": (1,),
            "rule": (0, 0, 0, 0),
            "submit": (0, 1),
            "dispute": (0, 1),
        }
        for who in (terms.client, terms.worker, terms.arbiter):
            assert not play.call(VERBS[name], terms.id, who, values.get(name, (0,)))
    assert ground().balance(ground().agreement, terms.currency) == paid


def test_04_a_stranger_moves_nothing_but_what_time_has_decided(play: Play) -> None:
    agreement = bound(play, 4, review_for_seconds=3600)
    terms, stranger = agreement.terms, ground().who["stranger"]
    assert play.call(VERBS["submit"], terms.id, terms.worker, (0, 7))
    dice = Random(4)
    for _ in range(40):
        name, _, values = drawing.anything(dice, play.books.agreements[terms.id], ground())
        assert not play.call(VERBS[name], terms.id, stranger, values)
    play.ground.now += 3601
    assert play.call(VERBS["settle"], terms.id, stranger, (0,))


def test_05_the_last_share_takes_the_rounding(play: Play) -> None:
    agreement = bound(play, 5, payees=lambda terms: len(terms.payees) == 5, currency=NOBODY)
    terms = agreement.terms
    before = [ground().balance(payee.account, NOBODY) for payee in terms.payees]
    assert play.call(VERBS["release"], terms.id, terms.client, (0, agreement.left(0)))
    got = [
        ground().balance(payee.account, NOBODY) - was for payee, was in zip(terms.payees, before, strict=True)
    ]
    assert got == [*split(agreement.left(0), tuple(payee.share_ppm for payee in terms.payees))]
    assert sum(got) == agreement.left(0)


def test_06_a_milestone_ends_once_and_stays_so() -> None:
    ended: dict[tuple[int, str, int], bool] = {}
    for play in walks(600):
        for key, agreement in play.books.agreements.items():
            state = ground().state(key)
            for place in range(len(agreement.milestones)):
                now_ended = bool(state >> 2 + place & 1)
                if agreement.status is Status.BOUND and ended.get((id(play), key, place)):
                    assert now_ended
                ended[id(play), key, place] = now_ended and agreement.status is Status.BOUND


def test_07_a_record_stands_in_one_place_and_is_never_lost() -> None:
    most = 0
    for play in walks(700):
        for agreement in play.alive():
            state, key = ground().state(agreement.terms.id), agreement.terms.id
            places = range(len(agreement.milestones))
            apart = [place for place in places if ground().record(key, place)]
            assert apart == [place for place in places if state >> 34 + place & 1]
            assert not (state >> 72 and (state >> 66 & 31) in apart)
            kept = [place for place in places if _is_touched(agreement, place)]
            seat = [state >> 66 & 31] if state >> 72 else []
            assert sorted(apart + seat) == kept
            most = max(most, len(kept))
    assert most >= 2


def test_07_the_first_record_takes_the_seat_and_the_next_stands_apart(play: Play) -> None:
    agreement = bound(play, 7, milestones=lambda terms: len(terms.milestones) == 3)
    terms = agreement.terms
    for place in (2, 1):
        assert play.call(VERBS["submit"], terms.id, terms.worker, (place, 1))
    state = ground().state(terms.id)
    assert state >> 66 & 31 == 2
    assert state >> 72 != 0
    assert ground().record(terms.id, 2) == 0
    assert ground().record(terms.id, 1) != 0


def _is_touched(agreement: Agreement, place: int) -> bool:
    each = agreement.milestones[place]
    return each.stage is not Stage.ENDED and bool(each.stage or each.due or each.paid or each.rounds)


def test_08_nothing_is_left_of_an_agreement_that_ended() -> None:
    seen = 0
    for play in walks(800):
        for key, agreement in play.books.agreements.items():
            if agreement.status is Status.ENDED:
                seen += 1
                assert ground().state(key) == 0
                assert not any(
                    ground().record(key, place) for place in range(len(agreement.terms.milestones))
                )
    assert seen


@pytest.mark.parametrize("more", [0, 1])
def test_09_the_fee_is_within_the_cap_and_for_who_ruled(play: Play, more: int) -> None:
    agreement = bound(
        play,
        9,
        arbiter=ground().who["arbiter_0"],
        currency=NOBODY,
        fee_cap_ppm=333_333,
        answer_for_seconds=3600,
    )
    terms = agreement.terms
    assert play.call(VERBS["dispute"], terms.id, terms.client, (0, 1))
    cap = agreement.left(0) * terms.fee_cap_ppm // PPM
    before = ground().balance(terms.arbiter, NOBODY)
    assert play.call(VERBS["rule"], terms.id, terms.arbiter, (0, 500_000, cap + more, 1)) == (more == 0)
    assert ground().balance(terms.arbiter, NOBODY) - before == (cap if more == 0 else 0)


@pytest.mark.parametrize("late", [0, 1])
def test_10_at_each_second_one_side_can_act_and_never_both(play: Play, late: int) -> None:
    for seed, first, then in (
        (10, "request_changes", "settle"),
        (11, "submit", "reclaim"),
        (12, "rule", "split"),
    ):
        agreement = bound(
            play,
            seed,
            change_rounds=2,
            fallback_arbiter=NOBODY,
            arbiter=ground().who["arbiter_0"],
            review_for_seconds=3600,
        )
        terms, start = agreement.terms, play.ground.now
        if first == "request_changes":
            assert play.call(VERBS["submit"], terms.id, terms.worker, (0, 1))
            ends = play.books.agreements[terms.id].milestones[0].clock
        elif first == "rule":
            assert play.call(VERBS["dispute"], terms.id, terms.worker, (0, 1))
            ends = play.books.agreements[terms.id].ruling_ends(0)
        else:
            ends = agreement.last_call(0)
        play.ground.now = ends + late
        actors = {"request_changes": terms.client, "submit": terms.worker, "rule": terms.arbiter}
        second = play.call(VERBS[then], terms.id, terms.client, (0,))
        values = (0, 0, 0, 1) if first == "rule" else (0, 1)
        assert second == bool(late)
        assert play.call(VERBS[first], terms.id, actors[first], values) == (not late)
        play.ground.now = start


def test_11_a_tip_comes_out_of_the_signers_own_payment(play: Play) -> None:
    agreement = bound(
        play,
        13,
        currency=NOBODY,
        client=ground().who["client_0"],
        milestones=lambda terms: terms.total > 10,
    )
    terms, relayer = agreement.terms, ground().who["relayer"]
    for name, who, values in (
        ("release", terms.client, (0, agreement.left(0))),
        ("give_back", terms.worker, (1,)),
        ("dispute", terms.client, (0, 1)),
    ):
        assert not play.relay(
            VERBS[name], terms.id, who, values, relayer, good(play, name, agreement, who, values, 1)
        )
    assert ground().balance(relayer, NOBODY) == 2**110
    part = (agreement.held - 5, 0)
    assert play.part(
        terms.id,
        part,
        relayer,
        good(play, "part", agreement, terms.worker, part, 5),
        good(play, "part", agreement, terms.client, part, 5),
    )
    assert ground().balance(relayer, NOBODY) == 2**110 + 5


def test_12_a_nonce_counts_once(play: Play) -> None:
    agreement = offered(play, 14, client=ground().who["client_0"])
    terms, sender = agreement.terms, ground().who["relayer"]
    signed = good(play, "take_back", agreement, terms.client, (), 0)
    assert play.relay(VERBS["take_back"], terms.id, terms.client, (), sender, signed)
    assert play.open(terms, terms.client, terms.total if terms.currency == NOBODY else 0)
    assert not play.relay(VERBS["take_back"], terms.id, terms.client, (), sender, signed)
    assert ground().is_spent(terms.client, signed[0].nonce)


def test_13_nobody_is_the_zero_address(play: Play) -> None:
    agreement = bound(play, 15, arbiter=NOBODY)
    terms = agreement.terms
    assert play.call(VERBS["dispute"], terms.id, terms.client, (0, 1))
    for name, values in (("rule", (0, PPM, 0, 1)), ("release", (0, 1)), ("give_back", (1,))):
        assert not play.call(VERBS[name], terms.id, NOBODY, values)
    forged = play.consent(
        "rule",
        NOBODY,
        play.subject("rule", terms),
        (0, PPM, 0, 1),
        Consent(0, 99, play.ground.now),
        terms.client,
    )
    relayer = ground().who["relayer"]
    assert not play.relay(VERBS["rule"], terms.id, NOBODY, (0, PPM, 0, 1), relayer, (forged, False))


def test_14_who_refuses_money_is_credited_and_stops_nobody(play: Play) -> None:
    mate = ground().who["mate_0"]
    agreement = bound(
        play,
        16,
        payees=lambda terms: any(each.account == mate and each.share_ppm for each in terms.payees),
        currency=NOBODY,
    )
    terms = agreement.terms
    play.turn(mate, NOBODY, True)
    assert play.call(VERBS["release"], terms.id, terms.client, (0, agreement.left(0)))
    shares = split(agreement.left(0), tuple(payee.share_ppm for payee in terms.payees))
    owed = shares[[payee.account for payee in terms.payees].index(mate)]
    assert ground().credit(mate, NOBODY) == owed
    assert play.withdraw(mate, NOBODY, ground().who["mate_5"]) == (owed != 0)
    assert not play.withdraw(mate, NOBODY, ground().who["mate_5"])


def test_15_the_twin_holds_nothing() -> None:
    for play in walks(1500):
        for currency in play.currencies:
            assert ground().balance(ground().twin, currency) == 0


def test_16_a_step_on_one_agreement_touches_no_other() -> None:
    before: dict[str, int] = {}
    world: Play | None = None
    for play in walks(1600):
        now = {key: ground().state(key) for key in play.books.agreements}
        if play is world:
            assert sum(now[key] != before.get(key, 0) for key in now) <= 1
        before, world = now, play


def test_every_sentence_has_a_test_of_its_number() -> None:
    sentences = {int(number) for number in re.findall(r"^(\d+)\. ", SENTENCES.read_text(), re.MULTILINE)}
    tests = {int(name[5:7]) for name in globals() if re.match(r"test_\d\d_", name)}
    assert sentences == tests
    assert len(sentences) >= 14
