"""Each refusal of our contracts has a sentence that says what to do next, and no sentence is left over."""

import re
from pathlib import Path

import pytest

from satshift.chain.refusals import SENTENCES, code_of, sentence_of

CONTRACTS = Path(__file__).parent.parent.parent / "contracts"
REFUSAL = re.compile(r'"([a-z_]+: [^"]+)"')


def refusals() -> list[str]:
    """Every refusal in the sources, without comments."""
    sources = [re.sub(r"(?m)#.*$", "", file.read_text()) for file in CONTRACTS.rglob("*.vy")]
    return sorted({words for source in sources for words in REFUSAL.findall(source)})


def test_the_contracts_refuse_something() -> None:
    assert len(refusals()) > 10


@pytest.mark.parametrize("words", refusals())
def test_a_refusal_has_a_sentence(words: str) -> None:
    assert "{words}" not in sentence_of(words)


def test_no_sentence_is_left_over() -> None:
    used = {key for words in refusals() for key in (words, words.partition(": ")[2])}

    assert set(SENTENCES) - used == set()


def test_a_refusal_is_a_code_that_programs_know() -> None:
    assert code_of("agreement: not the client") == "agreement-not-the-client"


def test_an_unknown_refusal_keeps_the_contracts_words() -> None:
    assert "{words}" in sentence_of("mystery: nobody knows")


@pytest.mark.parametrize("sentence", SENTENCES.values())
def test_a_sentence_is_one(sentence: str) -> None:
    assert sentence[0].isupper()
    assert sentence.endswith(".")
