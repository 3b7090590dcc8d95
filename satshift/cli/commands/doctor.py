"""Looks at everything that a command or a node leans on, and says what is wrong and what to do."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

import click

from satshift.chain import check, deploy
from satshift.cli import keys, show
from satshift.cli.everywhere import settings
from satshift.cli.settings import Settings, running
from satshift.kernel.errors import Refused, SatshiftError
from satshift.kernel.words import say
from satshift.store import Store

ROOM = 200 * 2**20  # bytes of disk below which we warn


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at."""

    what: str
    state: Literal["fine", "warn", "stop"]
    says: str


@click.command(
    help=say("Look at the network, the contracts, the disk, keys and a running node, and say what is wrong.")
)
def command() -> None:
    chosen = settings()
    looks = []
    for look in (
        *_network(chosen),
        *_disk(chosen),
        *_database(chosen),
        *_keys(chosen),
        *_assets(),
        *_node(chosen),
    ):
        looks.append(look)
        if chosen.json:
            show.data(look)
        else:
            click.echo(f"{look.state:<5} {look.what:<10} {look.says}")
    stops = [look.what for look in looks if look.state == "stop"]
    if stops:
        raise Refused(
            "doctor-found", say("Not usable as it is: {what}."), what=", ".join(dict.fromkeys(stops))
        )


def _network(settings: Settings) -> Iterator[Look]:
    try:
        node = settings.node()
        for finding in check.verify(node).findings:
            yield Look("network", finding.severity, str(finding))
        for each in deploy.verify(node):
            yield Look("contracts", "fine" if each.is_same else "stop", f"{each.contract}: {each.says}")
    except SatshiftError as error:
        yield Look("network", "stop", str(error))


def _disk(settings: Settings) -> Iterator[Look]:
    here = settings.home if settings.home.exists() else settings.home.parent
    free = shutil.disk_usage(here).free
    state: Literal["fine", "warn"] = "fine" if free > ROOM else "warn"
    yield Look("disk", state, say("{free} MB are free in {folder}.").format(free=free // 2**20, folder=here))


def _database(settings: Settings) -> Iterator[Look]:
    file = settings.home / "satshift.db"
    url = os.environ.get("SATSHIFT_DATABASE") or f"sqlite:///{file}"
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        yield Look("database", "fine", say("There is none yet; a node makes it when it starts."))
        return
    try:
        store = Store(url)
        try:
            head = store.head()
        finally:
            store.close()
    except SatshiftError as error:
        yield Look("database", "stop", str(error))
        return
    block = 0 if head is None else head.number
    yield Look("database", "fine", say("It answers; its rows stand for block {block}.").format(block=block))


def _keys(settings: Settings) -> Iterator[Look]:
    found = sorted(keys.folder(settings).glob("*.json"))
    open_to_all = [path.name for path in found if path.stat().st_mode & 0o077]
    if open_to_all:
        names = ", ".join(open_to_all)
        yield Look(
            "keys", "warn", say("Others can read {names}. Run `chmod 600` on them.").format(names=names)
        )
    else:
        yield Look("keys", "fine", say("{count} key files, readable by you alone.").format(count=len(found)))


def _assets() -> Iterator[Look]:
    static = resources.files("satshift").joinpath("web", "static")
    is_there = static.is_dir() and any(True for _ in static.iterdir())
    if is_there:
        yield Look("browser", "fine", say("What the browser loads is there."))
    else:
        yield Look("browser", "warn", say("What the browser loads was not built. Run `make setup`."))


def _node(settings: Settings) -> Iterator[Look]:
    told = running(settings.home)
    if told:
        yield Look("node", "fine", say("A node of your own runs at {url}.").format(url=told["url"]))
    else:
        yield Look("node", "fine", say("No node of your own is running; `satshift up` starts one."))
