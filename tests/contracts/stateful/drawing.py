"""What to try next: terms good and spoiled, steps that should go well, steps that should not, and moments that matter."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any, TypeVar

from satshift.kernel.address import NOBODY, Address
from satshift.kernel.money import MOST_WEI, PPM
from satshift.work.agreements.rules import Agreement, Stage, Status
from satshift.work.agreements.terms import HORIZON, LONGEST, MEZO_BTC, Milestone, Payee, Terms
from tests.contracts.stateful.ground import KEYED, Ground
from tests.contracts.stateful.words import Values

T = TypeVar("T")
Try = tuple[str, Address, Values]  # verb, who, values

SPANS = (0, 1, 60, 3600, 3600, 86_400, 86_400, 604_800, LONGEST)
PARTS = (0, 1, 50_000, 333_333, 500_000, 999_999, PPM)


def shares(dice: Random, count: int) -> list[int]:
    """Whole parts of a million; some may be nothing."""
    cuts = sorted(dice.randint(0, PPM) for _ in range(count - 1))
    return [end - start for start, end in zip([0, *cuts], [*cuts, PPM], strict=True)]


def amount(dice: Random) -> int:
    return dice.choice((1, dice.randint(1, 99), dice.randint(1, 10**18), dice.randint(1, 2**96), MOST_WEI))


def terms(dice: Random, ground: Ground, number: int) -> Terms:
    """Terms that can be opened now."""
    cast, now = ground.who, ground.now
    payees = dice.choice((1, 1, 1, 2, 2, 3, 5, 16))
    milestones = dice.choice((1, 1, 2, 2, 3, 3, 4, 6, 32))
    mates = dice.sample([name for name in cast if name.startswith("mate")], payees - 1)
    team = [f"worker_{dice.randrange(3)}", *mates]
    arbiters = dice.sample(("arbiter_0", "arbiter_1", "arbiter_2"), dice.choice((0, 1, 2, 2)))
    first, second = (*(cast[name] for name in arbiters), NOBODY, NOBODY)[:2]
    dues = (1, 2, 3600, 86_400, dice.randint(1, 10**6), dice.randint(1, HORIZON), HORIZON)
    return Terms(
        client=cast[f"client_{dice.randrange(3)}"],
        currency=dice.choice((NOBODY, ground.token)),
        arbiter=first,
        fallback_arbiter=second,
        digest=f"0x{number:064x}",
        review_for_seconds=dice.choice(SPANS),
        grace_for_seconds=dice.choice(SPANS),
        answer_for_seconds=dice.choice(SPANS),
        fee_cap_ppm=dice.choice(PARTS),
        worker_share_ppm=dice.choice(PARTS),
        change_rounds=dice.choice((0, 1, 2, 63)),
        open_by=now + dice.choice((0, 1, 3600, 10**7)),
        payees=tuple(
            Payee(cast[name], share) for name, share in zip(team, shares(dice, payees), strict=True)
        ),
        milestones=tuple(Milestone(amount(dice), now + dice.choice(dues)) for _ in range(milestones)),
    )


def spoiled(dice: Random, good: Terms, now: int) -> Terms:
    """One thing or two wrong, or at the edge of it."""
    bad = good
    for _ in range(dice.choice((1, 1, 2))):
        bad = replace(bad, **dice.choice(SPOILS)(bad, now, dice))
    return bad


def _payee(bad: Terms, dice: Random, account: Address) -> dict[str, Any]:
    place = dice.randrange(len(bad.payees))
    return {"payees": _put(bad.payees, place, replace(bad.payees[place], account=account))}


def _share(bad: Terms, dice: Random, more: int) -> dict[str, Any]:
    place = dice.randrange(len(bad.payees))
    share = max(0, bad.payees[place].share_ppm + more)
    return {"payees": _put(bad.payees, place, replace(bad.payees[place], share_ppm=share))}


def _milestone(bad: Terms, dice: Random, **changes: int) -> dict[str, Any]:
    if not bad.milestones:
        return {}
    place = dice.randrange(len(bad.milestones))
    return {"milestones": _put(bad.milestones, place, replace(bad.milestones[place], **changes))}


def _put(items: tuple[T, ...], place: int, item: T) -> tuple[T, ...]:
    return (*items[:place], item, *items[place + 1 :])


TOO_LONG = (LONGEST + 1, 2**26, 2**31, 2**32 - 1)
SPOILS: tuple[Callable[[Terms, int, Random], dict[str, Any]], ...] = (
    lambda t, now, dice: {"review_for_seconds": dice.choice(TOO_LONG)},
    lambda t, now, dice: {"grace_for_seconds": dice.choice(TOO_LONG)},
    lambda t, now, dice: {"answer_for_seconds": dice.choice(TOO_LONG)},
    lambda t, now, dice: {"change_rounds": dice.choice((64, 128, 255))},
    lambda t, now, dice: {"fee_cap_ppm": dice.choice((PPM + 1, 2**24 - 1))},
    lambda t, now, dice: {"worker_share_ppm": dice.choice((PPM + 1, 2**24 - 1))},
    lambda t, now, dice: {"open_by": dice.choice((0, now - 1, now, 2**40 - 1, 2**40, 2**103))},
    lambda t, now, dice: {"arbiter": t.client},
    lambda t, now, dice: {"fallback_arbiter": dice.choice((t.client, t.arbiter, t.worker))},
    lambda t, now, dice: {"arbiter": dice.choice((NOBODY, t.worker, t.payees[-1].account))},
    lambda t, now, dice: {"currency": MEZO_BTC},
    lambda t, now, dice: {"milestones": ()},
    lambda t, now, dice: _payee(t, dice, dice.choice((t.client, t.arbiter, t.fallback_arbiter, NOBODY))),
    lambda t, now, dice: _payee(t, dice, Address(f"0x{dice.choice((1, 0x01000006, 2**32 - 1)):040x}")),
    lambda t, now, dice: _share(t, dice, dice.choice((-1, 1, PPM, 2**24))),
    lambda t, now, dice: _milestone(t, dice, amount=0),
    lambda t, now, dice: _milestone(t, dice, due=dice.choice((0, now - 1, now, now + 1))),
    lambda t, now, dice: _milestone(t, dice, due=now + HORIZON + dice.choice((0, 1, 2**40))),
)


def moments(agreements: dict[str, Agreement], now: int) -> list[int]:
    """When something changes hands by itself: the ends of reviews, dues, graces and times to answer."""
    found: set[int] = set()
    for agreement in agreements.values():
        if agreement.status is Status.OFFERED:
            found.add(agreement.terms.open_by)
        if agreement.status is not Status.BOUND:
            continue
        for place, each in enumerate(agreement.milestones):
            if each.stage is Stage.WORKING:
                found |= {agreement.due(place), agreement.last_call(place)}
            elif each.stage is Stage.SUBMITTED:
                found.add(each.clock)
            elif each.stage is Stage.DISPUTED:
                found |= {each.clock + agreement.terms.answer_for_seconds, agreement.ruling_ends(place)}
    return sorted(moment for moment in found if moment >= now - 1)


def later(dice: Random, agreements: dict[str, Agreement], now: int) -> int:
    """A moment to go to: mostly one that matters, the second before or after it."""
    ahead = moments(agreements, now)[:3]
    if not ahead or dice.random() < 0.1:
        return now + dice.choice((1, 60, 3600))
    return max(now, dice.choice(ahead) + dice.choice((-1, 0, 0, 1, 1)))


def likely(dice: Random, agreement: Agreement, now: int, stranger: Address) -> list[Try]:
    """Steps that the contract should agree to."""
    client, worker = agreement.terms.client, agreement.terms.worker
    if agreement.status is Status.OFFERED:
        accept: Try = ("accept", worker, ())
        return [accept, accept, accept, accept, ("decline", worker, ()), ("take_back", client, ())]
    if agreement.status is Status.ENDED:
        return []
    alive = [place for place, each in enumerate(agreement.milestones) if each.stage is not Stage.ENDED]
    some = sum(1 << place for place in alive if dice.random() < 0.5) or 1 << dice.choice(alive)
    return [
        *_on(dice, agreement, dice.choice(alive), now, stranger),
        *([("give_back", worker, (some,))] if dice.random() < 0.2 else []),
    ]


def _on(dice: Random, agreement: Agreement, place: int, now: int, stranger: Address) -> Iterator[Try]:
    """For one milestone."""
    deal, each, left = agreement.terms, agreement.milestones[place], agreement.left(place)
    word = dice.randrange(2**256)
    submitted, disputed = each.stage is Stage.SUBMITTED, each.stage is Stage.DISPUTED
    yield "release", deal.client, (place, left)
    if not disputed:
        end = each.clock if submitted else agreement.due(place)
        until = end + dice.choice((1, 1, 3600, 10**6))
        yield "release", deal.client, (place, dice.randint(1, left))
        yield "extend", deal.worker if submitted else deal.client, (place, until)
        yield "dispute", dice.choice((deal.client, deal.worker)), (place, word)
    # At the last second too, when it is refused.
    if submitted and now >= each.clock:
        yield "settle", stranger, (place,)
        yield "settle", deal.worker, (place,)
    if submitted:
        yield "request_changes", deal.client, (place, word)
    elif not disputed:
        for _ in range(3):
            yield "submit", deal.worker, (place, word)
        if now >= agreement.last_call(place):
            yield "reclaim", deal.client, (place,)
    else:
        cap = left * deal.fee_cap_ppm // PPM
        ruling = (place, dice.choice(PARTS), dice.choice((0, cap, dice.randint(0, cap))), word)
        yield "rule", deal.arbiter, ruling
        yield "rule", deal.fallback_arbiter, ruling
        yield "split", stranger, (place,)


def anything(dice: Random, agreement: Agreement, ground: Ground) -> Try:
    """Any verb by anybody with any values."""
    deal = agreement.terms
    parties = (deal.client, deal.worker, deal.arbiter, deal.fallback_arbiter, deal.payees[-1].account)
    who = dice.choice((*parties, ground.who["stranger"], ground.who[dice.choice(KEYED)]))
    count = len(deal.milestones)
    place = dice.choice((dice.randrange(count), dice.randrange(count), count, 32, 2**255))
    left = agreement.left(place) if agreement.milestones and place < count else 0
    word, some = dice.randrange(2**256), dice.choice((0, 1, dice.randrange(2 << count), 2**255))
    cap = left * deal.fee_cap_ppm // PPM
    values: dict[str, Values] = {
        "accept": (),
        "decline": (),
        "take_back": (),
        "submit": (place, word),
        "request_changes": (place, word),
        "extend": (place, ground.now + dice.choice((0, 1, 10**6, HORIZON - 1, HORIZON, 2**200))),
        "release": (place, dice.choice((0, 1, left, left + 1, max(left - 1, 0), 2**255))),
        "settle": (place,),
        "reclaim": (place,),
        "give_back": (some,),
        "part": (dice.randrange(2**96), left),
        "dispute": (place, word),
        "rule": (place, dice.choice((0, PPM, PPM + 1)), dice.choice((0, cap, cap + 1)), word),
        "split": (place,),
    }
    verb = dice.choice(tuple(values))
    return verb, who, values[verb]
