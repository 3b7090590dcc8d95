"""What two people agreed on, in the two forms it takes: packed for a contract, spelled out for a wallet."""

from dataclasses import dataclass, replace
from typing import Any

from eth_abi.abi import encode
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

NOBODY = "0x" + "00" * 20
DAY = 86_400
HOUR = 3_600
MILLION = 1_000_000
SAT = 10**10  # wei
TERMS_ABI = "(address,address,address,address,bytes32,uint256,uint256[],uint256[])"

Consent = tuple[int, int, int, bytes]
NO_CONSENT: Consent = (0, 0, 0, b"")


@dataclass(frozen=True, slots=True)
class Deal:
    """The terms of one agreement."""

    client: str
    payees: tuple[tuple[int, str], ...]  # share in ppm, account; the first is the worker
    milestones: tuple[tuple[int, int], ...]  # due date, wei
    open_by: int
    currency: str = NOBODY
    arbiter: str = NOBODY
    fallback_arbiter: str = NOBODY
    digest: bytes = b"\x5a" * 32
    review_for: int = 7 * DAY
    grace_for: int = 2 * DAY
    answer_for: int = 5 * DAY
    fee_cap: int = 50_000
    worker_share: int = 600_000
    change_rounds: int = 2

    @property
    def rules(self) -> int:
        return (
            self.review_for
            | self.grace_for << 32
            | self.answer_for << 64
            | self.fee_cap << 96
            | self.worker_share << 120
            | self.change_rounds << 144
            | self.open_by << 152
        )

    @property
    def terms(self) -> tuple[Any, ...]:
        """As the contract takes them."""
        return (
            self.client,
            self.currency,
            self.arbiter,
            self.fallback_arbiter,
            self.digest,
            self.rules,
            [share << 160 | int(account, 16) for share, account in self.payees],
            [due << 96 | amount for due, amount in self.milestones],
        )

    @property
    def id(self) -> bytes:
        return keccak(encode([TERMS_ABI], [self.terms]))

    @property
    def worker(self) -> str:
        return self.payees[0][1]

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.milestones)

    @property
    def due(self) -> int:
        return self.milestones[0][0]

    @property
    def amount(self) -> int:
        return self.milestones[0][1]

    def but(self, **changes: Any) -> "Deal":
        """The same deal with something changed."""
        return replace(self, **changes)

    def spelled_out(self) -> dict[str, Any]:
        """As a wallet shows them to the signer."""
        return {
            "client": self.client,
            "currency": self.currency,
            "arbiter": self.arbiter,
            "fallback_arbiter": self.fallback_arbiter,
            "digest": self.digest,
            "review_for_seconds": self.review_for,
            "grace_for_seconds": self.grace_for,
            "answer_for_seconds": self.answer_for,
            "fee_cap_ppm": self.fee_cap,
            "worker_share_ppm": self.worker_share,
            "change_rounds": self.change_rounds,
            "open_by": self.open_by,
            "payees": [{"share_ppm": share, "account": account} for share, account in self.payees],
            "milestones": [{"due": due, "amount": amount} for due, amount in self.milestones],
        }


def person(name: str) -> LocalAccount:
    """The same key for the same name."""
    account: LocalAccount = Account.from_key(keccak(text=name))
    return account
