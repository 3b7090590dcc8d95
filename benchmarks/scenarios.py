"""A chain with the contracts on it and people whom nobody has met, for measuring what each step costs."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from benchmarks.rootstock import rootstock_gas
from satshift.chain import abi
from satshift.chain.anvil import Anvil
from tests.contracts.deals import DAY, NO_CONSENT, NOBODY, Consent, Deal
from tests.contracts.signing import sign, type_hash

ANVIL_OPTIONS = ("--hardfork", "cancun", "--steps-tracing", "--auto-impersonate")
COIN = 10**18
SUM = 41_234 * 10**10  # wei of one milestone, no round number
ENDLESS = 2**256 - 1


@dataclass(frozen=True, slots=True)
class Cost:
    """Gas of one or more transactions."""

    gas: int
    rootstock: int

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.gas + other.gas, self.rootstock + other.rootstock)


@dataclass(slots=True)
class Chain:
    """An anvil with one pair of contracts and a token; every transaction stands in a block of its own."""

    anvil: Anvil
    twin: str = ""
    agreement: str = ""
    token: str = ""
    deployed: dict[str, Cost] = field(default_factory=dict)
    _people: count = field(default_factory=count)  # type: ignore[type-arg]

    def deploy(self) -> None:
        self.twin = self._create("AgreementTwin")
        self.agreement = self._create("Agreement", self.twin)
        self.token = self._create("TestToken")

    def person(self) -> LocalAccount:
        """Somebody new who holds coin."""
        account: LocalAccount = Account.from_key(keccak(text=f"bench {next(self._people)}"))
        self.anvil.ask("anvil_setBalance", account.address, hex(COIN))
        return account

    def send(self, who: LocalAccount, contract: str, method: str, *args: Any, value: int = 0) -> Cost:
        """Send one transaction; refuse to measure one that fails."""
        name = {self.agreement: "Agreement", self.twin: "AgreementTwin", self.token: "TestToken"}[contract]
        return self._transact(who, contract, abi.encode_method(name, method, args), value)[1]

    def do(self, who: LocalAccount, method: str, deal: Deal, *args: Any, value: int = 0) -> Cost:
        return self.send(who, self.agreement, method, deal.terms, *args, value=value)

    def sign(self, who: LocalAccount, action: str, *values: Any, **more: Any) -> Consent:
        chain_id = int(self.anvil.ask("eth_chainId"), 16)
        return sign(who, action, *values, verifier=self.agreement, chain_id=chain_id, **more)

    def _create(self, name: str, *args: Any) -> str:
        data = abi.encode_constructor(name, args)
        address, self.deployed[name] = self._transact(self.person(), None, data, 0)
        return address

    def _transact(self, who: LocalAccount, to: str | None, data: str, value: int) -> tuple[str, Cost]:
        body = {
            "from": who.address,
            "data": data,
            "value": hex(value),
            "gas": hex(6_800_000),
            "gasPrice": hex(10**9),
        }
        hashed = self.anvil.ask("eth_sendTransaction", body | ({"to": to} if to else {}))
        while (receipt := self.anvil.ask("eth_getTransactionReceipt", hashed)) is None:
            pass
        if receipt["status"] != "0x1":
            raise SystemExit(f"A transaction to be measured failed: {data[:10]}.")
        gas = int(receipt["gasUsed"], 16)
        return receipt["contractAddress"], Cost(gas, rootstock_gas(self.anvil.ask, receipt))


@dataclass(frozen=True, slots=True)
class Job:
    """One agreement with the people in it."""

    chain: Chain
    client: LocalAccount
    team: tuple[LocalAccount, ...]
    arbiter: LocalAccount
    deal: Deal

    @property
    def worker(self) -> LocalAccount:
        return self.team[0]

    def open(self) -> Cost:
        value = self.deal.total if self.deal.currency == NOBODY else 0
        return self.chain.do(self.client, "open", self.deal, value=value)

    def bound(self) -> "Job":
        """The job after it was opened and accepted."""
        self.open()
        self.chain.do(self.worker, "accept", self.deal)
        return self

    def by_client(self, method: str, *args: Any) -> Cost:
        return self.chain.do(self.client, method, self.deal, *args)

    def by_worker(self, method: str, *args: Any) -> Cost:
        return self.chain.do(self.worker, method, self.deal, *args)

    def by_arbiter(self, method: str, *args: Any) -> Cost:
        return self.chain.do(self.arbiter, method, self.deal, *args)

    def open_with_signature(self, nonce: int) -> Cost:
        """The client opens with what the worker signed."""
        signed = self.chain.sign(self.worker, "Accept", self.deal.spelled_out(), nonce=nonce)
        return self.chain.send(
            self.client, self.chain.twin, "open", self.chain.agreement, self.deal.terms, signed,
            NO_CONSENT, value=self.deal.total,
        )  # fmt: skip

    def relay(self, by: LocalAccount, action: str, *values: int) -> Cost:
        """A stranger sends what a party signed."""
        signed = self.chain.sign(by, action, self.deal.id, *values)
        four = [*values, 0, 0, 0, 0][:4]
        return self.chain.send(
            self.chain.person(), self.chain.twin, "relay", self.chain.agreement, type_hash(action),
            by.address, self.deal.terms, four, signed,
        )  # fmt: skip


def new_job(chain: Chain, *, milestones: int = 1, team: int = 1, in_token: bool = False) -> Job:
    """People who never met, with one arbiter and no fallback."""
    client, arbiter = chain.person(), chain.person()
    members = tuple(chain.person() for _ in range(team))
    share = 1_000_000 // team
    shares = [share] * (team - 1) + [1_000_000 - share * (team - 1)]
    now = chain.anvil.time
    deal = Deal(
        client=client.address,
        payees=tuple(zip(shares, (one.address for one in members), strict=True)),
        milestones=tuple((now + 7 * DAY + number, SUM) for number in range(milestones)),
        open_by=now + DAY,
        currency=chain.token if in_token else NOBODY,
        arbiter=arbiter.address,
        digest=keccak(text=client.address),
    )
    if in_token:
        chain.send(client, chain.token, "mint", client.address, 10 * COIN)
        chain.send(client, chain.token, "approve", chain.agreement, ENDLESS)
    return Job(chain, client, members, arbiter, deal)
