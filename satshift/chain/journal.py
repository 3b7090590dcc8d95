"""The journal of the embedded chain: what was asked of it, on disk before it is done, and snapshots that shorten the way.

`journal-0.jsonl` follows genesis, `snapshot-3.json` holds all that stands in journals 0 to 2.
Journals are kept for ever, so a snapshot that can't be read costs time and nothing else.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path
from typing import Any

from satshift.kernel.errors import Refused
from satshift.kernel.words import say

KEPT_SNAPSHOTS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One change that was asked of the chain, the time of the block it makes, and how far its clock is ahead then."""

    method: str
    params: tuple[Any, ...]
    time: int
    ahead: int

    def line(self) -> bytes:
        parts = [self.time, self.ahead, self.method, *self.params]
        return json.dumps(parts, separators=(",", ":")).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole chain at the start of journal `part`."""

    part: int
    state: str  # what anvil_dumpState gave
    head: str  # hash of its newest block
    ahead: int  # seconds the chain's clock is ahead of the wall's
    is_automining: bool


class Journal:
    """An append-only file in parts. An entry is on disk when `add` returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        parts = [int(file.stem.partition("-")[2]) for file in folder.glob("journal-*.jsonl")]
        self.part = max(parts, default=0)
        self.length = 0  # entries in this part
        self._file = self._open()

    def add(self, entry: Entry) -> None:
        """Write one entry; when the disk is full nothing is written and Refused is raised."""
        end = self._file.seek(0, os.SEEK_END)
        try:
            self._file.write(entry.line())
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            self._take_back(end)
            raise Refused(
                "chain-disk",
                say(
                    "The local chain could not write to its disk ({why}), so nothing was done. Free some space."
                ),
                why=str(error.strerror),
            ) from error
        self.length += 1

    def entries(self, first: int) -> Iterator[Entry]:
        """Every entry of part `first` and later, in order."""
        for part in range(first, self.part + 1):
            file = self._path(part)
            for place, line in enumerate(file.read_bytes().splitlines(), 1):
                yield _read(line, file, place)

    def snapshots(self) -> Iterator[Snapshot]:
        """Newest first; one that can't be read is passed over."""
        for file in sorted(self.folder.glob("snapshot-*.json"), key=_part_of, reverse=True):
            try:
                raw = json.loads(file.read_text(encoding="utf-8"))
                yield Snapshot(_part_of(file), raw["state"], raw["head"], raw["ahead"], raw["is_automining"])
            except (OSError, ValueError, KeyError):
                continue

    def shorten(self, *, state: str, head: str, ahead: int, is_automining: bool) -> None:
        """Begin a new part and keep a snapshot of all before it.

        The part comes first: without its snapshot it is replayed like any other, and nothing is passed over.
        """
        full, self.part = self._file, self.part + 1
        try:
            self._file = self._open()
        except OSError:
            self.part -= 1
            raise
        full.close()
        raw = {"state": state, "head": head, "ahead": ahead, "is_automining": is_automining}
        target = self.folder / f"snapshot-{self.part}.json"
        draft = target.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(raw, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
        _sync(self.folder)
        for old in sorted(self.folder.glob("snapshot-*.json"), key=_part_of)[:-KEPT_SNAPSHOTS]:
            old.unlink()

    def close(self) -> None:
        self._file.close()

    def _path(self, part: int) -> Path:
        return self.folder / f"journal-{part}.jsonl"

    def _open(self) -> BufferedRandom:
        """Open the newest part; half a line at its end was never acted on and is cut off."""
        path = self._path(self.part)
        path.touch()
        _sync(self.folder)
        file = path.open("r+b")
        whole = path.read_bytes()
        kept = whole[: whole.rfind(b"\n") + 1]
        file.truncate(len(kept))
        file.seek(0, os.SEEK_END)
        self.length = kept.count(b"\n")
        return file

    def _take_back(self, end: int) -> None:
        path = self._path(self.part)
        with contextlib.suppress(OSError):  # what it still holds was refused already
            self._file.close()
        os.truncate(path, end)
        self._file = self._open()


def _sync(folder: Path) -> None:
    """A new file's name is on disk when this returns."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _part_of(file: Path) -> int:
    return int(file.stem.partition("-")[2])


def _read(line: bytes, file: Path, place: int) -> Entry:
    try:
        at, ahead, method, *params = json.loads(line)
        return Entry(method, tuple(params), at, ahead)
    except (TypeError, ValueError) as error:
        raise Refused(
            "chain-journal-damaged",
            say(
                "Line {place} of {file} is damaged, so the local chain can't be rebuilt. Restore the file from a backup."
            ),
            place=place,
            file=str(file),
        ) from error
