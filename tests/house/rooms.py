"""Where things are in the house: tracked files, contracts, rooms and capability cards, each list found, none written."""

import importlib.util
import re
import subprocess
from functools import cache
from pathlib import Path

from vyper import ast as vy_ast

from satshift.kernel.shape import Capability

ROOT = Path(__file__).parents[2]
LOCKS = {
    "package-lock.json",
    "requirements/run.txt",
    "requirements/dev.txt",
    "requirements/vyperfmt.txt",
    "LICENSE",
}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file under version control that still exists."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return tuple(path for name in names.split("\0") if name and (path := ROOT / name).is_file())


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def texts() -> list[Path]:
    """Tracked files that people write and read; not locks, not pictures."""
    binary = {".png", ".ico", ".woff2", ".jpg", ".mo", ".wasm"}
    return [path for path in tracked() if named(path) not in LOCKS and path.suffix not in binary]


def python_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


def contracts() -> list[Path]:
    """Modules and deployables, without interfaces and without the attackers that tests bring."""
    return sorted((ROOT / "contracts").rglob("*.vy"))


def deployables() -> list[Path]:
    return [path for path in contracts() if path.stem[0].isupper()]


@cache
def parsed(path: Path) -> vy_ast.Module:
    return vy_ast.parse_to_ast(path.read_text())


def code_of(path: Path) -> str:
    """A contract's source without docstrings and comments."""
    plain = re.sub(r'"""(?:.|\n)*?"""', "", path.read_text())
    return re.sub(r"#.*", "", plain)


def rooms() -> list[Path]:
    """Packages one level down, and in a wing the capabilities two levels down."""
    first = [path.parent for path in sorted((ROOT / "satshift").glob("*/__init__.py"))]
    second = [
        path.parent
        for wing in ("work", "earn")
        for path in sorted((ROOT / "satshift" / wing).glob("*/__init__.py"))
    ]
    return [*first, *second]


def cards() -> tuple[Capability, ...]:
    """The cards on the table; none as long as there is no composition root."""
    if importlib.util.find_spec("satshift.app") is None:
        return ()
    from satshift.app import capabilities

    return tuple(capabilities())
