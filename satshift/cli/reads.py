"""Commands that read: the list of what is yours, where one thing stands, what happened, and waiting for a state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from satshift.chain import keyfile
from satshift.cli import keys, show
from satshift.cli.everywhere import everywhere, settings
from satshift.cli.settings import Settings
from satshift.kernel.address import Address, parse_address
from satshift.kernel.errors import SatshiftError
from satshift.kernel.words import say
from satshift.sdk import Satshift

KNOWN = frozenset({"agreements"})  # attributes of the Python client
Opener = Callable[[Settings, Address | None], Satshift]


@dataclass(frozen=True, slots=True)
class Reads:
    """What can be read of one capability; `opener` says through a node or straight from the chain."""

    capability: str
    opener: Opener

    def mine(self, account: str | None) -> None:
        chosen = settings()
        who = parse_address(account) if account else keyfile.address_in(keys.path_of(chosen))
        _each(self._asked("list", who), chosen)

    def show(self, agreement: str) -> None:
        _one(self._asked("show", agreement), settings())

    def timeline(self, agreement: str) -> None:
        _moves(self._asked("timeline", agreement), settings())

    def wait(self, agreement: str, until: tuple[str, ...], timeout: float) -> None:
        _one(self._asked("wait", agreement, until, seconds=timeout), settings())

    def _asked(self, name: str, *about: Any, **more: Any) -> Any:
        client = self.opener(settings(), _who())
        try:
            return getattr(getattr(client, self.capability), name)(*about, **more)
        finally:
            client.close()


def commands(capability: str, opener: Opener) -> list[click.Command]:
    """The reading commands of a capability; none where the Python client has no words for it."""
    if capability not in KNOWN:
        return []
    reads = Reads(capability, opener)
    account = click.Option(["--account"], help=say("whose; yours without it"))
    until = click.Option(["--until"], multiple=True, required=True, help=say("a state; repeat for several"))
    timeout = click.Option(["--timeout"], type=float, default=60.0, show_default=True, help=say("seconds"))
    waits = say("Wait until an agreement or a milestone is in a state, such as released.")
    return [
        _made("list", reads.mine, say("List the agreements in which you have a part."), [account]),
        _made("show", reads.show, say("Say where an agreement stands and whose turn it is."), [_about()]),
        _made(
            "timeline", reads.timeline, say("Tell what happened, in order, with transactions."), [_about()]
        ),
        _made("wait", reads.wait, waits, [_about(), until, timeout]),
    ]


def _about() -> click.Argument:
    return click.Argument(["agreement"])


def _who() -> Address | None:
    """Who looks, where one key is chosen or there is only one."""
    try:
        return keyfile.address_in(keys.path_of(settings()))
    except SatshiftError:
        return None


def _made(
    name: str, callback: Callable[..., None], said: str, params: list[click.Parameter]
) -> click.Command:
    return everywhere(click.Command(name, callback=callback, help=said, params=params))


def _each(rows: list[Mapping[str, Any]], chosen: Settings) -> None:
    if chosen.json:
        for row in rows:
            show.data(row)
        return
    lines = [
        {
            "agreement": row["id"],
            "state": row["state"],
            "locked": row["locked"]["text"],
            "title": row["title"] or "",
        }
        for row in rows
    ]
    show.table(lines, say("You have no part in any agreement yet."))


def _one(found: Mapping[str, Any], chosen: Settings) -> None:
    if chosen.json:
        show.data(found)
        return
    now = found["situation"]
    pairs = {
        say("agreement"): found["id"],
        say("title"): found["title"],
        say("state"): now["says"]["says"],
        say("turn"): now["whose_turn"],
        say("until"): None if now["deadline"] is None else show.when(now["deadline"]),
        say("in silence"): now["if_silent"] and now["if_silent"]["says"],
        say("next"): now["primary"] and now["primary"]["action"].replace("_", "-"),
        say("locked"): now["money"]["locked"]["text"],
        say("released"): now["money"]["released"]["text"],
        say("returned"): now["money"]["returned"]["text"],
        say("as of block"): found["as_of"]["block"],
    }
    show.facts({name: value for name, value in pairs.items() if value is not None})
    for each in now["milestones"]:
        title = f" {each['title']}" if each["title"] else ""
        click.echo(f"  {each['number']}.{title}  {each['amount']['text']}  {each['says']['says']}")


def _moves(rows: list[Mapping[str, Any]], chosen: Settings) -> None:
    if chosen.json:
        for row in rows:
            show.data(row)
        return
    lines = [
        {
            "when": show.when(int(row["time"])),
            "what": row["name"],
            "milestone": row["milestone"] or "",
            "amount": row["amount"]["text"] if row["amount"] else "",
            "transaction": row["tx"],
        }
        for row in rows
    ]
    show.table(lines, say("Nothing has happened yet."))
