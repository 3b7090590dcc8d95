"""Puts the contracts on a network, at the addresses that they have everywhere."""

import subprocess
from pathlib import Path

import click

from satshift.chain import deploy
from satshift.chain.sender import Sender
from satshift.cli import keys, show
from satshift.cli.everywhere import settings
from satshift.kernel.errors import Refused
from satshift.kernel.words import say


@click.command(
    help=say(
        "Deploy the contracts that do not stand on the network yet, and write where they stand.\n\n"
        "The addresses are the same on every network. Asking twice changes nothing."
    )
)
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    help="Where to write it; deployments/<network>.toml if left out.",
)
def command(record: Path | None) -> None:
    chosen = settings()
    node = chosen.node()
    missing = [each.contract for each in deploy.verify(node) if not each.is_same]
    if missing and not chosen.yes:
        show.note(
            say(
                "{names} will be deployed on {title}; the network's fee leaves your account. A contract can't be removed."
            ).format(names=", ".join(missing), title=chosen.profile.title)
        )
        if not click.confirm(say("Deploy?"), err=True):
            raise Refused("not-confirmed", say("Nothing was sent."))
    sender = Sender(node, keys.unlock(chosen))
    done = deploy.deploy(
        sender, record=record or Path("deployments") / f"{chosen.network}.toml", commit=_commit()
    )
    for each in done:
        if chosen.json:
            show.data(each)
        else:
            click.echo(f"{each.contract:<16} {show.address(each.address, chosen.profile)}")


def _commit() -> str:
    """The commit that we run from; empty where there is none."""
    here = Path(__file__).parent
    asked = subprocess.run(
        ["git", "rev-parse", "HEAD"],  # noqa: S607
        cwd=here,
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip()
