"""Papers kept on this machine, by digest, where no Satshift node keeps them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_utils.crypto import keccak

from satshift.kernel.errors import NotFound
from satshift.kernel.words import say


@dataclass(frozen=True, slots=True)
class Draft:
    """Written terms that nobody has locked money for yet. Hand `paper` to the other side; `digest` names it."""

    digest: str
    paper: Mapping[str, Any]


def digest_of(paper: Mapping[str, Any]) -> str:
    """keccak256 of the canonical form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(paper, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "0x" + keccak(text.encode()).hex()


class Shelf:
    """A folder of papers; `Shelf(None)` keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def keep(self, paper: Mapping[str, Any]) -> str:
        """Keep a paper and answer its digest."""
        digest = digest_of(paper)
        if self._folder is not None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            target = self._folder / f"{digest}.json"
            draft = target.with_suffix(".draft")
            draft.write_text(json.dumps(paper, ensure_ascii=False, indent=1), encoding="utf-8")
            draft.replace(target)
        return digest

    def get(self, digest: str) -> Mapping[str, Any]:
        """The paper with this digest; raises NotFound."""
        try:
            if self._folder is None:
                raise FileNotFoundError
            found: Mapping[str, Any] = json.loads((self._folder / f"{digest.lower()}.json").read_text())
        except FileNotFoundError as error:
            raise NotFound(
                "paper-unknown",
                say("No paper here has the digest {digest}. Ask whoever wrote it for the paper itself."),
                digest=digest,
            ) from error
        return found
