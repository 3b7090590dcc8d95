"""The anvil program: where npm put it, how it is started, and that nothing is left behind."""

import os
import platform
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from satshift.chain import wire
from satshift.chain.wire import Ask
from satshift.kernel.errors import NotFound, SatshiftError, Unreachable
from satshift.kernel.words import say

PACKAGE_ROOT = Path(__file__).resolve().parent.parent.parent
START_WITHIN = 20.0  # seconds
OPTIONS = ("--accounts", "1", "--disable-min-priority-fee", "--quiet")
DEFAULTS = {
    "--hardfork": "cancun",
    "--base-fee": "60000000",  # what the layer 2s take; anvil's own is sixteen times as much
}
GENESIS_TIME = 1_700_000_000  # fixed, so that the same journal makes the same blocks


def find(data_dir: Path | None = None) -> Path:
    """The anvil that npm installed; raises NotFound with what to do."""
    named = os.environ.get("SATSHIFT_ANVIL")
    if named:
        return Path(named)
    for folder in _folders(data_dir):
        for found in _in_modules(folder / "node_modules"):
            return found
    on_path = shutil.which("anvil")
    if on_path:
        return Path(on_path)
    raise NotFound(
        "anvil-missing",
        say(
            "The local chain needs anvil, which is not installed. Run `npm install @foundry-rs/anvil` in {folder}."
        ),
        folder=str(data_dir or PACKAGE_ROOT),
    )


def _folders(data_dir: Path | None) -> Iterator[Path]:
    if data_dir is not None:
        yield data_dir
    yield PACKAGE_ROOT
    yield Path.cwd()


def _in_modules(modules: Path) -> Iterator[Path]:
    """The program itself first: npm's wrapper would stay between us and it."""
    machine = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
    kind = f"anvil-{platform.system().lower()}-{machine.get(platform.machine().lower(), '')}"
    for path in (modules / "@foundry-rs" / kind / "bin" / "anvil", modules / ".bin" / "anvil"):
        if path.is_file() and os.access(path, os.X_OK):
            yield path


@dataclass(slots=True)
class Program:
    """One running anvil."""

    process: subprocess.Popen[bytes]
    url: str
    client: httpx.Client

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def ask(self, method: str, *params: Any) -> Any:
        """One request, asked once; raises an error of the family."""
        ask = Ask(method, params)
        response = self.post(wire.encode([ask]))
        (answer,) = wire.decode([ask], response.status_code, response.content)
        if isinstance(answer, SatshiftError):
            raise answer
        return answer

    def post(self, body: bytes) -> httpx.Response:
        try:
            return self.client.post(self.url, content=body, headers={"content-type": "application/json"})
        except httpx.HTTPError as error:
            raise wire.away(error) from error

    def stop(self) -> None:
        self.client.close()
        if self.is_alive:
            self.process.send_signal(signal.SIGKILL)  # it keeps nothing that we do not keep
        self.process.wait()


def start(anvil: Path, *, chain_id: int, options: Sequence[str] = (), log: Path | None = None) -> Program:
    """Start anvil on a free port and wait until it answers."""
    defaults = [part for name, value in DEFAULTS.items() if name not in options for part in (name, value)]
    for _ in range(3):  # another program may take the port between our look and anvil's
        port = free_port()
        command = [
            *die_with_us(),
            str(anvil),
            "--port",
            str(port),
            "--chain-id",
            str(chain_id),
            *OPTIONS,
            *defaults,
            *options,
        ]
        with (log or Path(os.devnull)).open("ab") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL)  # noqa: S603
        program = Program(process, f"http://127.0.0.1:{port}", httpx.Client(timeout=60))
        if _answers(program):
            return program
        program.stop()
    raise Unreachable(
        "anvil-silent", say("The local chain did not start. Look into {log}."), log=str(log or "its log")
    )


def _answers(program: Program) -> bool:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and program.is_alive:
        try:
            program.ask("eth_chainId")
        except SatshiftError:
            time.sleep(0.02)
        else:
            return program.is_alive  # else it is somebody else who answers on this port
    return False


def die_with_us(how: str = "KILL") -> tuple[str, ...]:
    """Words before a command that end it when we are killed, where the system can.

    The signal follows the thread, so only the main one asks.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None or threading.current_thread() is not threading.main_thread():
        return ()
    return (setpriv, "--pdeathsig", how)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def end_orphan(pid_file: Path) -> None:
    """Stop an anvil whose keeper was killed; a number that now belongs to another program is left alone."""
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text() or 0)
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        command = b""
    if pid and b"anvil" in command:
        os.kill(pid, signal.SIGKILL)
    pid_file.unlink()
