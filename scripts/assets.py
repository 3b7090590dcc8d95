"""Puts what the browser loads into satshift/web/static: htmx as npm pins it, and the wallet's bundle."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HTMX = ROOT / "node_modules" / "htmx.org" / "dist"
VENDOR = ROOT / "satshift" / "web" / "static" / "vendor"
WALLET = ROOT / "satshift" / "web" / "wallet" / "build.mjs"
TAKEN = ("htmx.min.js", "ext/hx-sse.min.js", "ext/hx-csp.min.js")


def main() -> int:
    """Copy and build; with --check only compare."""
    only_look = "--check" in sys.argv
    stale = [name for name in TAKEN if not _is_same(name)]
    if only_look:
        for name in stale:
            print(f"{name} is not what package-lock.json pins. Run `make setup`.")
        return 1 if stale else 0
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name in stale:
        shutil.copyfile(HTMX / name, _kept(name))
    if WALLET.exists():
        subprocess.run(["node", str(WALLET)], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    return 0


def _kept(name: str) -> Path:
    return VENDOR / Path(name).name


def _is_same(name: str) -> bool:
    kept = _kept(name)
    return kept.exists() and kept.read_bytes() == (HTMX / name).read_bytes()


if __name__ == "__main__":
    sys.exit(main())
