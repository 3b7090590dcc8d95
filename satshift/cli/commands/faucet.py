"""Coin for nothing, on the local chain only."""

import click

from satshift.chain import keyfile
from satshift.chain.node import Node
from satshift.chain.wire import Ask
from satshift.cli import keys, show
from satshift.cli.everywhere import settings
from satshift.kernel.address import Address, parse_address
from satshift.kernel.errors import Refused
from satshift.kernel.money import Sats
from satshift.kernel.words import say


@click.command(help=say("Give coin to a key or an address, on the local chain only: it is worth nothing."))
@click.argument("who", required=False)
@click.option("--amount", default="0.1 BTC", show_default=True)
def command(who: str | None, amount: str) -> None:
    chosen = settings()
    if not chosen.profile.is_embedded:
        raise Refused(
            "faucet-local-only",
            say(
                "Only the local chain gives coin away. For {title} look at `satshift networks` and its faucets."
            ),
            title=chosen.profile.title,
        )
    node, wei = chosen.node(), Sats.parse(amount).wei
    account: Address = (
        parse_address(who) if who and who.startswith("0x") else keyfile.address_in(keys.path_of(chosen, who))
    )
    _give(node, account, wei)
    balance = node.balance(account)
    if chosen.json:
        show.data({"address": account, "wei": str(balance)})
    else:
        click.echo(say("{who} holds {amount} now.").format(who=account, amount=show.sats(balance)))


def _give(node: Node, account: Address, wei: int) -> None:
    node.rpc.ask(Ask("anvil_setBalance", (account, hex(node.balance(account) + wei))), once=True)
