"""Opens encrypted key files: which file, which passphrase, and never a key on the screen."""

import os
import sys
from pathlib import Path

import click
from eth_account.signers.local import LocalAccount

from satshift.chain import keyfile
from satshift.cli.settings import Settings
from satshift.kernel.errors import NotFound, Refused
from satshift.kernel.words import say

PASSPHRASE_FILE = "SATSHIFT_PASSPHRASE_FILE"  # noqa: S105  the name of a variable
FIRST = "main"  # name of a key that nobody named


def folder(settings: Settings) -> Path:
    return settings.home / "keys"


def path_of(settings: Settings, name: str | None = None) -> Path:
    """The file of a key by name or path; without either the only one there is."""
    wanted = name or settings.key
    if wanted is None:
        return _only(folder(settings))
    if "/" in wanted or wanted.endswith(".json"):
        return Path(wanted).expanduser()
    return folder(settings) / f"{wanted}.json"


def names(settings: Settings) -> list[str]:
    return sorted(path.stem for path in folder(settings).glob("*.json"))


def unlock(settings: Settings, name: str | None = None) -> LocalAccount:
    """The account that signs; asks for the passphrase, or reads it from a file."""
    path = path_of(settings, name)
    keyfile.address_in(path)  # says what is wrong with the file before anybody types
    return keyfile.unlock(path, passphrase(f"Passphrase of {path.stem}"))


def passphrase(prompt: str, *, again: bool = False) -> str:
    """The passphrase, from the file that SATSHIFT_PASSPHRASE_FILE names, or typed unseen."""
    kept = os.environ.get(PASSPHRASE_FILE)
    if kept:
        try:
            return Path(kept).read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise NotFound(
                "passphrase-file-missing",
                say("The passphrase file {path} can't be read. Check {variable}."),
                path=kept,
                variable=PASSPHRASE_FILE,
            ) from error
    if not sys.stdin.isatty():
        raise Refused(
            "passphrase-missing",
            say("Nobody is there to type the passphrase. Put it in a file and name the file in {variable}."),
            variable=PASSPHRASE_FILE,
        )
    typed: str = click.prompt(prompt, hide_input=True, confirmation_prompt=again, err=True)
    return typed


def _only(keys: Path) -> Path:
    found = sorted(keys.glob("*.json"))
    if len(found) == 1:
        return found[0]
    if (keys / f"{FIRST}.json").exists():
        return keys / f"{FIRST}.json"
    if not found:
        raise NotFound(
            "no-key",
            say("There is no key yet. Make one with `satshift wallet new`, or name a key file with --key."),
        )
    raise Refused(
        "which-key",
        say("There are several keys: {names}. Say which with --key."),
        names=", ".join(path.stem for path in found),
    )
