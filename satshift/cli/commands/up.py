"""A node of your own in one supervised command: the chain, the indexer and the pages."""

import click

from satshift.cli.commands.serve import PORT
from satshift.cli.everywhere import settings
from satshift.cli.supervising import Node
from satshift.kernel.words import say


@click.command(
    help=say(
        "Run a node of your own: a local chain or a configured network, the indexer, and the pages.\n\n"
        "What stops is started again. Stop all of it with Ctrl-C; the data stays."
    )
)
@click.option("--host", default="127.0.0.1", show_default=True, help=say("where the pages listen"))
@click.option(
    "--port", default=PORT, show_default=True, help=say("where the pages listen; 0 takes a free one")
)
@click.option("--workers", default=1, show_default=True, help=say("processes for pages"))
def command(host: str, port: int, workers: int) -> None:
    Node(settings(), host, port, workers).run()
