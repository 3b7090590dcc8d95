"""Steps that a person signs here and somebody else sends, for the async client."""

from collections.abc import Sequence

from satshift.sdk import asks
from satshift.sdk.asks import Row
from satshift.sdk.core import Core
from satshift.sdk.flow import AsyncRun
from satshift.sdk.papers import Draft
from satshift.sdk.signed import Signed


class AsyncTwins:
    """The signed twin of each step. Hand over `signed.to_json()`; a tip pays whoever sends it."""

    def __init__(self, core: Core, run: AsyncRun) -> None:
        self._core, self._run = core, run

    async def sign_draft(self, draft: Draft | Row | str) -> Signed:
        """Sign the terms of a draft, so that the client can open it as a bound agreement."""
        return await self._run(asks.sign_draft(self._core, draft))

    async def sign_accept(self, agreement: str, *, deadline: str = "") -> Signed:
        """Sign `accept` for somebody else to send."""
        return await self._run(
            asks.sign_step(self._core, "accept", {"agreement": agreement, "deadline": deadline})
        )

    async def sign_decline(self, agreement: str, *, deadline: str = "") -> Signed:
        """Sign `decline` for somebody else to send."""
        return await self._run(
            asks.sign_step(self._core, "decline", {"agreement": agreement, "deadline": deadline})
        )

    async def sign_take_back(self, agreement: str, *, tip: str = "0", deadline: str = "") -> Signed:
        """Sign `take_back` for somebody else to send."""
        return await self._run(
            asks.sign_step(
                self._core, "take_back", {"agreement": agreement, "tip": tip, "deadline": deadline}
            )
        )

    async def sign_submit(
        self,
        agreement: str,
        milestone: int = 1,
        *,
        note: str = "",
        links: Sequence[str] = (),
        deadline: str = "",
    ) -> Signed:
        """Sign `submit` for somebody else to send."""
        return await self._run(
            asks.sign_step(
                self._core,
                "submit",
                {
                    "agreement": agreement,
                    "milestone": milestone,
                    "note": note,
                    "links": links,
                    "deadline": deadline,
                },
            )
        )

    async def sign_request_changes(
        self, agreement: str, milestone: int = 1, *, note: str, deadline: str = ""
    ) -> Signed:
        """Sign `request_changes` for somebody else to send."""
        return await self._run(
            asks.sign_step(
                self._core,
                "request_changes",
                {"agreement": agreement, "milestone": milestone, "note": note, "deadline": deadline},
            )
        )

    async def sign_extend(
        self, agreement: str, milestone: int = 1, *, until: str, deadline: str = ""
    ) -> Signed:
        """Sign `extend` for somebody else to send."""
        return await self._run(
            asks.sign_step(
                self._core,
                "extend",
                {"agreement": agreement, "milestone": milestone, "until": until, "deadline": deadline},
            )
        )

    async def sign_release(
        self, agreement: str, milestone: int = 1, *, amount: str = "", deadline: str = ""
    ) -> Signed:
        """Sign `release` for somebody else to send."""
        return await self._run(
            asks.sign_step(
                self._core,
                "release",
                {"agreement": agreement, "milestone": milestone, "amount": amount, "deadline": deadline},
            )
        )

    async def sign_settle(
        self, agreement: str, milestone: int = 1, *, tip: str = "0", deadline: str = ""
    ) -> Signed:
        """Sign `settle` for somebody else to send."""
        return await self._run(
            asks.sign_step(
                self._core,
                "settle",
                {"agreement": agreement, "milestone": milestone, "tip": tip, "deadline": deadline},
            )
        )

    async def sign_reclaim(
        self, agreement: str, milestone: int = 1, *, tip: str = "0", deadline: str = ""
    ) -> Signed:
        """Sign `reclaim` for somebody else to send."""
        return await self._run(
            asks.sign_step(
                self._core,
                "reclaim",
                {"agreement": agreement, "milestone": milestone, "tip": tip, "deadline": deadline},
            )
        )

    async def sign_dispute(
        self, agreement: str, milestone: int = 1, *, note: str, deadline: str = ""
    ) -> Signed:
        """Sign `dispute` for somebody else to send."""
        return await self._run(
            asks.sign_step(
                self._core,
                "dispute",
                {"agreement": agreement, "milestone": milestone, "note": note, "deadline": deadline},
            )
        )

    async def sign_rule(
        self,
        agreement: str,
        milestone: int = 1,
        *,
        share: str,
        note: str,
        fee: str = "0",
        tip: str = "0",
        deadline: str = "",
    ) -> Signed:
        """Sign `rule` for somebody else to send."""
        return await self._run(
            asks.sign_step(
                self._core,
                "rule",
                {
                    "agreement": agreement,
                    "milestone": milestone,
                    "share": share,
                    "note": note,
                    "fee": fee,
                    "tip": tip,
                    "deadline": deadline,
                },
            )
        )

    async def sign_give_back(
        self, agreement: str, milestones: Sequence[int] = (), *, deadline: str = ""
    ) -> Signed:
        """Sign `give_back` for somebody else to send."""
        return await self._run(
            asks.sign_step(
                self._core,
                "give_back",
                {"agreement": agreement, "milestones": milestones, "deadline": deadline},
            )
        )
