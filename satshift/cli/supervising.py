"""Starts the parts of a node, keeps them running, and stops them together."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

import click
import httpx
from eth_account import Account

from satshift.chain import deploy
from satshift.chain.anvil import Anvil
from satshift.chain.binary import die_with_us
from satshift.chain.sender import Sender
from satshift.cli import show
from satshift.cli.passing import into_environment
from satshift.cli.settings import Settings, running
from satshift.kernel.address import Address
from satshift.kernel.errors import Refused, Unreachable
from satshift.kernel.words import say

LOOK_EVERY = 0.3  # seconds
PATIENCE = 60.0  # seconds until the pages answer
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a part that stopped is started again
PROGRAM = "import sys; from satshift.app import main; main()"
COIN = 10**18


@dataclass(slots=True)
class Part:
    """One process of the node."""

    name: str
    words: list[str]
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE
    again_at: float = 0.0

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which ends its parts in order.
        words = [*die_with_us("TERM"), sys.executable, "-c", PROGRAM, *self.words]
        self.process = subprocess.Popen(words, start_new_session=True)  # noqa: S603

    def look(self, now: float) -> None:
        """Start it again when it has stopped, ever more patiently."""
        if self.process is None or self.process.poll() is None:
            return
        if not self.again_at:
            show.note(say("The {name} stopped; it is started again.").format(name=self.name))
            self.again_at, self.pause = now + self.pause, min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.again_at:
            self.again_at = 0.0
            self.start()

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(slots=True)
class Node:
    """A node of one's own: an embedded chain or a configured network, the indexer, and the pages."""

    settings: Settings
    host: str
    port: int
    workers: int
    parts: list[Part] = field(default_factory=list)
    chain: Anvil | None = None
    _is_ending: bool = False

    def run(self) -> None:
        """Until it is asked to end."""
        self._alone()
        before = {each: signal.signal(each, self._end) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._start()
            while not self._is_ending:
                now = time.monotonic()
                for part in self.parts:
                    part.look(now)
                time.sleep(LOOK_EVERY)
        finally:
            self._stop()
            for each, handler in before.items():
                signal.signal(each, handler)

    def _alone(self) -> None:
        told = running(self.settings.home)
        if told:
            raise Refused(
                "node-running",
                say("A node runs already at {url}. Use it, or stop it first."),
                url=told["url"],
            )

    def _start(self) -> None:
        rpc = (
            self._start_chain()
            if self.settings.profile.is_embedded and not self.settings.rpc
            else self.settings.rpc
        )
        port = self.port or _free_port(self.host)
        url = f"http://{self.host}:{port}"
        into_environment(self.settings)
        if rpc:
            os.environ["SATSHIFT_RPC"] = rpc
        os.environ.setdefault("SATSHIFT_BASE_URL", url)
        serve = ["serve", "--host", self.host, "--port", str(port), "--workers", str(self.workers)]
        self.parts = [Part("indexer", ["index"]), Part("web server", serve)]
        for part in self.parts:
            part.start()
        self._wait_for(url)
        self._tell(url, rpc)

    def _start_chain(self) -> str:
        self.chain = Anvil(self.settings.home / "chain").start()
        node = self.chain.node()
        if not all(each.is_same for each in deploy.verify(node)):
            deployer = Account.create()  # of no use afterwards: nobody owns the contracts
            self.chain.give(Address(deployer.address.lower()), COIN)
            deploy.deploy(Sender(node, deployer, poll=0.02))
        node.close()
        return self.chain.url

    def _wait_for(self, url: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not self._is_ending:
            if any(part.process is not None and part.process.poll() not in (None, 0) for part in self.parts):
                break
            try:
                if httpx.get(f"{url}/api/v1/network", timeout=2).status_code < 500:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(LOOK_EVERY)
        if not self._is_ending:
            raise Unreachable("node-not-up", say("The pages did not start. What stands above says why."))

    def _tell(self, url: str, rpc: str | None) -> None:
        body = {"pid": os.getpid(), "url": url, "rpc": rpc, "network": self.settings.network}
        place = self.settings.home / "node.json"
        place.write_text(json.dumps(body), encoding="utf-8")
        if self.settings.json:
            show.data(body)
        else:
            click.echo(
                say("Satshift runs at {url} on {title}.").format(url=url, title=self.settings.profile.title)
            )
            click.echo(
                say("Stop it with Ctrl-C; everything stays in {home}.").format(home=self.settings.home)
            )

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._is_ending = True

    def _stop(self) -> None:
        told = running(self.settings.home)
        if told.get("pid") == os.getpid():
            (self.settings.home / "node.json").unlink(missing_ok=True)
        for part in reversed(self.parts):
            part.stop()
        if self.chain is not None:
            self.chain.stop()


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
