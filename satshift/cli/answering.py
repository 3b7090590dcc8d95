"""Tells what became of something that was sent, and turns anything but "done" into the exit code for it."""

from satshift.cli import show
from satshift.cli.settings import Settings
from satshift.sdk import Outcome


def told(outcome: Outcome, settings: Settings) -> None:
    """Print an outcome; raises what it stands for when it is not done."""
    if outcome and settings.json:
        show.data(outcome)
    elif outcome:
        show.facts(_facts(outcome))
    else:
        outcome.insist()


def _facts(outcome: Outcome) -> dict[str, object]:
    pairs: dict[str, object] = {"done": outcome.says}
    if outcome.agreement is not None:
        pairs["agreement"] = outcome.agreement
    if outcome.tx is not None:
        pairs["transaction"] = outcome.tx
    if outcome.fee is not None:
        pairs["network fee"] = show.up(outcome.fee) + show.fiat(outcome.fee)
    return pairs
