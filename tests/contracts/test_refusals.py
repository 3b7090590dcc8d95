"""Every refusal that stands in a contract is met by a test in this folder, in the same words."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CONTRACTS = HERE.parent.parent / "contracts"
REFUSAL = re.compile(r'"([a-z0-9_]+: [^"\n]+)"')
WORDS = sorted({words for file in CONTRACTS.rglob("*.vy") for words in REFUSAL.findall(file.read_text())})
TESTS = "\n".join(file.read_text() for file in HERE.glob("test_*.py") if file.name != Path(__file__).name)


def test_there_are_refusals() -> None:
    assert len(WORDS) > 40


@pytest.mark.parametrize("words", WORDS)
def test_a_refusal_is_met(words: str) -> None:
    assert f'"{words}"' in TESTS
