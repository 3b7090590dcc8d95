"""The outbox: transactions that were signed and whose end is not known yet."""

import click

from satshift import sdk
from satshift.cli import answering, show
from satshift.cli.everywhere import settings
from satshift.kernel.words import say
from satshift.sdk.outbox import Outbox


@click.command(
    help=say(
        "List transactions whose end is not known yet, or take one up again.\n\n"
        "Taking up is safe: the same signed transaction is handed over again, never a new one."
    )
)
@click.argument("tx", required=False)
@click.option("--timeout", default=120.0, show_default=True, help="Seconds to wait for the chain.")
def command(tx: str | None, timeout: float) -> None:
    chosen = settings()
    outbox = Outbox(chosen.home / "outbox")
    if tx is not None:
        entry = outbox.find(tx)
        answering.told(
            sdk.resume(outbox, entry, rpc=chosen.rpc or _rpc(entry.network), timeout=timeout), chosen
        )
        return
    rows = [
        {
            "tx": entry.sent.hash,
            "network": entry.network,
            "signed": entry.at if chosen.json else show.when(entry.at),
            "what": entry.says,
        }
        for entry in outbox
    ]
    if chosen.json:
        for row in rows:
            show.data(row)
        return
    show.table(rows, say("Nothing waits: the chain has answered everything that was sent."))


def _rpc(network: str) -> str | None:
    chosen = settings()
    return chosen.rpc_url() if chosen.network == network else None
