"""Re-price one executed transaction with Rootstock's gas schedule, from its trace on anvil.

Rules from rskj's GasCost.java, VM.java and TransactionExecutor.java: flat prices as before Berlin, no warm or cold,
no net metering; SLOAD 200, SSTORE 20,000 or 5,000, 15,000 back for a cleared slot up to half of all, calls 700.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Ask = Callable[..., Any]
SLOAD, SET, RESET, CLEARED = 200, 20_000, 5_000, 15_000
FLAT = {"BALANCE": 400, "EXTCODESIZE": 700, "EXTCODECOPY": 700, "EXTCODEHASH": 400}
CALLS = {"CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"}
WARM, COLD_ACCOUNT, COLD_SLOT = 100, 2_600, 2_100  # since Berlin


def rootstock_gas(ask: Ask, receipt: dict[str, Any]) -> int:
    """What the transaction of `receipt` would use on Rootstock."""
    used = int(receipt["gasUsed"], 16)
    options = {"disableMemory": True, "disableStorage": True}
    steps = ask("debug_traceTransaction", receipt["transactionHash"], options)["structLogs"]
    if not steps:
        return used
    tx = ask("eth_getTransactionByHash", receipt["transactionHash"])
    walk = _Walk(ask, receipt, tx["from"])
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        walk.take(step, following)
    refunded = 0
    if tx["to"]:  # a creation is charged for its code after the last step, and clears nothing
        left = steps[-1]["gas"] - steps[-1]["gasCost"]
        refunded = int(tx["gas"], 16) - left - used
    before = used + refunded + walk.difference
    return int(before - min(walk.refund, before // 2))


@dataclass(slots=True)
class _Walk:
    """Goes through a trace and sums how the two schedules differ."""

    ask: Ask
    receipt: dict[str, Any]
    sender: str
    difference: int = 0
    refund: int = 0
    frames: list[str] = field(default_factory=list)
    warm_accounts: set[str] = field(default_factory=set)
    warm_slots: set[tuple[str, int]] = field(default_factory=set)
    now: dict[tuple[str, int], int] = field(default_factory=dict)
    first: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        target = (self.receipt["to"] or self.receipt["contractAddress"]).lower()
        self.frames.append(target)
        precompiles = {_account(number) for number in range(11)}
        self.warm_accounts |= {self.sender.lower(), target, *precompiles}

    def take(self, step: dict[str, Any], following: dict[str, Any] | None) -> None:
        """One step of the trace."""
        del self.frames[step["depth"] :]
        name, stack = step["op"], [int(word, 16) for word in step["stack"]]
        if name == "SLOAD":
            self._read(stack[-1])
        elif name == "SSTORE":
            self._write(stack[-1], stack[-2])
        elif name in FLAT:
            self.difference += FLAT[name] - self._touch(_account(stack[-1]))
        elif name in CALLS:
            account = _account(stack[-2])
            self.difference += 700 - self._touch(account)
            if following is not None and following["depth"] > step["depth"]:
                here = self.frames[-1]
                self.frames.append(here if name in {"CALLCODE", "DELEGATECALL"} else account)
        elif name in {"CREATE", "CREATE2"}:
            raise ValueError("A step that creates a contract is not priced here.")

    def _touch(self, account: str) -> int:
        price = WARM if account in self.warm_accounts else COLD_ACCOUNT
        self.warm_accounts.add(account)
        return price

    def _read(self, slot: int) -> None:
        key = (self.frames[-1], slot)
        self.difference += SLOAD - (WARM if key in self.warm_slots else COLD_SLOT)
        self.warm_slots.add(key)

    def _write(self, slot: int, value: int) -> None:
        key = (self.frames[-1], slot)
        current, original = self._load(key)
        since_berlin = 0 if key in self.warm_slots else COLD_SLOT
        self.warm_slots.add(key)
        if current == value or original != current:
            since_berlin += WARM
        else:
            since_berlin += SET if original == 0 else RESET - COLD_SLOT
        self.difference += (SET if current == 0 and value != 0 else RESET) - since_berlin
        if current != 0 and value == 0:
            self.refund += CLEARED
        self.now[key] = value

    def _load(self, key: tuple[str, int]) -> tuple[int, int]:
        if key not in self.now:
            before = hex(int(self.receipt["blockNumber"], 16) - 1)
            account, slot = key
            self.now[key] = self.first[key] = int(
                self.ask("eth_getStorageAt", account, hex(slot), before), 16
            )
        return self.now[key], self.first[key]


def _account(word: int) -> str:
    return f"0x{word & (2**160 - 1):040x}"
