"""Keys in encrypted files: make, bring, take away, look at, send and receive with."""

import sys
from pathlib import Path
from typing import IO

import click
import segno
from eth_account import Account
from eth_account.signers.local import LocalAccount

from satshift.chain import keyfile
from satshift.cli import answering, keys, show, signing
from satshift.cli.everywhere import settings
from satshift.cli.settings import Settings
from satshift.kernel.address import Address, parse_address
from satshift.kernel.errors import Invalid, Refused
from satshift.kernel.money import Sats
from satshift.kernel.shape import Call, Money, Plan
from satshift.kernel.words import say

WORDS = 12


@click.group(help=say("Your keys, in encrypted files that only you can read."))
def command() -> None:
    """The group."""


@command.command("new", help=say("Make a new key in an encrypted file."))
@click.argument("name", default=keys.FIRST)
@click.option(
    "--words", is_flag=True, help=say("Make it from twelve words, and show them once to write down.")
)
def new(name: str, words: bool) -> None:
    chosen = settings()
    path = _free(chosen, name)
    phrase = keys.passphrase(say("New passphrase"), again=True)
    if not words:
        _kept(chosen, path, keyfile.create(path, phrase))
        return
    Account.enable_unaudited_hdwallet_features()
    account, sentence = Account.create_with_mnemonic(num_words=WORDS, account_path=_hd_path(chosen))
    keyfile.keep(path, account, phrase)
    show.note(
        say("Write these twelve words down, in order. They are shown once; who has them has the money.")
    )
    _kept(chosen, path, account, words=sentence)


@command.command("import", help=say("Bring a private key, twelve words, or another wallet's key file."))
@click.argument("name", default=keys.FIRST)
@click.option("--words", is_flag=True, help=say("Type twelve or more words instead of a private key."))
@click.option(
    "--file", "source", type=click.Path(path_type=Path), help=say("A key file (keystore version 3).")
)
def bring(name: str, words: bool, source: Path | None) -> None:
    chosen = settings()
    path = _free(chosen, name)
    if source is not None:
        account = keyfile.unlock(source, keys.passphrase(f"Passphrase of {source.name}"))
        keyfile.keep(path, account, keys.passphrase(say("New passphrase"), again=True))
        _kept(chosen, path, account)
        return
    secret = _secret(say("Twelve words") if words else say("Private key"))
    phrase = keys.passphrase(say("New passphrase"), again=True)
    if words:
        account = _from_words(secret, _hd_path(chosen))
        keyfile.keep(path, account, phrase)
    else:
        account = keyfile.bring(path, secret, phrase)
    _kept(chosen, path, account)


@command.command("export", help=say("Print the private key. Who sees it has the money."))
@click.argument("name", required=False)
def export(name: str | None) -> None:
    chosen = settings()
    account = keys.unlock(chosen, name)
    if not chosen.yes and not click.confirm(say("Show the private key on this screen?"), err=True):
        raise Refused("not-confirmed", say("Nothing was shown."))
    key = "0x" + bytes(account.key).hex()
    if chosen.json:
        show.data({"address": _address(account), "key": key})
    else:
        click.echo(key)


@command.command("show", help=say("List your keys and their addresses."))
def display() -> None:
    chosen = settings()
    found = [keys.path_of(chosen)] if chosen.key else sorted(keys.folder(chosen).glob("*.json"))
    rows = [{"name": path.stem, "address": keyfile.address_in(path)} for path in found]
    if chosen.json:
        for row in rows:
            show.data({**row, "shown": show.address(row["address"], chosen.profile)})
        return
    rows = [{**row, "address": show.address(row["address"], chosen.profile)} for row in rows]
    show.table(rows, say("There is no key yet. Make one with `satshift wallet new`."))


@command.command("balance", help=say("How much coin an account holds on the network."))
@click.argument("account", required=False)
def balance(account: str | None) -> None:
    chosen = settings()
    who = parse_address(account) if account else keyfile.address_in(keys.path_of(chosen))
    node = chosen.node()
    wei, head = node.balance(who), node.head()
    body = {"address": who, "wei": str(wei), "sats": Sats.from_wei(wei).value, "block": head.number}
    if chosen.json:
        show.data(body)
        return
    as_of = say("as of block {block}, {time}").format(block=head.number, time=show.when(head.time))
    click.echo(f"{show.sats(wei)}  ({as_of})")


@command.command("receive", help=say("Show your address, with a QR code for phones."))
def receive() -> None:
    chosen = settings()
    who = keyfile.address_in(keys.path_of(chosen))
    shown = show.address(who, chosen.profile)
    uri = f"ethereum:{shown}@{chosen.profile.chain_id}"  # https://eips.ethereum.org/EIPS/eip-681
    if chosen.json:
        show.data({"address": who, "shown": shown, "uri": uri, "network": chosen.network})
        return
    click.echo(shown)
    segno.make(uri, error="m").terminal(out=sys.stdout, compact=True)
    click.echo(
        say("Send only coin of {title} to it: the same address elsewhere is another account.").format(
            title=chosen.profile.title
        )
    )


@command.command("send", help=say('Send coin to an address: `satshift wallet send 0x… "50000 sats"`.'))
@click.argument("to")
@click.argument("amount")
def send(to: str, amount: str) -> None:
    chosen = settings()
    whom, sum_ = parse_address(to), Sats.parse(amount)
    if not sum_.value:
        raise Invalid("amount-zero", say("Nothing would be sent. Type how many sats."))
    plan = Plan(
        says=say("Send {amount} to {to}."),
        undo=say("This can't be undone. Only the receiver can send it back."),
        calls=(Call(whom, "", "", (), sum_.wei),),
        leaves=Money(sum_.wei, Address("0x" + "00" * 20)),
        to=(whom,),
        values={"amount": sum_, "to": show.address(whom, chosen.profile)},
    )
    with signing.open_direct(chosen) as client:
        answering.told(signing.confirm_and_send(client, plan, chosen), chosen)


@command.command(
    "sign-in", help=say("Sign a message of EIP-4361, to show a site that this address is yours.")
)
@click.argument("message", type=click.File("r"), default="-")
def sign_in(message: IO[str]) -> None:
    chosen = settings()
    text = message.read()
    account = keys.unlock(chosen)
    show.note(text)
    signing.check_sign_in(text, account, chosen)
    if not chosen.yes and not click.confirm(say("Sign this?"), err=True):
        raise Refused("not-confirmed", say("Nothing was signed."))
    signature = signing.sign_text(account, text)
    if chosen.json:
        show.data({"message": text, "signature": signature, "address": _address(account)})
    else:
        click.echo(signature)


def _free(settings: Settings, name: str) -> Path:
    path = keys.path_of(settings, name)
    if path.exists():
        raise Refused(
            "key-file-exists",
            say("{path} is there already, and keys are never written over. Choose another name."),
            path=str(path),
        )
    return path


def _kept(settings: Settings, path: Path, account: LocalAccount, words: str | None = None) -> None:
    shown = show.address(account.address, settings.profile)
    if settings.json:
        show.data(
            {"name": path.stem, "address": _address(account), "file": path}
            | ({"words": words} if words else {})
        )
        return
    if words:
        click.echo(words)
    show.facts({"address": shown, "key file": path})
    show.note(say("Keep a copy of the key file and its passphrase: nobody can replace either."))


def _secret(prompt: str) -> str:
    if sys.stdin.isatty():
        typed: str = click.prompt(prompt, hide_input=True, err=True)
        return typed
    return sys.stdin.readline().strip()


def _from_words(sentence: str, path: str) -> LocalAccount:
    Account.enable_unaudited_hdwallet_features()
    try:
        account: LocalAccount = Account.from_mnemonic(" ".join(sentence.split()), account_path=path)
    except Exception as error:  # the library has a family of its own for wrong words
        raise Invalid(
            "words-unreadable", say("These are not the words of a wallet. Check each word and their order.")
        ) from error
    return account


def _hd_path(settings: Settings) -> str:
    return settings.profile.hd_path.format(index=0)


def _address(account: LocalAccount) -> Address:
    return Address(account.address.lower())
