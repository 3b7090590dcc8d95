"""Hypothesis walks the contract and its model side by side and shortens what it finds."""

from functools import cache
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.contracts.stateful.ground import Ground
from tests.contracts.stateful.play import Play

DICE = st.integers(0, 2**64 - 1).map(Random)
total = {"steps": 0, "agreed": 0}


@cache
def ground() -> Ground:
    """Deployed once for all walks of this process."""
    return Ground()


class Agreements(RuleBasedStateMachine):
    """Several agreements at once; what each step must leave is compared in `World`."""

    def __init__(self) -> None:
        super().__init__()
        self.snapshot = ground().snapshot()
        self.play = Play(ground())

    @rule(dice=DICE)
    def open(self, dice: Random) -> None:
        self.play.begin(dice)

    @rule(dice=DICE)
    def call(self, dice: Random) -> None:
        self.play.likely(dice)

    @rule(dice=DICE)
    def call_again(self, dice: Random) -> None:
        self.play.likely(dice)

    @rule(dice=DICE)
    def sign(self, dice: Random) -> None:
        self.play.signed(dice)

    @rule(dice=DICE)
    def try_anything(self, dice: Random) -> None:
        self.play.anything(dice)

    @rule(dice=DICE)
    def leave_alone(self, dice: Random) -> None:
        self.play.leave(dice)

    @rule(dice=DICE)
    def do_any_of_these_and_what_is_rare(self, dice: Random) -> None:
        self.play.move(dice)

    def teardown(self) -> None:
        self.play.compare_all()
        total["steps"] += self.play.steps
        total["agreed"] += self.play.agreed
        ground().back_to(self.snapshot)
