"""The async client: the same names as the plain one; whatever waits gives the event loop back."""

from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from eth_account.signers.local import LocalAccount

from satshift.kernel.address import Address
from satshift.kernel.shape import Plan
from satshift.sdk.async_agreements import AsyncAgreements
from satshift.sdk.core import Core, Key, Place
from satshift.sdk.flow import Flow, T, run_async
from satshift.sdk.opening import chain_node
from satshift.sdk.outcome import Outcome
from satshift.sdk.remote import TIMEOUT, Remote
from satshift.sdk.sending import Quote
from satshift.sdk.signed import Signed


class AsyncSatshift:
    """A client with one key, or none to read only. Keys stay here; only signatures leave.

    `rpc` is a node of the chain that you trust more than the Satshift node; without it the latter's is used.
    """

    def __init__(
        self,
        url: str,
        key: Key = None,
        *,
        rpc: str | None = None,
        home: Path | None = None,
        timeout: float = 120,
    ) -> None:
        self._http: httpx.AsyncClient | None = httpx.AsyncClient(
            base_url=url, timeout=TIMEOUT, follow_redirects=False
        )
        self._core: Core = Remote(url, rpc, key, Place(home, timeout))
        self.agreements = AsyncAgreements(self._core, self._run)

    @classmethod
    def direct(
        cls,
        rpc: str | None = None,
        key: Key = None,
        *,
        network: str = "anvil",
        home: Path | None = None,
        timeout: float = 120,
    ) -> Self:
        """A client of the contracts themselves; nobody's server is asked but the chain's node."""
        client = cls.__new__(cls)
        client._http = None
        client._core = Core(chain_node(network, rpc), key, Place(home, timeout))
        client.agreements = AsyncAgreements(client._core, client._run)
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def address(self) -> Address | None:
        """The account of the key."""
        return self._core.address

    async def balance(self, account: str | None = None) -> int:
        """How much coin an account holds, in wei; yours without one."""
        return await self._run(self._core.balance(account))

    async def plan(self, capability: str, verb: str, **values: object) -> Plan:
        """What would be signed, in words and in data; nothing is sent."""
        return await self._run(self._core.plan(capability, verb, values))

    async def quote(self, plan: Plan) -> Quote | None:
        """What the network would take for a plan; None when nothing would be sent."""
        return await self._run(self._core.quote(plan))

    async def send(self, plan: Plan) -> Outcome:
        """Sign a plan, send it, wait."""
        return await self._run(self._core.send(plan))

    async def sign(self, plan: Plan, agreement: str, *, draft: str | None = None) -> Signed:
        """Sign a plan's typed data, for somebody else to send; what waits for the other side is left with the node."""
        return await self._run(self._core.sign_and_leave(plan, agreement, draft))

    async def keep(self, plan: Plan) -> tuple[str, ...]:
        """Keep a plan's papers; their digests."""
        return await self._run(self._core.keep(plan))

    def unlock(self, account: LocalAccount) -> None:
        """Sign with this account from now on, where only its address was known."""
        self._core.unlock(account)

    async def close(self) -> None:
        """Let go of connections."""
        self._core.close()
        if self._http is not None:
            await self._http.aclose()

    async def _run(self, flow: Flow[T], /) -> T:
        return await run_async(flow, self._http)
