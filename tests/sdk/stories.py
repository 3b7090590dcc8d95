"""Jobs from beginning to end, told in the words of a client; each leaves the money with somebody."""

from datetime import UTC, datetime, timedelta
from typing import Any

from satshift import Milestone
from tests.running import Place

SATS = 10**10
DAY = 86_400


def day(place: Place, days: int) -> str:
    """A day from now by the chain's own clock, which tests move."""
    now = datetime.fromtimestamp(place.chain.anvil.time, UTC)
    return (now + timedelta(days=days)).strftime("%Y-%m-%d")


def opened(place: Place, clients: Any, *, arbiter: bool = False) -> tuple[Any, Any, str]:
    """A bound agreement of two milestones, 50,000 and 70,000 sats."""
    client, worker = clients(place, "client"), clients(place, "worker")
    draft = client.agreements.draft(
        title="A logo",
        worker=place.address("worker"),
        arbiter=place.address("arbiter") if arbiter else "",
        milestones=[
            Milestone("Sketch", "50000 sats", day(place, 3)),
            Milestone("Final", "0.0007 BTC", day(place, 30)),
        ],
    )
    agreement = client.agreements.open(draft).insist().agreement
    worker.agreements.accept(agreement).insist()
    return client, worker, agreement


def gained(place: Place, role: str, before: int) -> int:
    return place.chain.node.balance(place.address(role)) - before


def paid_job(place: Place, clients: Any) -> None:
    client, worker, agreement = opened(place, clients)
    worker.agreements.submit(agreement, note="the sketch", links=["https://example.org/sketch"]).insist()
    before = place.chain.node.balance(place.address("worker"))
    client.agreements.release(agreement, amount="20000 sats").insist()
    client.agreements.release(agreement).insist()
    assert gained(place, "worker", before) == 50_000 * SATS
    worker.agreements.submit(agreement, 2).insist()
    client.agreements.release(agreement, 2).insist()
    assert gained(place, "worker", before) < 120_000 * SATS  # less the fee of submitting
    assert client.agreements.show(agreement)["situation"]["state"] == "released"
    names = [move["name"] for move in client.agreements.timeline(agreement)]
    assert names == ["Opened", "Accepted", "Submitted", "Released", "Released", "Submitted", "Released"]
    assert [row["id"] for row in worker.agreements.list()] == [agreement]


def silent_client(place: Place, clients: Any) -> None:
    _, worker, agreement = opened(place, clients)
    worker.agreements.submit(agreement, note="here").insist()
    assert worker.agreements.settle(agreement).code == "parties-the-review-has-time"
    place.pass_time(7 * DAY + 1)
    stranger, before = clients(place, "stranger"), place.chain.node.balance(place.address("worker"))
    stranger.agreements.settle(agreement).insist()
    assert gained(place, "worker", before) == 50_000 * SATS


def silent_worker(place: Place, clients: Any) -> None:
    client, worker, agreement = opened(place, clients)
    refused = client.agreements.reclaim(agreement)
    assert (refused.state, refused.code) == ("refused", "parties-the-worker-has-time")
    place.pass_time(7 * DAY)
    outcome = client.agreements.reclaim(agreement).insist()
    assert outcome.events[-1].args["amount"] == 50_000 * SATS
    worker.agreements.give_back(agreement).insist()
    assert client.agreements.show(agreement)["situation"]["state"] == "refunded"


def dispute(place: Place, clients: Any) -> None:
    client, worker, agreement = opened(place, clients, arbiter=True)
    worker.agreements.submit(agreement, note="here").insist()
    client.agreements.dispute(agreement, note="it is upside down").insist()
    arbiter = clients(place, "arbiter")
    ruled = arbiter.agreements.rule(agreement, share="60", fee="1000", note="half of it is fine").insist()
    args = ruled.events[-1].args
    assert args["to_worker"] == 49_000 * SATS * 60 // 100
    assert args["to_client"] == 49_000 * SATS - args["to_worker"]
    client.agreements.dispute(agreement, 2, note="nothing came").insist()
    place.pass_time(7 * DAY + 1)
    split = client.agreements.split(agreement, 2).insist()
    assert split.events[-1].args["to_worker"] == 35_000 * SATS


STORIES = (paid_job, silent_client, silent_worker, dispute)
