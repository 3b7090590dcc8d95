"""Between a plan and a signature: what a person is told, what is asked, and the client that signs and sends."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from eth_account.messages import encode_defunct
from eth_account.signers.local import LocalAccount

from satshift.chain import keyfile
from satshift.cli import keys, show
from satshift.cli.settings import Settings
from satshift.kernel.address import Address
from satshift.kernel.errors import Invalid, Refused
from satshift.kernel.money import BITCOIN
from satshift.kernel.shape import Plan
from satshift.kernel.words import say
from satshift.sdk import Outcome, Satshift
from satshift.sdk.sending import Quote, told


@contextmanager
def open_direct(settings: Settings) -> Iterator[Satshift]:
    """A client that needs only the chain, for the key that was chosen."""
    client = by_chain(settings, keyfile.address_in(keys.path_of(settings)))
    try:
        yield client
    finally:
        client.close()


def by_chain(settings: Settings, who: Address | None) -> Satshift:
    """A client that needs only the chain."""
    return Satshift.direct(settings.rpc_url(), who, network=settings.network, home=settings.home)


def by_node(settings: Settings, who: Address | None) -> Satshift:
    """A client of a Satshift node."""
    return Satshift(settings.api_url(), who, rpc=settings.rpc, home=settings.home)


def confirm_and_send(client: Satshift, plan: Plan, settings: Settings) -> Outcome:
    """Say what would happen, ask, send, wait."""
    confirm(client.quote(plan), plan, settings)
    client.unlock(keys.unlock(settings))
    return client.send(plan)


def confirm(fee: Quote | None, plan: Plan, settings: Settings) -> None:
    """Say what would happen and ask; raises Refused when the answer is no."""
    if settings.explain or not settings.yes:
        explain(fee, plan, settings)
    if settings.yes:
        return
    question = say("Sign and send?") if plan.calls else say("Sign?")
    if not click.confirm(question, err=True):
        raise Refused("not-confirmed", say("Nothing was sent."))


def explain(fee: Quote | None, plan: Plan, settings: Settings) -> None:
    """What would be signed, in words: the sentence, what leaves, to whom, the fee, what can be undone."""
    lines = {say("what"): told(plan)}
    if plan.leaves is not None:
        is_coin = plan.leaves.currency == BITCOIN.address
        lines[say("leaves")] = (
            show.sats(plan.leaves.wei) + show.fiat(plan.leaves.wei)
            if is_coin
            else f"{plan.leaves.wei} of {plan.leaves.currency}"
        )
    if plan.to:
        lines[say("to")] = ", ".join(show.address(each, settings.profile) for each in plan.to)
    if fee is not None:
        most, likely = show.up(fee.most), show.up(fee.likely)
        lines[say("network fee")] = say("about {likely}, at most {most}").format(
            likely=f"{likely}{show.fiat(fee.likely)}", most=f"{most}{show.fiat(fee.most)}"
        )
        if len(plan.calls) > 1:
            lines[say("steps")] = say("{count} transactions; the fee is of the first").format(
                count=len(plan.calls)
            )
    if plan.calls:
        lines[say("next")] = say(
            "You are told when it stands in a block. If you stop before, `satshift tx` goes on."
        )
    lines[say("undo")] = plan.undo.format_map(plan.values) if plan.values else plan.undo
    for name, text in lines.items():
        show.note(f"  {name:<12} {text}")


def check_sign_in(text: str, account: LocalAccount, settings: Settings) -> None:
    """Refuse to sign what is no sign-in message, or one for another account, chain or time."""
    found = re.search(r"^(\S+) wants you to sign in with your Ethereum account:\n(0x[0-9a-fA-F]{40})", text)
    chain = re.search(r"^Chain ID: (\d+)$", text, re.MULTILINE)
    if found is None or chain is None:
        raise Invalid("sign-in-unreadable", say("This is not a sign-in message of EIP-4361."))
    if found[2].lower() != account.address.lower():
        raise Refused(
            "sign-in-account", say("The message is for another account. Choose the key with --key.")
        )
    if int(chain[1]) != settings.profile.chain_id:
        raise Refused("sign-in-chain", say("The message is for another network. Choose it with --network."))
    ends = re.search(r"^Expiration Time: (\S+)$", text, re.MULTILINE)
    if ends and datetime.fromisoformat(ends[1]) < datetime.now(UTC):
        raise Refused("sign-in-late", say("The message is too old. Ask the site for a new one."))


def sign_text(account: LocalAccount, text: str) -> str:
    """The signature of a text as wallets make it (EIP-191)."""
    return "0x" + bytes(account.sign_message(encode_defunct(text=text)).signature).hex()
