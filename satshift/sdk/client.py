"""The plain client: agreements from Python, with a Satshift node beside it or with nothing but the chain."""

from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from eth_account.signers.local import LocalAccount

from satshift.kernel.address import Address
from satshift.kernel.shape import Plan
from satshift.sdk.agreements import Agreements
from satshift.sdk.core import Core, Key, Place
from satshift.sdk.flow import Flow, T, run
from satshift.sdk.opening import chain_node
from satshift.sdk.outcome import Outcome
from satshift.sdk.remote import TIMEOUT, Remote
from satshift.sdk.sending import Quote
from satshift.sdk.signed import Signed


class Satshift:
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
        self._http: httpx.Client | None = httpx.Client(base_url=url, timeout=TIMEOUT, follow_redirects=False)
        self._core: Core = Remote(url, rpc, key, Place(home, timeout))
        self.agreements = Agreements(self._core, self._run)

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
        client.agreements = Agreements(client._core, client._run)
        return client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def address(self) -> Address | None:
        """The account of the key."""
        return self._core.address

    def balance(self, account: str | None = None) -> int:
        """How much coin an account holds, in wei; yours without one."""
        return self._run(self._core.balance(account))

    def plan(self, capability: str, verb: str, **values: object) -> Plan:
        """What would be signed, in words and in data; nothing is sent."""
        return self._run(self._core.plan(capability, verb, values))

    def quote(self, plan: Plan) -> Quote | None:
        """What the network would take for a plan; None when nothing would be sent."""
        return self._run(self._core.quote(plan))

    def send(self, plan: Plan) -> Outcome:
        """Sign a plan, send it, wait."""
        return self._run(self._core.send(plan))

    def sign(self, plan: Plan, agreement: str, *, draft: str | None = None) -> Signed:
        """Sign a plan's typed data, for somebody else to send; what waits for the other side is left with the node."""
        return self._run(self._core.sign_and_leave(plan, agreement, draft))

    def keep(self, plan: Plan) -> tuple[str, ...]:
        """Keep a plan's papers; their digests."""
        return self._run(self._core.keep(plan))

    def unlock(self, account: LocalAccount) -> None:
        """Sign with this account from now on, where only its address was known."""
        self._core.unlock(account)

    def close(self) -> None:
        """Let go of connections."""
        self._core.close()
        if self._http is not None:
            self._http.close()

    def _run(self, flow: Flow[T], /) -> T:
        return run(flow, self._http)
