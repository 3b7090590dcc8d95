"""A town of agreements for benchmarks: rows as the projection leaves them, written in bulk."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, delete, insert

from satshift.kernel.address import NOBODY, Address
from satshift.store import CURSOR, Store
from satshift.work.agreements import tables
from satshift.work.agreements.rules import Milestone, Payee, Terms

BEGAN, SECONDS, CHUNK = 1_800_000_000, 12, 2_000
PEOPLE = 2_000  # so each has about a hundred agreements in some role
DAY = 86_400
STATES = ("bound", "bound", "offered", "ended")


def person(number: int) -> Address:
    return Address(f"0x{number % PEOPLE + 2**40:040x}")


def terms_of(number: int) -> Terms:
    at = BEGAN + number * SECONDS
    return Terms(
        client=person(number),
        currency=NOBODY,
        arbiter=person(number * 7 + 3),
        fallback_arbiter=NOBODY,
        digest=f"0x{number:064x}",
        review_for_seconds=7 * DAY,
        grace_for_seconds=2 * DAY,
        answer_for_seconds=7 * DAY,
        fee_cap_ppm=50_000,
        worker_share_ppm=500_000,
        change_rounds=2,
        open_by=at + 7 * DAY,
        payees=(Payee(person(number * 3 + 1), 700_000), Payee(person(number * 5 + 2), 300_000)),
        milestones=(Milestone(5 * 10**14, at + 7 * DAY), Milestone(3 * 10**14, at + 14 * DAY)),
    )


def build(store: Store, count: int) -> list[str]:
    """Write `count` agreements with two milestones, three moves and four parties each; answers some ids."""
    found = []
    for first in range(0, count, CHUNK):
        rows: dict[Table, list[dict[str, Any]]] = {}
        for number in range(first, min(first + CHUNK, count)):
            for table, row in _rows(number):
                rows.setdefault(table, []).append(row)
        with store.papers() as connection:
            for table, some in rows.items():
                connection.execute(insert(table), some)
        found.append(rows[tables.AGREEMENTS][0]["id"])
    _stand(store, count)
    return found


def _stand(store: Store, count: int) -> None:
    at = BEGAN + count * SECONDS
    with store.papers() as connection:
        connection.execute(delete(CURSOR))
        connection.execute(
            insert(CURSOR).values(id=1, number=count, hash="0x" + "ab" * 32, time=at, seen_at=at, floor=count)
        )


def _rows(number: int) -> Iterator[tuple[Table, dict[str, Any]]]:
    terms, state = terms_of(number), STATES[number % len(STATES)]
    at, packed, ended = BEGAN + number * SECONDS, terms.packed(), state == "ended"
    yield (
        tables.AGREEMENTS,
        {
            "id": terms.id,
            "opening": 1,
            "state": state,
            "ended_as": "paid" if ended else None,
            "client": terms.client,
            "worker": terms.worker,
            "currency": terms.currency,
            "arbiter": terms.arbiter,
            "fallback_arbiter": terms.fallback_arbiter,
            "digest": terms.digest,
            "rules": str(terms.rules),
            "payees": ",".join(str(payee) for payee in packed[6]),
            "milestones": ",".join(str(milestone) for milestone in packed[7]),
            "total": terms.total,
            "locked": 0 if ended else terms.total,
            "released": terms.total if ended else 0,
            "returned": 0,
            "fees": 0,
            "opened_at": at,
            "accepted_at": None if state == "offered" else at,
            "ended_at": at if ended else None,
            "moved_at": at,
            "opened_tx": f"0x{number:064x}",
            "moved_block": number,
        },
    )
    for place, milestone in enumerate(terms.milestones):
        yield tables.MILESTONES, _milestone(terms, place, milestone, state)
    for index, name in enumerate(("Opened", "Accepted", "Released")):
        yield tables.MOVES, _move(terms, number, index, name, at)
    roles = (
        (terms.client, "client"),
        (terms.worker, "worker"),
        (terms.payees[1].account, "payee"),
        (terms.arbiter, "arbiter"),
    )
    for account, role in roles:
        yield tables.PARTIES, {"account": account, "agreement": terms.id, "role": role}


def _milestone(terms: Terms, place: int, milestone: Milestone, state: str) -> dict[str, Any]:
    submitted = state == "bound" and place == 0
    return {
        "agreement": terms.id,
        "number": place,
        "amount": milestone.amount,
        "due_at": milestone.due,
        "moved_due": 0,
        "stage": "ended" if state == "ended" else "submitted" if submitted else "working",
        "ended_as": "released" if state == "ended" else None,
        "rounds": 0,
        "clock": milestone.due + 7 * DAY if submitted else 0,
        "paid": 0,
        "until": None if state == "ended" else milestone.due + 2 * DAY,
    }


def _move(terms: Terms, number: int, index: int, name: str, at: int) -> dict[str, Any]:
    return {
        "block": number,
        "index": index,
        "agreement": terms.id,
        "opening": 1,
        "name": name,
        "milestone": 0 if name == "Released" else None,
        "who": terms.client,
        "amount": terms.total,
        "currency": terms.currency,
        "data": "{}",
        "tx": f"0x{number:064x}",
        "time": at,
    }
