"""How things stand: the network, the node of your own, keys, and what waits in the outbox."""

from typing import Any

import click
import httpx

from satshift.cli import keys, show
from satshift.cli.everywhere import settings
from satshift.cli.settings import Settings, running
from satshift.kernel.errors import SatshiftError
from satshift.kernel.words import say
from satshift.sdk.outbox import Outbox


@click.command(help=say("Say how the network, a node of your own and the outbox stand."))
def command() -> None:
    chosen = settings()
    network, node = _network(chosen), _node(chosen)
    waiting = [entry.sent.hash for entry in Outbox(chosen.home / "outbox")]
    if chosen.json:
        show.data({"network": network, "node": node, "keys": keys.names(chosen), "outbox": waiting})
        return
    show.facts(
        {
            "network": network["says"],
            "node": node["says"],
            "keys": ", ".join(keys.names(chosen)) or say("none; `satshift wallet new` makes one"),
            "outbox": say("{count} transactions wait; `satshift tx` lists them").format(count=len(waiting))
            if waiting
            else say("empty"),
        }
    )


def _network(chosen: Settings) -> dict[str, Any]:
    try:
        node = chosen.node()
        head = node.head()
    except SatshiftError as error:
        return {"name": chosen.network, "is_up": False, "code": error.code, "says": str(error)}
    says = say("{title}, block {block} of {time}").format(
        title=chosen.profile.title, block=head.number, time=show.when(head.time)
    )
    return {"name": chosen.network, "is_up": True, "block": head.number, "time": head.time, "says": says}


def _node(chosen: Settings) -> dict[str, Any]:
    url = chosen.url or running(chosen.home).get("url")
    if not url:
        return {"url": None, "is_up": False, "says": say("none is running; `satshift up` starts one")}
    try:
        health = httpx.get(f"{url}/api/v1/health", timeout=5).json()
    except (httpx.HTTPError, ValueError) as error:
        says = say("{url} does not answer ({why})").format(url=url, why=type(error).__name__)
        return {"url": url, "is_up": False, "says": says}
    lag = health.get("lag")
    says = say("{url}, {state}, {lag} blocks behind").format(
        url=url, state=health.get("indexer"), lag=lag or 0
    )
    return {
        "url": url,
        "is_up": True,
        "indexer": health.get("indexer"),
        "lag": lag,
        "says": health.get("says") or says,
    }
