"""Finds the examples in a page, and readies what they speak of: an agreement in the state that the page begins with."""

import json
import re
import secrets
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from satshift import Draft, Milestone, Satshift, Signed
from tests.running import Place

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(console|python|json) run\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STATE = re.compile(r"^<!-- role: (\w+); state: (\w+) -->$", re.MULTILINE)
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Example:
    """One block of a page."""

    kind: str
    text: str


@dataclass
class Scene:
    """What the words of an example stand for."""

    place: Place
    words: dict[str, str] = field(default_factory=dict)
    offer: Signed | None = None

    def client(self, role: str) -> Satshift:
        home = self.place.home  # shared: what one hands over as a file, the other finds
        return Satshift.direct(
            self.place.rpc, self.place.key(role), network=self.place.chain.node.profile.name, home=home
        )

    def fill(self, text: str) -> str:
        """An example with its places filled and its dates moved to where the chain's clock is."""
        for name in sorted(self.words, key=len, reverse=True):
            text = text.replace(f"${name}", self.words[name])
        text = text.replace("12345", str(secrets.randbelow(2**40)))  # a number counts once
        return re.sub(r"\b20\d\d-\d\d-(\d\d)\b", lambda found: self.day(int(found[1])), text)

    def day(self, days: int) -> str:
        now = datetime.fromtimestamp(self.place.chain.anvil.time, UTC)
        return (now + timedelta(days=days)).strftime("%Y-%m-%d")


def examples(page: Path) -> list[Example]:
    return [Example(kind, text) for kind, text in BLOCK.findall(page.read_text(encoding="utf-8"))]


def state_of(page: Path) -> tuple[str, str]:
    """Who acts on a page, and the state in which it begins."""
    found = STATE.search(page.read_text(encoding="utf-8"))
    assert found, f"{page.name} does not say in which state its examples begin"
    return found[1], found[2]


def commands(text: str) -> list[list[str]]:
    """The words of each command in a console block."""
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [shlex.split(line.removeprefix("$ ")) for line in lines if line.startswith("$ ")]


def scene(place: Place, state: str) -> Scene:
    """An agreement brought to a state, straight on the chain."""
    made = Scene(place)
    made.words = {role.upper(): place.address(role) for role in place.people}
    _STATES[state](made)
    return made


def _place(_: Scene) -> None:
    """Nothing but people."""


def _draft(scene: Scene) -> Draft:
    with scene.client("client") as client:
        found = client.agreements.draft(
            title="A logo",
            worker=scene.place.address("worker"),
            arbiter=scene.place.address("arbiter"),
            milestones=[
                Milestone("Sketch", "50000", scene.day(3)),
                Milestone("Final", "70000", scene.day(20)),
            ],
        )
    scene.words["DRAFT"] = found.digest
    return found


def _offered(scene: Scene) -> None:
    draft = _draft(scene)
    with scene.client("client") as client:
        outcome = client.agreements.open(draft).insist()
    scene.words["AGREEMENT"] = str(outcome.agreement)


def _do(scene: Scene, role: str, verb: str, *args: Any, **named: Any) -> Any:
    with scene.client(role) as client:
        answer = getattr(client.agreements, verb)(scene.words["AGREEMENT"], *args, **named)
        return answer.insist() if hasattr(answer, "insist") else answer


def _bound(scene: Scene) -> None:
    _offered(scene)
    _do(scene, "worker", "accept")


def _submitted(scene: Scene) -> None:
    _bound(scene)
    _do(scene, "worker", "submit", note="here")


def _reviewed(scene: Scene) -> None:
    _submitted(scene)
    scene.place.pass_time(7 * DAY + 1)


def _overdue(scene: Scene) -> None:
    _bound(scene)
    scene.place.pass_time(7 * DAY)


def _disputed(scene: Scene) -> None:
    _submitted(scene)
    _do(scene, "client", "dispute", note="wrong")


def _unruled(scene: Scene) -> None:
    _disputed(scene)
    scene.place.pass_time(7 * DAY + 1)


def _offer(scene: Scene) -> None:
    _bound(scene)
    with Satshift(scene.place.url, scene.place.key("client")) as client:
        client.agreements.wait(
            scene.words["AGREEMENT"], "in_progress"
        )  # the node learns of it from the chain
        scene.offer = client.agreements.offer_to_part(scene.words["AGREEMENT"], share="50")
    scene.words["OFFER"] = _handed(scene, "offer.json", scene.offer)


def _signed(scene: Scene) -> None:
    _bound(scene)
    signed: Signed = _do(scene, "worker", "sign_submit", note="done")
    scene.offer = signed
    scene.words["SIGNED"] = _handed(scene, "signed.json", signed)
    scene.words["RELAY"] = json.dumps(signed.relayed())


def _handed(scene: Scene, name: str, signed: Signed) -> str:
    path = scene.place.home / name
    path.write_text(signed.to_json())
    return str(path)


def _credited(scene: Scene) -> None:
    """The worker's account refuses coin for a moment, as a contract wallet might."""
    _submitted(scene)
    worker, anvil = scene.place.address("worker"), scene.place.chain.anvil
    anvil.ask("anvil_setCode", worker, "0x60006000fd")
    _do(scene, "client", "release")
    anvil.ask("anvil_setCode", worker, "0x")


_STATES: dict[str, Callable[[Scene], object]] = {
    name.removeprefix("_"): found
    for name, found in list(globals().items())
    if name in {"_place", "_draft", "_offered", "_bound", "_submitted", "_reviewed", "_overdue", "_disputed"}
    or name in {"_unruled", "_offer", "_signed", "_credited"}
}
