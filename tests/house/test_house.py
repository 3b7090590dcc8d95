"""House rules that a machine can keep, so that reviewers may talk about design."""

import ast
import re
from pathlib import Path

import pytest
from vyper import ast as vy_ast

from satshift.kernel.shape import Capability
from tests.house.rooms import (
    ROOT,
    cards,
    code_of,
    contracts,
    deployables,
    named,
    parsed,
    python_files,
    rooms,
    texts,
    tracked,
)

MOST_LINES = 400
SOURCES = {".py", ".vy", ".js", ".mjs", ".css", ".html", ".sh"}
BANNED = r"tx\.origin|selfdestruct|block\.prevrandao|block\.difficulty|blobhash|is_delegate_call\s*=\s*True"
# A bracket in each word keeps this file from finding itself.
PLACEHOLDERS = r"\b(al[i]ce|b[o]b|car[o]l|user[1])\b"
MACHINES = r"/ro[o]t/|/ho[m]e/[a-z]+/|/wo[r]k/main|/tm[p]/lab"
REGISTRIES = r"registry\.npm[j]s|files\.python[h]osted|py[p]i\.org/simple|\"res[o]lved\":|--(extra-)?index-[u]rl[ =]http"


def test_the_lists_find_something() -> None:
    assert len(tracked()) > 50
    assert python_files()
    assert deployables()
    assert rooms()
    assert cards() or not (ROOT / "satshift/app.py").exists()


def test_a_python_file_begins_with_one_sentence() -> None:
    silent = [named(path) for path in python_files() if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


def test_a_file_stays_small() -> None:
    written = [
        path
        for path in texts()
        if path.suffix in SOURCES and "vendor" not in path.parts and "static" not in path.parts
    ]
    long = {named(path): lines for path in written if (lines := path.read_text().count("\n")) > MOST_LINES}
    assert long == {}


@pytest.mark.parametrize("path", contracts(), ids=lambda path: path.name)
def test_a_contract_refuses_in_its_own_name(path: Path) -> None:
    stem = re.sub(r"(?<!^)(?=[A-Z])", "_", path.stem).lower()
    refusals = [
        *((node, node.msg) for node in parsed(path).get_descendants(vy_ast.Assert)),
        *((node, node.exc) for node in parsed(path).get_descendants(vy_ast.Raise)),
    ]
    for node, reason in refusals:
        assert isinstance(reason, vy_ast.Str), f"line {node.lineno}: a refusal says why"
        assert reason.value.startswith(f"{stem}: "), f"line {node.lineno}: {reason.value}"
        assert len(reason.value.encode()) <= 32, f"line {node.lineno}: {reason.value}"


@pytest.mark.parametrize("path", contracts(), ids=lambda path: path.name)
def test_a_contract_leaves_dangerous_words_alone(path: Path) -> None:
    assert re.findall(BANNED, code_of(path)) == []


@pytest.mark.parametrize("path", deployables(), ids=lambda path: path.name)
def test_a_deployable_says_how_it_stops(path: Path) -> None:
    assert "@custom:stop" in path.read_text()


@pytest.mark.parametrize("path", contracts(), ids=lambda path: path.name)
def test_a_contract_is_made_for_one_compiler(path: Path) -> None:
    pragmas = re.findall(r"^# pragma (.+)$", path.read_text(), re.MULTILINE)
    assert "version ~=0.4.3" in pragmas


@pytest.mark.parametrize("card", cards(), ids=lambda card: card.name)
def test_every_action_is_explained(card: Capability) -> None:
    pages = [
        ROOT / "docs/how-to" / f"{card.name}-{action.name.replace('_', '-')}.md" for action in card.actions
    ]
    assert [named(page) for page in pages if not page.exists()] == []


@pytest.mark.parametrize("card", [card for card in cards() if card.contract], ids=lambda card: card.name)
def test_python_speaks_to_the_contract_in_its_own_words(card: Capability) -> None:
    from satshift.chain import abi

    assert card.contract
    known = {
        (entry["name"], tuple(each["name"].lstrip("_") for each in entry["inputs"]))
        for name in (card.contract, *abi.artifact(card.contract).needs)
        for entry in abi.artifact(name).abi
        if entry["type"] == "function"
    }
    source = next(ROOT.glob(f"satshift/*/{card.name}/contract.py"))
    said = {
        (node.name, tuple(each.arg for each in node.args.args if each.arg not in ("self", "value")))
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.FunctionDef)
        and isinstance(node.returns, ast.Name)
        and node.returns.id == "Call"
    }
    assert said
    assert {each for each in said if not each[0].startswith("_")} - known == set()


def _lines_with(pattern: str, *, case: bool = True) -> list[str]:
    look = re.compile(pattern, 0 if case else re.IGNORECASE)
    return [
        f"{named(path)}:{number}"
        for path in texts()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if look.search(line)
    ]


def test_people_have_roles_and_not_names() -> None:
    assert _lines_with(PLACEHOLDERS, case=False) == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert _lines_with(MACHINES) == []


def test_locks_and_texts_name_no_registry() -> None:
    locks = [ROOT / "package-lock.json", *(ROOT / "requirements").glob("*.txt")]
    assert _lines_with(REGISTRIES) == []
    assert [named(path) for path in locks if re.search(REGISTRIES, path.read_text())] == []


@pytest.mark.parametrize("room", [*rooms(), ROOT / "contracts", ROOT / "tests"], ids=lambda room: room.name)
def test_every_room_says_what_it_is_for(room: Path) -> None:
    assert (room / "README.md").exists()
