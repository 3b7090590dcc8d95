"""Whose turn it is: one place at a time for one account, among threads and among processes of this machine."""

import fcntl
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from satshift.kernel.address import Address
from satshift.kernel.errors import Refused
from satshift.kernel.words import say

_turns: dict[tuple[int, Address], threading.RLock] = {}
_door = threading.Lock()


@contextmanager
def turn(chain_id: int, account: Address) -> Iterator[None]:
    """Hold the account while a nonce is chosen and its transaction is handed over."""
    with _door:
        lock = _turns.setdefault((chain_id, account), threading.RLock())
    with lock, _file(chain_id, account).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _file(chain_id: int, account: Address) -> Path:
    """Set aside for the user, so that another user of the machine can't hold us up."""
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    folder = Path(base) / f"satshift-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise Refused(
            "lock-folder-foreign",
            say("{folder} belongs to another user of this machine. Remove it, or set XDG_RUNTIME_DIR."),
            folder=str(folder),
        )
    return folder / f"{chain_id}-{account}.lock"
