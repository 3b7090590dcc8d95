"""Documents that can't go stale: links lead somewhere, commands exist, every dependency has its reason."""

import json
import re
from pathlib import Path

from tests.house.rooms import ROOT, named, tracked

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def _pages() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def test_links_between_pages_lead_somewhere() -> None:
    dead = [
        f"{named(page)} → {target}"
        for page in _pages()
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]
    assert len(_pages()) > 5
    assert dead == []


def test_commands_that_documents_name_exist() -> None:
    offered = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named_in_docs = {
        target for page in _pages() for target in re.findall(r"`make ([a-z-]+)", page.read_text())
    }
    assert {"demo", "test", "test-deep", "check", "bench"} <= offered
    assert named_in_docs - offered == set()


def test_every_dependency_has_its_reason() -> None:
    table = (ROOT / "docs/decisions/0003-dependencies.md").read_text()
    listed = set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE))
    asked = set()
    for source in (ROOT / "requirements").glob("*.in"):
        asked |= set(re.findall(r"^([a-z][a-z0-9-]*)", source.read_text(), re.MULTILINE))
    node = json.loads((ROOT / "package.json").read_text())
    for kind in ("dependencies", "optionalDependencies", "devDependencies"):
        asked |= set(node[kind])
    assert asked - listed == set()
    assert listed - asked == set()


def test_decisions_are_numbered_once() -> None:
    numbers = [
        path.name[:4] for path in sorted((ROOT / "docs/decisions").glob("*.md")) if path.name != "README.md"
    ]
    assert numbers
    assert all(number.isdigit() for number in numbers)
    assert len(numbers) == len(set(numbers))


def test_changes_are_told_in_files_of_one_form() -> None:
    form = re.compile(r"\+[a-z0-9-]+\.(added|changed|fixed|removed|security)\.md|README\.md")
    strange = [path.name for path in (ROOT / "changelog.d").iterdir() if not form.fullmatch(path.name)]
    assert strange == []
