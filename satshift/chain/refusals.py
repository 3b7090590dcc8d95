"""What each refusal of a contract means for the person who meets it, and what to do next."""

import re
from collections.abc import Mapping

from satshift.kernel.words import say

SENTENCES: Mapping[str, str] = {}


def code_of(words: str) -> str:
    """The stable code of a contract's words: `agreement: not the client` is `agreement-not-the-client`."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def sentence_of(words: str) -> str:
    """A sentence for the contract's words; the words themselves where we have no better."""
    return SENTENCES.get(words) or say("The contract refused: {words}.")
