"""Runs the indexer of a node: follows the chain and turns events into rows."""

import logging

import click

from satshift.cli.everywhere import settings
from satshift.cli.house import house
from satshift.cli.passing import into_environment
from satshift.kernel.words import say


@click.command(
    help=say(
        "Follow the chain and keep the rows that pages read. One leads; more than one wait to take over.\n\n"
        "Stop it with Ctrl-C or kill it: nothing is lost or counted twice."
    )
)
def command() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    into_environment(settings())
    house().indexer().run()
