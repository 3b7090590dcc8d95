"""Compares the contracts that stand on a network with those that we ship."""

import click

from satshift.chain import deploy
from satshift.cli import show
from satshift.cli.everywhere import settings
from satshift.kernel.errors import Refused
from satshift.kernel.words import say


@click.command(
    help=say("Compare the contracts on the network with those that ship with Satshift, byte by byte.")
)
def command() -> None:
    chosen = settings()
    compared = deploy.verify(chosen.node())
    for each in compared:
        if chosen.json:
            show.data(each)
        else:
            click.echo(f"{each.contract:<16} {show.address(each.address, chosen.profile)}  {each.says}")
    wrong = [each.contract for each in compared if not each.is_same]
    if wrong:
        raise Refused(
            "contracts-differ",
            say(
                "Not as we ship it on {network}: {names}. Lock nothing there; `satshift deploy` deploys what is missing."
            ),
            network=chosen.network,
            names=", ".join(wrong),
        )
