"""The wallet speaks English and Spanish, sentence for sentence."""

import json
import re
import subprocess
from pathlib import Path

ROOM = Path(__file__).parent.parent.parent / "satshift" / "web" / "wallet"
SAID = re.compile(r"\b(?:t|refuse)\(\s*(?:'[a-z0-9-]+',\s*(?:\d+,\s*)?)?'((?:[^'\\]|\\.)*)'")
CHOSEN = re.compile(r"\[?'[a-z-]+', '([A-Z][^']{12,})'\]|\? '([A-Z][^']+)' : '([A-Z][^']+)'")


def said() -> set[str]:
    """Every sentence that the wallet can say."""
    found: set[str] = set()
    for file in ROOM.rglob("*.js"):
        if file.name not in ("generated.js", "words-es.js"):
            text = file.read_text(encoding="utf-8")
            found |= set(SAID.findall(text)) | {
                part for parts in CHOSEN.findall(text) for part in parts if part
            }
    return found


def spanish() -> dict[str, str]:
    code = "import('./words-es.js').then(({SPANISH}) => console.log(JSON.stringify(SPANISH)))"
    told = subprocess.run(["node", "-e", code], cwd=ROOM, capture_output=True, check=True, text=True).stdout
    known: dict[str, str] = json.loads(told)
    return known


def test_every_sentence_has_its_spanish_one() -> None:
    assert said() - set(spanish()) == set()


def test_no_spanish_sentence_is_left_over() -> None:
    assert set(spanish()) - said() == set()


def test_both_sentences_have_the_same_places() -> None:
    places = re.compile(r"\{\w+\}")
    wrong = {
        one
        for one, other in spanish().items()
        if sorted(places.findall(one)) != sorted(places.findall(other))
    }
    assert wrong == set()
