"""What the plain client can do with agreements: the verbs of the contract, the pages and the terminal."""

import builtins
from collections.abc import Sequence

from satshift.sdk import asks
from satshift.sdk.asks import Milestone, Payee, Row
from satshift.sdk.outcome import Outcome
from satshift.sdk.papers import Draft
from satshift.sdk.signed import Signed
from satshift.sdk.twins import Twins


class Agreements(Twins):
    """Agreements in Python words. Amounts are text such as "50000 sats"; milestones count from one."""

    def draft(
        self,
        *,
        title: str,
        worker: str,
        milestones: Sequence[Milestone],
        client: str | None = None,
        text: str = "",
        team: Sequence[Payee] = (),
        currency: str = "",
        arbiter: str = "",
        fallback_arbiter: str = "",
        review: str = "7 days",
        grace: str = "2 days",
        answer: str = "7 days",
        fee_cap: str = "5",
        worker_share: str = "50",
        change_rounds: int = 2,
        open_by: str = "",
        replaces: str | None = None,
    ) -> Draft:
        """Write down a job. Nothing is locked yet; hand the draft to the other side."""
        return self._run(
            asks.draft(
                self._core,
                {
                    "title": title,
                    "worker": worker,
                    "milestones": milestones,
                    "client": client,
                    "text": text,
                    "team": team,
                    "currency": currency,
                    "arbiter": arbiter,
                    "fallback_arbiter": fallback_arbiter,
                    "review": review,
                    "grace": grace,
                    "answer": answer,
                    "fee_cap": fee_cap,
                    "worker_share": worker_share,
                    "change_rounds": change_rounds,
                    "open_by": open_by,
                    "replaces": replaces,
                },
            )
        )

    def open(self, draft: Draft | Row | str, *, bound: bool = True) -> Outcome:
        """Lock the money for a draft. `bound` uses the worker's signature where the node has it."""
        return self._run(asks.open_(self._core, draft, bound))

    def accept(self, agreement: str) -> Outcome:
        """Agree to the job; both sides are bound."""
        return self._run(asks.step(self._core, "accept", {"agreement": agreement}))

    def decline(self, agreement: str) -> Outcome:
        """Say no; the client has all the money back."""
        return self._run(asks.step(self._core, "decline", {"agreement": agreement}))

    def take_back(self, agreement: str) -> Outcome:
        """Take all the money back while the worker has not accepted."""
        return self._run(asks.step(self._core, "take_back", {"agreement": agreement}))

    def submit(
        self, agreement: str, milestone: int = 1, *, note: str = "", links: Sequence[str] = ()
    ) -> Outcome:
        """Deliver a milestone; the review clock starts."""
        return self._run(
            asks.step(
                self._core,
                "submit",
                {"agreement": agreement, "milestone": milestone, "note": note, "links": links},
            )
        )

    def request_changes(self, agreement: str, milestone: int = 1, *, note: str) -> Outcome:
        """Hand the turn back to the worker, and say what is missing."""
        return self._run(
            asks.step(
                self._core, "request_changes", {"agreement": agreement, "milestone": milestone, "note": note}
            )
        )

    def extend(self, agreement: str, milestone: int = 1, *, until: str) -> Outcome:
        """Give the other side more time."""
        return self._run(
            asks.step(self._core, "extend", {"agreement": agreement, "milestone": milestone, "until": until})
        )

    def release(self, agreement: str, milestone: int = 1, *, amount: str = "") -> Outcome:
        """Pay a milestone, or an amount of it."""
        return self._run(
            asks.step(
                self._core, "release", {"agreement": agreement, "milestone": milestone, "amount": amount}
            )
        )

    def settle(self, agreement: str, milestone: int = 1) -> Outcome:
        """Send the worker's money after a review that passed in silence; anyone may."""
        return self._run(asks.step(self._core, "settle", {"agreement": agreement, "milestone": milestone}))

    def reclaim(self, agreement: str, milestone: int = 1) -> Outcome:
        """Take a milestone back when nothing was submitted in time."""
        return self._run(asks.step(self._core, "reclaim", {"agreement": agreement, "milestone": milestone}))

    def dispute(self, agreement: str, milestone: int = 1, *, note: str) -> Outcome:
        """Ask the arbiter for a ruling on one milestone."""
        return self._run(
            asks.step(self._core, "dispute", {"agreement": agreement, "milestone": milestone, "note": note})
        )

    def rule(self, agreement: str, milestone: int = 1, *, share: str, note: str, fee: str = "0") -> Outcome:
        """Divide a disputed milestone; `share` is the worker's, in percent."""
        return self._run(
            asks.step(
                self._core,
                "rule",
                {"agreement": agreement, "milestone": milestone, "share": share, "note": note, "fee": fee},
            )
        )

    def split(self, agreement: str, milestone: int = 1) -> Outcome:
        """Carry out the split in the terms when nobody ruled in time; anyone may."""
        return self._run(asks.step(self._core, "split", {"agreement": agreement, "milestone": milestone}))

    def give_back(self, agreement: str, milestones: Sequence[int] = ()) -> Outcome:
        """Return what is locked, for some milestones or for all."""
        return self._run(
            asks.step(self._core, "give_back", {"agreement": agreement, "milestones": milestones})
        )

    def offer_to_part(self, agreement: str, *, to_worker: str = "", share: str = "") -> Signed:
        """Sign an offer to end everything with a split; the other side sends it."""
        return self._run(
            asks.offer_to_part(self._core, {"agreement": agreement, "to_worker": to_worker, "share": share})
        )

    def part(self, agreement: str, offer: Signed | None = None, *, to_worker: str = "") -> Outcome:
        """Carry out a split that the other side signed."""
        return self._run(asks.part(self._core, agreement, offer, to_worker))

    def withdraw(self, *, to: str = "", currency: str = "") -> Outcome:
        """Take what was credited because it could not be sent."""
        return self._run(asks.step(self._core, "withdraw", {"to": to, "currency": currency}))

    def revoke(self, nonce: str) -> Outcome:
        """Make a signature worthless that nobody has sent yet."""
        return self._run(asks.revoke(self._core, nonce))

    def relay(self, signed: Signed | str) -> Outcome:
        """Send what somebody else signed; a tip in it is yours."""
        return self._run(asks.relay(self._core, signed))

    def list(self, account: str | None = None) -> builtins.list[Row]:
        """The agreements in which an account has a part; yours without one."""
        return self._run(asks.list_(self._core, account))

    def show(self, agreement: str) -> Row:
        """Where an agreement stands, in words and numbers."""
        return self._run(asks.show(self._core, agreement))

    def timeline(self, agreement: str) -> builtins.list[Row]:
        """What happened, in order."""
        return self._run(asks.timeline(self._core, agreement))

    def wait(self, agreement: str, until: str | Sequence[str], *, seconds: float = 60) -> Row:
        """Wait until an agreement or one of its milestones is in a state, and show it."""
        return self._run(asks.wait(self._core, agreement, until, seconds))
