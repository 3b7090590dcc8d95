"""Files that browsers load: hashed names, kept for a year, compressed once."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from satshift.kernel.errors import NotFound

FOLDER = Path(__file__).parent / "static"
STYLES = (
    "layers",
    "reset",
    "tokens",
    "base",
    "frame",
    "forms",
    "parts",
    "money",
    "timeline",
    "wallet",
    "demo",
    "utilities",
)
SCRIPTS = ("vendor/htmx.min.js", "vendor/hx-sse.min.js", "vendor/hx-csp.min.js", "page.js")
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out."""

    name: str  # with its hash
    kind: str
    body: bytes
    packed: bytes


@cache
def styles() -> bytes:
    """All styles in the order of their layers."""
    return b"\n".join((FOLDER / "styles" / f"{name}.css").read_bytes() for name in STYLES)


@cache
def scripts() -> bytes:
    """What every page runs: htmx with its two extensions, and our few lines."""
    parts = [(FOLDER / name).read_bytes().split(b"\n//# sourceMappingURL")[0] for name in SCRIPTS]
    return b"\n;".join(parts)


def url(name: str) -> str:
    """Where a page finds a file, by the name it has in the sources."""
    return f"/static/{_find(name).name}"


def serve(path: str) -> tuple[Asset, bool]:
    """A file by its hashed or its plain name, and whether the name may be kept for ever; raises NotFound."""
    stem, _, suffix = path.rpartition(".")
    plain, _, digest = stem.rpartition(".")
    if plain and len(digest) == 12:
        asset = _find(f"{plain}.{suffix}")
        return asset, asset.name == path
    return _find(path), False


def _find(name: str) -> Asset:
    body = _body(name)
    return _pack(name, body, hashlib.sha256(body).hexdigest()[:12])


def _body(name: str) -> bytes:
    if name == "app.css":
        return styles()
    if name == "app.js":
        return scripts()
    file = (FOLDER / name).resolve()
    if FOLDER not in file.parents or not file.is_file():
        raise NotFound("file-unknown", "There is no file called {name} here.", name=name[:80])
    return file.read_bytes()


@cache
def _pack(name: str, body: bytes, digest: str) -> Asset:
    stem, _, suffix = name.rpartition(".")
    kind = KINDS.get(f".{suffix}") or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(f"{stem}.{digest}.{suffix}", kind, body, gzip.compress(body, 9, mtime=0))
