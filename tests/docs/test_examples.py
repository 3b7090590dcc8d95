"""Every example in the documents runs: commands, Python, JSON, against a real chain and a real node."""

import ast
import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.chains import Chain
from tests.docs.examples import ROOT, Example, Scene, commands, examples, scene, state_of
from tests.running import Place, make_place, serving

PAGES = sorted((ROOT / "docs/how-to").glob("agreements-*.md"))
TUTORIAL = ROOT / "docs/tutorials/terminal.md"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Place]:
    """One chain with one node for all pages; each page makes its own agreements."""
    home = tmp_path_factory.mktemp("docs")
    chain = Chain("anvil", request.getfixturevalue("anvil"), request.getfixturevalue("node"))
    with serving(make_place(chain, home), home / "data") as place:
        yield place


def _cases() -> list[tuple[Path, int]]:
    return [(page, place) for page in PAGES for place in range(len(examples(page)))]


@pytest.mark.parametrize(("page", "at"), _cases(), ids=lambda each: getattr(each, "stem", str(each)))
def test_an_example_does_what_its_page_says(running: Place, page: Path, at: int) -> None:
    role, state = state_of(page)
    made = scene(running, state)
    _bring(made)
    RUN[examples(page)[at].kind](made, role, page, examples(page)[at])


def test_every_page_has_each_kind_of_example() -> None:
    assert len(PAGES) > 20
    for page in PAGES:
        assert sorted(example.kind for example in examples(page)) == [
            "console",
            "console",
            "json",
            "python",
        ], page


def test_the_tutorial_of_the_terminal_ends_with_a_paid_worker(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    chain = Chain("anvil", request.getfixturevalue("anvil"), request.getfixturevalue("node"))
    with serving(make_place(chain, tmp_path), tmp_path / "data") as place:
        for old in (tmp_path / "keys").glob("*.json"):
            old.unlink()
        words: dict[str, str] = {}
        said = ""
        for example in examples(TUTORIAL):
            for command in commands(_filled(example.text, words, place)):
                said = _ran(place, command)
                _learn(words, said)
                if command[1:3] == ["wallet", "show"]:
                    words["WORKER"] = re.findall(r"worker\s+(0x\w{40})", said)[0]
        assert words["AGREEMENT"] in said
        assert chain.node.balance(words["WORKER"].lower()) > 10**17 + 10**14  # type: ignore[arg-type]


def _filled(text: str, words: dict[str, str], place: Place) -> str:
    return Scene(place, words).fill(text)


def _learn(words: dict[str, str], said: str) -> None:
    for name, pattern in (("DRAFT", r"^draft\s+(0x\w{64})"), ("AGREEMENT", r"^agreement\s+(0x\w{64})")):
        for found in re.findall(pattern, said, re.MULTILINE):
            words[name] = found


def _ran(place: Place, command: list[str]) -> str:
    assert command[0] == "satshift"
    said = place.say(*command[1:])
    assert said.code == 0, f"{' '.join(command)}\n{said.err}"
    return said.out


def _console(made: Scene, _role: str, page: Path, example: Example) -> None:
    verb = page.stem.removeprefix("agreements-")
    for command in commands(made.fill(example.text)):
        assert command[2] == verb
        _ran(made.place, command)


def _python(made: Scene, role: str, _page: Path, example: Example) -> None:
    ast.parse(example.text)
    names = {**made.words, "URL": made.place.url, "KEY": made.place.key(role)}
    names |= {"OFFER": made.offer, "SIGNED": made.offer}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(made.fill(example.text), "example", "exec"), names)


def _json(made: Scene, _role: str, page: Path, example: Example) -> None:
    verb = page.stem.removeprefix("agreements-").replace("-", "_")
    body = json.loads(made.fill(example.text))
    answer = httpx.post(f"{made.place.url}/api/v1/agreements/{verb}", json=body)
    assert answer.status_code == 200, answer.text
    plan = answer.json()
    assert plan["says"]
    assert plan["calls"] or plan["sign"] or plan["papers"]


RUN = {"console": _console, "python": _python, "json": _json}


def _bring(made: Scene) -> None:
    """The node reads what was done straight on the chain, and keeps the draft that is spoken of."""
    head = made.place.chain.node.head().number
    while httpx.get(f"{made.place.url}/api/v1/health").json()["as_of"]["block"] < head:
        pass
    kept = made.place.home / "papers" / f"{made.words.get('DRAFT')}.json"
    if kept.exists():
        body = {"paper": json.loads(kept.read_text())}
        httpx.post(f"{made.place.url}/api/v1/agreements/papers", json=body).raise_for_status()
