"""Lists the networks that Satshift knows."""

import click

from satshift.chain import profiles
from satshift.cli import show
from satshift.cli.everywhere import settings
from satshift.kernel.errors import Refused
from satshift.kernel.words import say


@click.command(help=say("List the networks that Satshift knows, the closed ones with their story."))
def command() -> None:
    rows = [_row(name) for name in profiles.names()]
    if settings().json:
        for row in rows:
            show.data(row)
        return
    show.table(rows, "")


def _row(name: str) -> dict[str, object]:
    try:
        profile = profiles.load(name)
    except Refused as closed:
        return {"name": name, "chain": "", "status": "closed", "title": str(closed)}
    status = "local" if profile.is_embedded else profile.status
    return {"name": name, "chain": profile.chain_id, "status": status, "title": profile.title}
