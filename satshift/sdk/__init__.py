"""The Python clients: the same verbs as the contract, the pages and the terminal, with keys that stay here."""

from satshift.sdk.asks import Milestone, Payee
from satshift.sdk.async_client import AsyncSatshift
from satshift.sdk.cards import provide
from satshift.sdk.client import Satshift
from satshift.sdk.outcome import Happened, Outcome
from satshift.sdk.papers import Draft
from satshift.sdk.sending import Quote, resume
from satshift.sdk.signed import Signed

__all__ = [
    "AsyncSatshift",
    "Draft",
    "Happened",
    "Milestone",
    "Outcome",
    "Payee",
    "Quote",
    "Satshift",
    "Signed",
    "provide",
    "resume",
]
