"""What became of something that was sent: done, refused, or not known yet. Never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from satshift.kernel.errors import NotKnownYet, Refused, SatshiftError
from satshift.kernel.words import say

State = Literal["done", "refused", "not-known-yet"]


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of our contracts in the transaction."""

    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended. True in a condition only when it is done; `insist` raises otherwise.

    `says` is a sentence for people, `code` the stable word for programs. `fee` is what the network took, in wei.
    """

    state: State
    says: str
    code: str = ""
    tx: str | None = None
    block: int | None = None
    fee: int | None = None
    events: tuple[Happened, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.state == "done"

    @property
    def agreement(self) -> str | None:
        """The id of the agreement that this was about, as the chain tells it."""
        return next(
            (str(event.args["agreement"]) for event in self.events if "agreement" in event.args), None
        )

    def insist(self) -> "Outcome":
        """This outcome if it is done; else the error that it stands for."""
        if self.state == "refused":
            raise Refused(self.code, self.says.replace("{", "{{").replace("}", "}}"), hash=self.tx)
        if self.state == "not-known-yet":
            raise NotKnownYet(self.code, self.says.replace("{", "{{").replace("}", "}}"), hash=self.tx)
        return self

    @classmethod
    def of(cls, error: SatshiftError) -> "Outcome":
        """The outcome that a refusal, or an answer that did not come, stands for."""
        state: State = "not-known-yet" if isinstance(error, NotKnownYet) else "refused"
        return cls(state, str(error), error.code, tx=error.values.get("hash"))  # type: ignore[arg-type]


DONE = say("Done: it stands in block {block}.")
