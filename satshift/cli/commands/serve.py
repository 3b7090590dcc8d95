"""Runs the pages and the JSON of a node."""

import socket

import click
import uvicorn

from satshift.cli.everywhere import settings
from satshift.cli.house import house
from satshift.cli.passing import into_environment
from satshift.kernel.errors import Refused
from satshift.kernel.words import say

PORT = 8370


@click.command(
    help=say(
        "Serve pages and JSON. Processes keep nothing to themselves, so as many as you like may run; "
        "`satshift index` has to run beside them."
    )
)
@click.option("--host", default="127.0.0.1", show_default=True, help=say("where to listen"))
@click.option("--port", default=PORT, show_default=True, help=say("where to listen; 0 takes a free one"))
@click.option("--workers", default=1, show_default=True, help=say("how many processes"))
def command(host: str, port: int, workers: int) -> None:
    into_environment(settings())
    if port and not _is_free(host, port):
        raise Refused(
            "port-taken",
            say("Something listens on {host}:{port} already. Stop it, or choose another with --port."),
            host=host,
            port=port,
        )
    uvicorn.run(
        house().asgi,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
