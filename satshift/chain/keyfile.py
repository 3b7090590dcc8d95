"""Encrypted key files: Ethereum's keystore format (version 3), readable by the owner alone, never overwritten."""

import json
import os
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount

from satshift.kernel.address import Address, parse_address
from satshift.kernel.errors import Invalid, NotFound, Refused
from satshift.kernel.words import say

SHORTEST = 8  # characters of a passphrase


def create(path: Path, passphrase: str) -> LocalAccount:
    """Make a new key and keep it in a new file."""
    account: LocalAccount = Account.create()
    keep(path, account, passphrase)
    return account


def bring(path: Path, key: str, passphrase: str) -> LocalAccount:
    """Keep an existing private key, given in hexadecimal, in a new file."""
    digits = key.strip().removeprefix("0x")
    try:
        account: LocalAccount = Account.from_key(bytes.fromhex(digits))
    except ValueError as error:
        raise Invalid(
            "key-unreadable",
            say("This is not a private key. A key is 64 digits from 0-9 and a-f; copy it whole."),
        ) from error
    keep(path, account, passphrase)
    return account


def keep(path: Path, account: LocalAccount, passphrase: str) -> None:
    """Write an encrypted file; refuses to write over one, or with a passphrase that is too short."""
    if len(passphrase) < SHORTEST:
        raise Invalid(
            "passphrase-short",
            say("The passphrase is too short. Take {count} characters at least; four words are good."),
            fields={"passphrase": say("Too short.")},
            count=SHORTEST,
        )
    text = json.dumps(Account.encrypt(account.key, passphrase), indent=1)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused(
            "key-file-exists",
            say("{path} is there already, and keys are never written over. Choose another name."),
            path=str(path),
        ) from error
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink()  # half a key file would only look like a key
        raise


def unlock(path: Path, passphrase: str) -> LocalAccount:
    """The account in a key file; Refused when the passphrase is wrong."""
    stored = _read(path)
    try:
        key = Account.decrypt(stored, passphrase)
    except (KeyError, TypeError, NotImplementedError) as error:
        raise _damaged(path) from error
    except ValueError as error:
        raise Refused(
            "passphrase-wrong", say("The passphrase does not open {path}. Try again."), path=str(path)
        ) from error
    account: LocalAccount = Account.from_key(key)
    return account


def address_in(path: Path) -> Address:
    """Whose key a file holds, without the passphrase."""
    digits = str(_read(path).get("address", "")).removeprefix("0x")
    return parse_address("0x" + digits.lower())


def _read(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(
            "key-file-missing",
            say("There is no key file at {path}. Make one, or give another path."),
            path=str(path),
        ) from error
    except (OSError, ValueError) as error:
        raise _damaged(path) from error
    if not isinstance(stored, dict) or stored.get("version") != 3 or "crypto" not in stored:
        raise _damaged(path)
    return stored


def _damaged(path: Path) -> Invalid:
    return Invalid(
        "key-file-damaged",
        say("{path} is not a key file, or it is damaged. Take it from your backup."),
        path=str(path),
    )
