"""Key files: encrypted, for the owner alone, never written over."""

import json
import stat
from pathlib import Path

import pytest
from eth_account import Account

from satshift.chain import keyfile
from satshift.kernel.errors import Invalid, NotFound, Refused
from tests.chains import address_of

PASSPHRASE = "four plain words here"
KEY = "0x" + "4c" * 32


def test_a_key_is_made_kept_and_unlocked(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "mine.json"
    made = keyfile.create(path, PASSPHRASE)

    assert keyfile.unlock(path, PASSPHRASE).key == made.key
    assert keyfile.address_in(path) == address_of(made)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.key.hex() not in path.read_text()


def test_an_existing_key_is_brought_along(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    keyfile.bring(path, f" {KEY}\n", PASSPHRASE)

    assert keyfile.address_in(path) == Account.from_key(KEY).address.lower()


def test_a_key_file_of_others_is_read(tmp_path: Path) -> None:
    path = tmp_path / "geth.json"
    path.write_text(json.dumps(Account.encrypt(KEY, PASSPHRASE, kdf="pbkdf2", iterations=1_000)))

    assert keyfile.unlock(path, PASSPHRASE).key == Account.from_key(KEY).key


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(Account.encrypt(KEY, PASSPHRASE, kdf="pbkdf2", iterations=1_000)))

    with pytest.raises(Refused) as refused:
        keyfile.unlock(path, "another passphrase")

    assert refused.value.code == "passphrase-wrong"


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text("the only copy")

    with pytest.raises(Refused, match="never written over") as refused:
        keyfile.create(path, PASSPHRASE)

    assert refused.value.code == "key-file-exists"
    assert path.read_text() == "the only copy"


def test_a_short_passphrase_is_refused_before_a_file_is_made(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        keyfile.create(tmp_path / "mine.json", "short")

    assert not (tmp_path / "mine.json").exists()


@pytest.mark.parametrize("key", ["", "0x12", "zz" * 32, "00" * 32, "ff" * 32, "4c" * 33])
def test_what_is_no_key_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        keyfile.bring(tmp_path / "mine.json", key, PASSPHRASE)

    assert refused.value.code == "key-unreadable"
    assert not (tmp_path / "mine.json").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": 1, "crypto": {}}'])
def test_a_damaged_file_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(text)

    with pytest.raises(Invalid) as refused:
        keyfile.unlock(path, PASSPHRASE)

    assert refused.value.code == "key-file-damaged"


@pytest.mark.parametrize(
    "text", ['{"version": 3, "crypto": {}}', '{"version": 3, "crypto": {"kdf": "scrypt"}}']
)
def test_a_file_with_holes_is_damaged_too(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(text)

    with pytest.raises(Invalid) as refused:
        keyfile.unlock(path, PASSPHRASE)

    assert refused.value.code == "key-file-damaged"


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no key file"):
        keyfile.unlock(tmp_path / "mine.json", PASSPHRASE)
