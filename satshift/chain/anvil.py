"""The embedded chain: an anvil that we start and supervise, whose blocks outlive restarts and kills."""

import fcntl
import json
import os
import time
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from satshift.chain import binary, profiles
from satshift.chain.binary import Program
from satshift.chain.deploy import FACTORY, FACTORY_CODE
from satshift.chain.front import Front
from satshift.chain.keeper import SNAPSHOT_EVERY, Keeper
from satshift.chain.node import Node
from satshift.chain.profiles import Profile
from satshift.chain.wire import Ask
from satshift.kernel.address import Address
from satshift.kernel.errors import Refused
from satshift.kernel.words import say


class Anvil:
    """A local chain. With a data directory it keeps its blocks for ever; without one it is thrown away.

    Only one process at a time owns a data directory; others find the chain with `Anvil.running`.
    """

    def __init__(
        self,
        data_dir: Path | None = None,
        *,
        port: int = 0,
        profile: Profile | None = None,
        options: tuple[str, ...] = (),
        snapshot_every: int = SNAPSHOT_EVERY,
    ) -> None:
        self.data_dir = data_dir
        self.profile = profile or profiles.load(profiles.EMBEDDED)
        self.url = ""
        self._port, self._options, self._snapshot_every = port, options, snapshot_every
        self._program: Program | None = None
        self._keeper: Keeper | None = None
        self._front: Front | None = None
        self._owner: TextIOWrapper | None = None
        self._own_node: Node | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Start or take up the chain; the CREATE2 factory stands on it."""
        anvil = binary.find(self.data_dir)
        if self.data_dir is None:
            self._program = binary.start(anvil, chain_id=self.profile.chain_id, options=self._options)
            self.url = self._program.url
        else:
            self._keep(anvil, self.data_dir)
        self._own_node = self.node()
        if self._own_node.code(FACTORY) == "0x":
            self.ask("anvil_setCode", FACTORY, FACTORY_CODE)
        return self

    def stop(self) -> None:
        """End it; with a data directory nothing is lost, here or by a kill."""
        if self._own_node is not None:
            self._own_node.close()
        if self._front is not None:
            self._front.stop()
        if self._keeper is not None:
            self._keeper.stop()
        if self._program is not None:
            self._program.stop()
        if self._owner is not None:
            self._owner.close()
        self._own_node = self._front = self._keeper = self._program = self._owner = None

    @staticmethod
    def running(data_dir: Path) -> str | None:
        """The address of the chain that another process runs in `data_dir`, or None."""
        lock = data_dir / "chain.lock"
        if not lock.exists():
            return None
        with lock.open("r") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return str(json.loads(file.read() or "{}").get("url") or "") or None
        return None

    def node(self) -> Node:
        """A node that speaks to this chain; who asks for it closes it."""
        return Node(self.profile, self.url)

    def ask(self, method: str, *params: Any) -> Any:
        """Any JSON-RPC request, asked once."""
        return self._running().rpc.ask(Ask(method, params), once=True)

    def give(self, address: Address, wei: int) -> None:
        """Faucet: add coin to an account."""
        self.ask("anvil_setBalance", address, hex(self._running().balance(address) + wei))

    def mine(self, blocks: int = 1, *, every: int = 1) -> None:
        """Add empty blocks, `every` seconds apart."""
        self.ask("anvil_mine", hex(blocks), hex(every))

    def pass_time(self, seconds: int) -> None:
        """Let time pass and mine a block, so that the chain knows."""
        self.ask("evm_increaseTime", seconds)
        self.ask("evm_mine")

    @property
    def time(self) -> int:
        """The time of the newest block."""
        return self._running().head().time

    def _running(self) -> Node:
        if self._own_node is None:
            raise Refused("chain-stopped", say("The local chain is not running. Start it first."))
        return self._own_node

    def _keep(self, anvil: Path, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self._owner = _own(data_dir)
        try:
            self._keeper = Keeper(data_dir, anvil, self.profile.chain_id, snapshot_every=self._snapshot_every)
            self._front = Front(self._keeper, self._port or _last_port(data_dir))
        except BaseException:
            self.stop()
            raise
        self.url = self._front.url
        self._owner.truncate(0)
        json.dump({"url": self.url, "pid": os.getpid(), "since": int(time.time())}, self._owner)
        self._owner.flush()


def _own(data_dir: Path) -> TextIOWrapper:
    """Hold the data directory alone; the system lets go of it when we end, however we end."""
    file = (data_dir / "chain.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise Refused(
            "chain-in-use",
            say("Another process runs the chain in {folder}. Stop it first, or use its address {url}."),
            folder=str(data_dir),
            url=Anvil.running(data_dir) or "",
        ) from None
    return file


def _last_port(data_dir: Path) -> int:
    """The port of the last time if it is free, so that wallets find the chain again; else any."""
    try:
        url = json.loads((data_dir / "chain.lock").read_text(encoding="utf-8"))["url"]
        port = int(url.rpartition(":")[2])
        return port if binary.is_free(port) else 0
    except (OSError, ValueError, KeyError):
        return 0
