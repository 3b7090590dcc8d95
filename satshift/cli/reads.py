"""Commands that read: the list of what is yours, where one thing stands, what happened, and waiting for a state."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from satshift.chain import keyfile
from satshift.cli import keys, show
from satshift.cli.everywhere import everywhere, settings
from satshift.cli.settings import Settings
from satshift.kernel.address import Address, parse_address
from satshift.kernel.words import say
from satshift.sdk import Satshift

Opener = Callable[[Settings, Address | None], Satshift]


def commands(capability: str, opener: Opener) -> list[click.Command]:
    """The reading commands of a capability that the Python client knows."""

    def list_(account: str | None) -> None:
        chosen = settings()
        who = parse_address(account) if account else keyfile.address_in(keys.path_of(chosen))
        _each(_ask(opener, lambda client: getattr(client, capability).list(who)), chosen)

    def show_(agreement: str) -> None:
        chosen = settings()
        found = _ask(opener, lambda client: getattr(client, capability).show(agreement))
        _one(found, chosen)

    def timeline(agreement: str) -> None:
        chosen = settings()
        _moves(_ask(opener, lambda client: getattr(client, capability).timeline(agreement)), chosen)

    def wait(agreement: str, until: tuple[str, ...], timeout: float) -> None:
        chosen = settings()
        _one(
            _ask(opener, lambda client: getattr(client, capability).wait(agreement, until, seconds=timeout)),
            chosen,
        )

    if not hasattr(Satshift, "agreements") and capability != "agreements":
        return []
    about = click.Argument(["agreement"])
    return [
        _made(
            "list",
            list_,
            say("List the agreements in which you have a part."),
            [click.Option(["--account"], help=say("whose; yours without it"))],
        ),
        _made("show", show_, say("Say where an agreement stands and whose turn it is."), [about]),
        _made(
            "timeline",
            timeline,
            say("Tell what happened, in order, with transactions."),
            [click.Argument(["agreement"])],
        ),
        _made(
            "wait",
            wait,
            say("Wait until an agreement or a milestone is in a state, such as released."),
            [
                click.Argument(["agreement"]),
                click.Option(
                    ["--until"], multiple=True, required=True, help=say("a state; repeat for several")
                ),
                click.Option(["--timeout"], type=float, default=60.0, show_default=True, help=say("seconds")),
            ],
        ),
    ]


def _made(
    name: str, callback: Callable[..., None], said: str, params: list[click.Parameter]
) -> click.Command:
    return everywhere(click.Command(name, callback=callback, help=said, params=params))


def _ask(opener: Opener, ask: Callable[[Satshift], Any]) -> Any:
    client = opener(settings(), None)
    try:
        return ask(client)
    finally:
        client.close()


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
