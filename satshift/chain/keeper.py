"""Keeps the embedded chain: every change is written down before it is done, so a kill at any moment loses nothing.

Anvil is deterministic once it is told each block's time: the same journal gives the same blocks, hash by hash.
It therefore never mines by itself here; the keeper tells it when, and what time it is then.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from satshift.chain import binary
from satshift.chain.binary import Program
from satshift.chain.journal import Entry, Journal, Snapshot
from satshift.chain.wire import number
from satshift.kernel.errors import Refused, SatshiftError, Unreachable
from satshift.kernel.words import say

SNAPSHOT_EVERY = 2_000  # entries; about four seconds of rebuilding
PID_FILE = "anvil.pid"
READS = ("anvil_nodeInfo", "anvil_metadata", "anvil_getAutomine")
CHANGES = (
    "anvil_setBalance",
    "anvil_setCode",
    "anvil_setNonce",
    "anvil_setStorageAt",
    "anvil_dropTransaction",
    "anvil_setNextBlockBaseFeePerGas",
)


class Keeper:
    """Owns one anvil and its journal. Changes are done one at a time."""

    def __init__(
        self, folder: Path, anvil: Path, chain_id: int, *, snapshot_every: int = SNAPSHOT_EVERY
    ) -> None:
        self._folder, self._anvil, self._chain_id = folder, anvil, chain_id
        self._snapshot_every = snapshot_every
        self._pid_file = folder / PID_FILE
        binary.end_orphan(self._pid_file)
        self._lock = threading.RLock()
        self._ahead = 0  # seconds the chain's clock is ahead of the wall's
        self._last = 0  # time of the newest block
        self._exact: int | None = None  # time that was ordered for the next block
        self._is_automining = True
        self._journal = Journal(folder)
        self._clear()
        self.program = self._start()
        try:
            self._rebuild()
        except BaseException:
            self.stop()
            raise

    def forward(self, body: bytes) -> bytes:
        """Pass a request that changes nothing; an anvil that died is raised first."""
        program = self.program
        try:
            return program.post(body).content
        except Unreachable:
            self._revive(program)
            return self.program.post(body).content

    def change(self, method: str, params: tuple[Any, ...]) -> Any:
        """Write a change down, do it, and give its result."""
        self._check(method)
        with self._lock:
            entry = self._entry(method, params)
            self._journal.add(entry)
            try:
                result = self._apply(entry)
            except Unreachable:  # it is in the journal, so rebuilding does it
                result = self._revive(self.program)
            with contextlib.suppress(OSError, SatshiftError):  # a snapshot can wait; what was asked is done
                self._shorten_if_long()
            return result

    def stop(self) -> None:
        with self._lock:
            self.program.stop()
            self._journal.close()
            self._pid_file.unlink(missing_ok=True)

    # Doing

    def _check(self, method: str) -> None:
        if method not in _DOING and method not in CHANGES:
            raise Refused(
                "chain-method-closed",
                say(
                    "The local chain keeps its history, so {method} is not offered. Use a throw-away chain for it."
                ),
                method=method,
            )

    def _apply(self, entry: Entry) -> Any:
        self._ahead = entry.ahead
        doing = _DOING.get(entry.method)
        if doing is not None:
            return doing(self, entry)
        return self.program.ask(entry.method, *entry.params)

    def _send(self, entry: Entry) -> Any:
        result = self.program.ask("eth_sendRawTransaction", *entry.params)
        if self._is_automining and number(self.program.ask("txpool_status")["pending"]):
            self._mine_at(entry.time)
        return result

    def _mine_one(self, entry: Entry) -> Any:
        self._mine_at(entry.time)
        return "0x0"

    def _mine_many(self, entry: Entry) -> Any:
        count = number(entry.params[0]) if entry.params else 1
        step = number(entry.params[1]) if len(entry.params) > 1 else 1
        if count:
            self._mine_at(entry.time)
        if count > 1:
            self.program.ask("anvil_mine", hex(count - 1), hex(step))
            self._last = number(self.program.ask("eth_getBlockByNumber", "latest", False)["timestamp"])
        return None

    def _mine_at(self, at: int) -> None:
        self.program.ask("evm_mine", {"timestamp": hex(at)})
        self._last, self._exact = at, None

    def _increase_time(self, entry: Entry) -> Any:
        return entry.ahead

    def _set_time(self, entry: Entry) -> Any:
        self._exact = number(entry.params[0])
        return None

    def _set_automine(self, entry: Entry) -> Any:
        self._is_automining = bool(entry.params[0])
        return None

    def _entry(self, method: str, params: tuple[Any, ...]) -> Entry:
        """A change with the time of the block it makes, and how far the chain's clock is ahead after it."""
        now, ahead = int(time.time()), self._ahead
        if method == "evm_increaseTime":
            ahead += number(params[0])
        named = params[0] if method in ("evm_mine", "evm_setNextBlockTimestamp") and params else None
        named = named.get("timestamp") if isinstance(named, dict) else named
        if named is not None:
            ahead = number(named) - now
        at = self._exact if self._exact is not None and named is None else now + ahead
        return Entry(method, params, max(at, self._last + 1), ahead)

    # Keeping

    def _clear(self) -> None:
        self._ahead, self._last, self._exact = 0, binary.GENESIS_TIME, None
        self._is_automining = True

    def _start(self) -> Program:
        options = ("--no-mining", "--timestamp", str(binary.GENESIS_TIME), "--no-request-size-limit")
        program = binary.start(
            self._anvil, chain_id=self._chain_id, options=options, log=self._folder / "anvil.log"
        )
        self._pid_file.write_text(str(program.process.pid))
        return program

    def _revive(self, dead: Program) -> Any:
        """Start anvil again and rebuild the chain; the result of the last entry."""
        with self._lock:
            if self.program is not dead:
                return None  # another thread did it
            dead.stop()
            self.program = self._start()
            return self._rebuild()

    def _rebuild(self) -> Any:
        """Bring a fresh anvil to where the journal ends; the result of the last entry."""
        self._clear()
        first = self._load_newest()
        result: Any = None
        for entry in self._journal.entries(first):
            try:
                result = self._apply(entry)
            except Refused as refusal:  # it was refused the first time too
                result = refusal
        if isinstance(result, SatshiftError):
            return None
        return result

    def _load_newest(self) -> int:
        """Load the newest snapshot that is whole; the part of the journal that follows it."""
        for snapshot in self._journal.snapshots():
            if self._load(snapshot):
                return snapshot.part
        return 0

    def _load(self, snapshot: Snapshot) -> bool:
        try:
            self.program.ask("anvil_loadState", snapshot.state)
            head = self.program.ask("eth_getBlockByNumber", "latest", False)
        except SatshiftError:
            head = {}
        if head.get("hash") != snapshot.head:
            self.program.stop()
            self.program = self._start()
            return False
        self._ahead, self._is_automining = snapshot.ahead, snapshot.is_automining
        self._last = number(head["timestamp"])
        return True

    def _shorten_if_long(self) -> None:
        if self._journal.length < self._snapshot_every or self._exact is not None:
            return
        pool = self.program.ask("txpool_status")
        if number(pool["pending"]) or number(pool["queued"]):
            return  # a snapshot does not hold what waits
        self._journal.shorten(
            state=self.program.ask("anvil_dumpState"),
            head=self.program.ask("eth_getBlockByNumber", "latest", False)["hash"],
            ahead=self._ahead,
            is_automining=self._is_automining,
        )


_DOING: dict[str, Callable[[Keeper, Entry], Any]] = {
    "eth_sendRawTransaction": Keeper._send,
    "evm_mine": Keeper._mine_one,
    "anvil_mine": Keeper._mine_many,
    "evm_increaseTime": Keeper._increase_time,
    "evm_setNextBlockTimestamp": Keeper._set_time,
    "evm_setAutomine": Keeper._set_automine,
}
