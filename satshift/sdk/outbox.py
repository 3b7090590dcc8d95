"""Keeps what was signed until the chain has answered, so that Ctrl-C or a crash leaves nothing half done."""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from satshift.chain.fees import Price
from satshift.chain.watch import Sent
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound
from satshift.kernel.words import say


@dataclass(frozen=True, slots=True)
class Entry:
    """A signed transaction, the network it is for, what it was for in words, and when it was signed."""

    sent: Sent
    network: str
    says: str
    at: int = field(default_factory=lambda: int(time.time()))


class Outbox:
    """A folder with one file a transaction; `Outbox(None)` keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def keep(self, entry: Entry) -> None:
        """On disk when this returns."""
        if self._folder is None:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self._path(entry.sent.hash)
        draft = target.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(entry), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)

    def drop(self, tx: str) -> None:
        """The chain has answered."""
        if self._folder is not None:
            self._path(tx).unlink(missing_ok=True)

    def find(self, tx: str) -> Entry:
        """One entry by its hash, or by the beginning of it; raises NotFound."""
        found = [entry for entry in self if entry.sent.hash.startswith(tx.lower())]
        if len(found) != 1:
            raise NotFound(
                "transaction-unknown",
                say("The outbox holds no transaction {tx}. `satshift tx` lists what it holds."),
                tx=tx,
            )
        return found[0]

    def __iter__(self) -> Iterator[Entry]:
        if self._folder is None:
            return
        entries = (_read(json.loads(file.read_text())) for file in self._folder.glob("0x*.json"))
        yield from sorted(entries, key=lambda entry: (entry.at, entry.sent.nonce))

    def _path(self, tx: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{tx}.json"


def _read(raw: dict[str, Any]) -> Entry:
    sent = raw["sent"]
    fields = {
        **sent,
        "sender": Address(sent["sender"]),
        "to": None if sent["to"] is None else Address(sent["to"]),
        "price": Price(**sent["price"]),
        "earlier": tuple(sent["earlier"]),
    }
    return Entry(Sent(**fields), raw["network"], raw["says"], raw["at"])
