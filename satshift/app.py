"""The composition root: finds the cards, wires the rooms, and builds the machines."""

import importlib
import importlib.util
import os
import pkgutil
import secrets
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from satshift import api, cli
from satshift.api.house import House, StoreDesk
from satshift.chain import abi, deploy, profiles
from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.indexer import Indexer
from satshift.kernel.errors import NotFound
from satshift.kernel.settings import Settings
from satshift.kernel.shape import Capability
from satshift.kernel.words import say
from satshift.sdk.reading import OwnRows
from satshift.store import Store

WINGS = ("satshift.work", "satshift.earn")
ROOMS = ("satshift.demo",)  # with a card of their own, above the wings
PREFIX = "SATSHIFT_"

__all__ = [
    "House",
    "Settings",
    "asgi",
    "build_indexer",
    "build_web",
    "capabilities",
    "main",
    "make_house",
    "make_indexer",
    "own_rows",
    "read_settings",
]


@cache
def capabilities() -> tuple[Capability, ...]:
    """The cards on the table: every package of a wing that has one."""
    return tuple(_cards())


def read_settings(environment: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """The file settings.toml in the data directory, and what the environment says, which wins."""
    given = os.environ if environment is None else environment
    names = Settings.__dataclass_fields__
    chosen: dict[str, Any] = {
        name: given[PREFIX + name.upper()] for name in names if PREFIX + name.upper() in given
    }
    if "data_dir" not in chosen and given.get("SATSHIFT_HOME"):
        chosen["data_dir"] = given["SATSHIFT_HOME"]
    place = file or Settings.read(chosen).data_dir / "settings.toml"
    if place.is_file():
        chosen = {**tomllib.loads(place.read_text(encoding="utf-8")), **chosen}
    return Settings.read(chosen)


def make_house(settings: Settings | None = None, *, node: Node | None = None) -> House:
    """Wire the rooms; the store's tables stand afterwards. Nothing is asked of the node yet."""
    chosen = settings or read_settings()
    cards = capabilities()
    speaking = node or Node(profiles.load(chosen.network), _rpc(chosen))
    store = Store(chosen.database_url)
    store.create(
        [table for card in cards for table in card.tables],
        [*(table for card in cards for table in card.papers), *api.PAPERS],
    )
    contracts = {name: deploy.address_of(name) for name in abi.names()}
    return House(
        settings=chosen,
        profile=speaking.profile,
        node=speaking,
        store=store,
        cards=cards,
        contracts=contracts,
        desk=StoreDesk(store, speaking.profile.chain_id, contracts, cards),
        secret=chosen.secret or _secret(chosen.data_dir),
    )


def build_web(house: House) -> FastAPI:
    """Pages at the root, JSON under /api/v1; either stands without the other."""
    app = FastAPI(title="Satshift", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.house = house
    if importlib.util.find_spec("satshift.web") is not None:
        importlib.import_module("satshift.web").install(app, house)
    # JSON goes its own way before the pages' doors: its errors, limits and headers are its own.
    app.add_middleware(JsonFirst, json=api.build(house))
    return app


def build_indexer(house: House) -> Indexer:
    """What turns events into rows; `run` it in one process, more will wait for their turn."""
    return Indexer(house.node, house.store, house.cards, house.contracts, start=house.settings.start_block)


def asgi() -> FastAPI:
    """What uvicorn serves, wired from the environment; each process makes its own."""
    return build_web(make_house())


def make_indexer() -> Indexer:
    """The indexer, wired from the environment."""
    return build_indexer(make_house())


def own_rows(node: Node, folder: Path) -> OwnRows:
    """Rows of one program's own, for who reads straight from the chain."""
    chosen = Settings(data_dir=folder, network=node.profile.name, limit_all=0, limit_writes=0)
    house = make_house(chosen, node=node)
    return OwnRows(build_indexer(house), api.build(house), house.store.close)


def main() -> None:
    """The command line."""
    wired = cli.House(capabilities, "satshift.app:asgi", make_indexer, own_rows)
    raise SystemExit(cli.main(wired))


class JsonFirst:
    """Sends /api/v1 to the JSON machine and all else to the pages."""

    def __init__(self, app: ASGIApp, json: ASGIApp) -> None:
        self.app = app
        self.json = json

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        is_json = scope["type"] == "http" and (path == api.ROOT or path.startswith(api.ROOT + "/"))
        if not is_json:
            await self.app(scope, receive, send)
            return
        root = scope.get("root_path", "") + api.ROOT
        await self.json({**scope, "root_path": root}, receive, send)


def _cards() -> Iterator[Capability]:
    found = [wing for wing in WINGS if importlib.util.find_spec(wing) is not None]
    packages = [
        f"{wing}.{each.name}"
        for wing in found
        for each in pkgutil.iter_modules(importlib.import_module(wing).__path__)
    ]
    packages += [room for room in ROOMS if importlib.util.find_spec(room) is not None]
    for package in packages:
        card = getattr(importlib.import_module(package), "capability", None)
        if isinstance(card, Capability):
            yield card


def _rpc(settings: Settings) -> tuple[str, ...] | None:
    """The node's addresses; the running local chain where none is named."""
    if settings.rpc:
        return settings.rpc
    if settings.network != profiles.EMBEDDED:
        return None
    url = Anvil.running(settings.data_dir / "chain")
    if url is None:
        raise NotFound(
            "no-local-chain",
            say("No local chain is running. Start it with `satshift up`, or name a node with SATSHIFT_RPC."),
        )
    return (url,)


def _secret(data_dir: Path) -> str:
    """Signs cookies; made once, readable by the operator alone."""
    place = data_dir / "secret"
    if not place.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = data_dir / f"secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), encoding="utf-8")
        with suppress(FileExistsError):  # another process was first
            place.hardlink_to(draft)
        draft.unlink()
    return place.read_text(encoding="utf-8").strip()
