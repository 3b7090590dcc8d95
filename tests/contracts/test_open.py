"""Opening: the client locks exactly the agreed sum under terms that make sense."""

import pytest

from tests.contracts.deals import DAY, HOUR, NOBODY
from tests.contracts.jobs import ARBITER, CLIENT, FALLBACK, MATE, PEOPLE, STATES, WORKER, Job
from tests.contracts.world import refused

HORIZON = 2**27


def test_the_client_locks_the_sum_of_all_milestones(job: Job) -> None:
    done = job.open()

    assert job.stage() == "offered"
    assert job.held == job.deal.total
    deal = job.deal
    assert done.events == [
        (
            "Opened",
            {
                "agreement": deal.id,
                "client": deal.client,
                "currency": NOBODY,
                "arbiter": deal.arbiter,
                "fallback_arbiter": deal.fallback_arbiter,
                "digest": deal.digest,
                "rules": deal.rules,
                "payees": deal.terms[6],
                "milestones": deal.terms[7],
            },
        )
    ]


def test_the_smallest_agreement_has_no_arbiter(job: Job) -> None:
    small = job.but(
        arbiter=NOBODY,
        fallback_arbiter=NOBODY,
        payees=((1_000_000, WORKER.address),),
        milestones=((job.world.now + 1, 1),),
    )
    small.open()
    assert small.held == 1


def test_the_largest_agreement_has_sixteen_payees_and_thirty_two_milestones(job: Job) -> None:
    large = job.but(
        payees=tuple((62_500, f"0x{number + 2**32:040x}") for number in range(16)),
        milestones=tuple((job.world.now + 1 + number, 2**96 - 1) for number in range(32)),
    )
    job.world.give(CLIENT, large.deal.total)
    large.open()
    assert large.held == 32 * (2**96 - 1)


@pytest.mark.parametrize("more", [{"payees": 17}, {"milestones": 33}])
def test_more_than_the_largest_is_refused(job: Job, more: dict[str, int]) -> None:
    large = job.but(
        payees=tuple((1, f"0x{number + 2**32:040x}") for number in range(more.get("payees", 1))),
        milestones=((job.world.now + 1, 1),) * more.get("milestones", 1),
    )
    with refused(""):
        large.open()


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"client"}))
def test_nobody_else_opens(job: Job, who: str) -> None:
    with refused("agreement: not the client"):
        job.open(by=PEOPLE[who])


@pytest.mark.parametrize("state", sorted(set(STATES) - {"none"}))
def test_it_opens_once_while_it_lives(job: Job, state: str) -> None:
    job.bring(state)
    with refused("agreement: open already"):
        job.open()


@pytest.mark.parametrize("ended_by", ["decline", "take_back", "release"])
def test_the_same_terms_open_again_after_the_end(job: Job, ended_by: str) -> None:
    one = job.but(milestones=job.deal.milestones[:1])
    one.bring("working" if ended_by == "release" else "offered")
    getattr(one, ended_by)()
    assert one.state == 0
    one.open()
    assert one.stage() == "offered"


def test_the_offer_can_be_opened_in_its_last_second(job: Job) -> None:
    job.world.now = job.deal.open_by
    job.open()


def test_the_offer_expires_one_second_later(job: Job) -> None:
    job.world.now = job.deal.open_by + 1
    with refused("terms: the offer has expired"):
        job.open()


@pytest.mark.parametrize("difference", [-1, 1])
def test_another_sum_is_refused(job: Job, difference: int) -> None:
    with refused("agreement: not the agreed sum"):
        job.open(value=job.deal.total + difference)


@pytest.mark.parametrize("last", [333_332, 333_334, 333_333 + 2**64])
def test_the_shares_must_be_a_whole(job: Job, last: int) -> None:
    odd = job.but(payees=((666_667, WORKER.address), (last, MATE.address)))
    with refused("agreement: shares are no whole"):
        odd.open()


def test_somebody_must_be_paid(job: Job) -> None:
    with refused("agreement: shares are no whole"):
        job.but(payees=()).open()


@pytest.mark.parametrize("account", [0, 1, 9, 0x01000006, 2**32 - 1])
def test_nothing_is_paid_to_nobody_or_to_a_precompile(job: Job, account: int) -> None:
    odd = job.but(payees=((999_999, WORKER.address), (1, f"0x{account:040x}")))
    with refused("agreement: nobody to pay"):
        odd.open()


@pytest.mark.parametrize("place", [0, 1])
def test_the_client_is_no_payee(job: Job, place: int) -> None:
    payees = [(1, WORKER.address), (999_999, MATE.address)]
    payees[place] = (payees[place][0], CLIENT.address)
    with refused("agreement: client is a payee"):
        job.but(payees=tuple(payees)).open()


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("judge", [ARBITER, FALLBACK])
def test_an_arbiter_is_no_payee(job: Job, place: int, judge: object) -> None:
    payees = [(1, WORKER.address), (999_999, MATE.address)]
    payees[place] = (payees[place][0], judge.address)  # type: ignore[attr-defined]
    with refused("agreement: arbiter is a party"):
        job.but(payees=tuple(payees)).open()


@pytest.mark.parametrize("role", ["arbiter", "fallback_arbiter"])
def test_the_client_does_not_judge(job: Job, role: str) -> None:
    with refused("terms: arbiter is a party"):
        job.but(**{role: CLIENT.address}).open()


@pytest.mark.parametrize("arbiter", [NOBODY, FALLBACK.address])
def test_a_fallback_stands_behind_somebody_else(job: Job, arbiter: str) -> None:
    with refused("terms: fallback alone"):
        job.but(arbiter=arbiter).open()


def test_a_due_date_lies_ahead(job: Job) -> None:
    job.but(milestones=((job.world.now + 1, 5), (job.world.now + HORIZON, 5))).open()


@pytest.mark.parametrize("ahead", [0, -1, HORIZON + 1, 2**64])
def test_a_due_date_in_the_past_or_too_far_away_is_refused(job: Job, ahead: int) -> None:
    with refused("agreement: due date out of range"):
        job.but(milestones=((job.deal.due, 5), (job.world.now + ahead, 5))).open()


def test_no_milestone_is_empty(job: Job) -> None:
    with refused("agreement: an empty milestone"):
        job.but(milestones=((job.deal.due, 5), (job.deal.due, 0))).open()


def test_there_is_a_milestone(job: Job) -> None:
    with refused("agreement: no milestone"):
        job.but(milestones=()).open()


@pytest.mark.parametrize("window", ["review_for", "grace_for", "answer_for"])
def test_a_window_stays_below_388_days(job: Job, window: str) -> None:
    with refused("terms: a window is too long"):
        job.but(**{window: 2**25}).open()
    job.but(**{window: 2**25 - 1}).open()


def test_rounds_stay_below_sixty_four(job: Job) -> None:
    with refused("terms: a window is too long"):
        job.but(change_rounds=64).open()
    job.but(change_rounds=63).open()


def test_nothing_hides_in_the_unused_bits_of_the_rules(job: Job) -> None:
    with refused("terms: a window is too long"):
        job.but(open_by=2**40).open()


@pytest.mark.parametrize("part", ["fee_cap", "worker_share"])
def test_a_part_is_at_most_the_whole(job: Job, part: str) -> None:
    with refused("terms: more than the whole"):
        job.but(**{part: 1_000_001}).open()
    job.but(**{part: 1_000_000}).open()


def test_two_deals_do_not_meet(job: Job) -> None:
    other = job.but(digest=b"\x01" * 32, open_by=job.deal.open_by + HOUR, review_for=DAY)
    job.open()
    other.open()
    assert job.held == 2 * job.deal.total
    job.take_back()
    assert other.stage() == "offered"
    assert other.held == other.deal.total


def test_coin_sent_by_itself_is_refused(job: Job) -> None:
    with refused(""):
        job.world.raw(CLIENT, job.agreement.address, b"", value=1)
    with refused(""):
        job.world.raw(CLIENT, job.twin.address, b"", value=1)
