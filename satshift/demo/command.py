"""`satshift demo`: seeds the local chain and runs a node of it, under the same supervisor as `satshift up`."""

import os
import shutil
import threading
import time
import webbrowser
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from satshift.chain import playground
from satshift.chain.anvil import Anvil
from satshift.chain.binary import is_free
from satshift.cli import show
from satshift.cli.everywhere import settings
from satshift.cli.supervising import Node
from satshift.demo import seeding
from satshift.kernel.errors import Refused, SatshiftError
from satshift.kernel.words import say
from satshift.store import Store

FOLDER = Path("var/demo")
PORT, PORTS = 8000, 50  # the first one tried, and how many after it
BEAT = 4.0  # seconds between blocks when nobody sends
BASE_FEE = 60_000_000  # wei, what the layer 2s take


@dataclass(slots=True)
class DemoNode(Node):
    """A node whose chain is seeded first, and whose blocks come by themselves so that clocks advance."""

    opens: bool = False
    still: threading.Event = field(default_factory=threading.Event)

    def _start_chain(self) -> str:
        self.chain = Anvil(self.settings.home / "chain").start()
        self._seed(self.chain)
        threading.Thread(target=self._beat, args=(self.chain,), daemon=True).start()
        return self.chain.url

    def _seed(self, chain: Anvil) -> None:
        if seeding.Mark.find(self.settings.home).is_done:
            return
        store = Store(f"sqlite:///{self.settings.home / 'satshift.db'}")
        try:
            with click.progressbar(
                length=len(seeding.steps_in_order()), label=say("Writing the demo’s stories"), file=None
            ) as bar:
                seeding.seed(self.settings.home, chain, store, lambda done, _all: self._told(bar, done))
        finally:
            store.close()

    def _told(self, bar: "click._termui_impl.ProgressBar[int]", done: int) -> None:
        bar.update(done - bar.pos)
        if self._is_ending:
            raise KeyboardInterrupt

    def _beat(self, chain: Anvil) -> None:
        node = chain.node()
        while not self.still.wait(BEAT):
            try:
                playground.mine(node, base_fee=BASE_FEE)
            except SatshiftError:  # the supervisor says when the chain is gone
                time.sleep(BEAT)
        node.close()

    def _tell(self, url: str, rpc: str | None) -> None:
        Node._tell(self, url, rpc)
        if self.settings.json:
            return
        click.echo(say("Open {url}/demo, become the client, and follow the checklist.").format(url=url))
        click.echo(say("Begin anew with `satshift demo --reset`."))
        if self.opens and _has_screen():
            webbrowser.open(f"{url}/demo")

    def _stop(self) -> None:
        self.still.set()
        Node._stop(self)


@click.command(
    name="demo",
    help=say(
        "Open a local bitcoin layer 2 with people and jobs in every state, and a time machine.\n\n"
        "Play money on this machine. Stop it with Ctrl-C; the next start goes on where it was."
    ),
)
@click.option("--port", type=int, help=say("where the pages listen; 8000 or the next free one if left out"))
@click.option("--reset", is_flag=True, help=say("throw the demo away and begin anew"))
@click.option("--no-open", is_flag=True, help=say("do not open a browser"))
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    show_default=True,
    help=say("where it is kept"),
)
def command(port: int | None, reset: bool, no_open: bool, folder: Path) -> None:
    home = folder.resolve()
    if reset:
        _throw_away(home)
    home.mkdir(parents=True, exist_ok=True)
    for name in ("SATSHIFT_RPC", "SATSHIFT_DATABASE", "SATSHIFT_BASE_URL", "SATSHIFT_DATA_DIR"):
        os.environ.pop(name, None)  # the demo stands by itself
    os.environ["SATSHIFT_DEMO"] = "true"
    chosen = replace(settings(), home=home, network="anvil", rpc=None)
    DemoNode(chosen, "127.0.0.1", port or _free_port(), 1, opens=not no_open).run()


def _throw_away(home: Path) -> None:
    """Only a folder that a demo made is removed, and only while nothing runs in it."""
    if not home.exists():
        return
    if not (home / "seeding.json").exists() and any(home.iterdir()):
        raise Refused(
            "demo-folder-strange",
            say("{folder} holds something that no demo made, so it is left alone. Choose another --folder."),
            folder=str(home),
        )
    if Anvil.running(home / "chain"):
        raise Refused("demo-running", say("The demo is running. Stop it first, then begin anew."))
    shutil.rmtree(home)
    show.note(say("The old demo is gone."))


def _free_port() -> int:
    for port in range(PORT, PORT + PORTS):
        if is_free(port):
            return port
    return 0


def _has_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
