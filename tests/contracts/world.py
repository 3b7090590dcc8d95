"""A small EVM to try contracts in: every call is a transaction of its own, with nothing left over from the one before."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import boa
import pytest
from boa.environment import Env
from eth_abi.abi import decode, encode
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from vyper.compiler.output import build_abi_output

from tests.contracts.rootstock_vm import turn_into_rootstock

ROOT = Path(__file__).parent.parent.parent
AGREEMENT = ROOT / "contracts/work/Agreement.vy"
TWIN = ROOT / "contracts/work/AgreementTwin.vy"
HERE = Path(__file__).parent
START = 1_800_000_000
PLENTY = 30_000_000  # gas
COIN = 10**18

Event = tuple[str, dict[str, Any]]
Who = "LocalAccount | Contract | str"


class Reverted(Exception):
    """A call was refused."""

    def __init__(self, reason: str, gas: int) -> None:
        super().__init__(reason or "(without a word)")
        self.reason = reason
        self.gas = gas


@contextmanager
def refused(reason: str) -> Iterator[None]:
    """What stands inside must be refused with exactly these words."""
    with pytest.raises(Reverted) as caught:
        yield
    assert caught.value.reason == reason


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled contract."""

    abi: Sequence[dict[str, Any]]
    bytecode: bytes

    def function(self, name: str) -> dict[str, Any]:
        return next(entry for entry in self.abi if entry["type"] == "function" and entry["name"] == name)

    def constructor(self) -> Sequence[dict[str, Any]]:
        found = [entry["inputs"] for entry in self.abi if entry["type"] == "constructor"]
        return found[0] if found else ()


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract that stands in a world."""

    address: str
    code: Code


@dataclass(frozen=True, slots=True)
class Done:
    """A call that went through."""

    answer: bytes
    events: list[Event]
    gas: int


@cache
def compiled(path: Path) -> Code:
    """Compile once."""
    data = boa.load_partial(str(path)).compiler_data
    return Code(build_abi_output(data), data.bytecode)


@dataclass(slots=True)
class World:
    """An EVM of its own, by the rules of Cancun or of Rootstock."""

    rootstock: bool = False
    env: Env = field(default_factory=Env)
    contracts: dict[str, Contract] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.rootstock:
            turn_into_rootstock(self.env)
        self.now = START

    @property
    def now(self) -> int:
        return int(self.env.timestamp)

    @now.setter
    def now(self, second: int) -> None:
        self.env.timestamp = second

    @property
    def chain_id(self) -> int:
        return int(self.env.evm.patch.chain_id)

    @chain_id.setter
    def chain_id(self, number: int) -> None:
        self.env.evm.patch.chain_id = number

    def load(self, path: Path, *args: Any) -> Contract:
        """Compile and deploy."""
        code = compiled(path)
        tail = encode([_kind(part) for part in code.constructor()], [_plain(arg) for arg in args])
        address, _ = self.env.deploy_code(bytecode=code.bytecode + tail)
        made = Contract(to_checksum_address(str(address)), code)
        self.contracts[made.address] = made
        return made

    def attacker(self, name: str, *args: Any) -> Contract:
        return self.load(HERE / "attackers" / f"{name}.vy", *args)

    def token(self, name: str = "Token", *args: Any) -> Contract:
        return self.load(HERE / "tokens" / f"{name}.vy", *args)

    def send(
        self,
        who: Any,
        contract: Contract,
        method: str,
        *args: Any,
        value: int = 0,
        gas: int = PLENTY,
    ) -> Done:
        """One transaction."""
        return self.raw(who, contract.address, calldata(contract, method, *args), value=value, gas=gas)

    def raw(self, who: Any, to: str, data: bytes, *, value: int = 0, gas: int = PLENTY) -> Done:
        """One transaction, its data given."""
        self._begin()
        done = self.env.execute_code(to_address=to, sender=_plain(who), data=data, value=value, gas=gas)
        used = int(done.get_gas_used())
        if done.is_error:
            raise Reverted(_reason(bytes(done.output)), used)
        events = [found for entry in done.get_log_entries() if (found := self._event(*entry))]
        return Done(bytes(done.output), events, used)

    def view(self, contract: Contract, method: str, *args: Any) -> Any:
        """Ask without changing anything."""
        done = self.send("0x" + "01" * 20, contract, method, *args)
        kinds = [_kind(part) for part in contract.code.function(method)["outputs"]]
        values = decode(kinds, done.answer)
        return values[0] if len(values) == 1 else values

    def balance(self, who: Any) -> int:
        return int(self.env.get_balance(_plain(who)))

    def give(self, who: Any, wei: int = COIN) -> None:
        self.env.set_balance(_plain(who), self.balance(who) + wei)

    def _begin(self) -> None:
        """Forget what lasts for one transaction only: transient storage, and what was touched before."""
        state = self.env.evm.vm.state
        state.clear_transient_storage()
        touched = state._account_db._journal_accessed_state
        for key in [key for key, value in touched._journal._current_values.items() if value]:
            del touched[key]

    def _event(self, emitter: bytes, topics: Sequence[int], data: bytes) -> Event | None:
        contract = self.contracts.get(to_checksum_address(emitter))
        for entry in contract.code.abi if contract else ():
            if entry["type"] != "event" or int.from_bytes(keccak(text=signature(entry))) != topics[0]:
                continue
            indexed = [part for part in entry["inputs"] if part["indexed"]]
            plain = [part for part in entry["inputs"] if not part["indexed"]]
            found = {
                part["name"]: decode([part["type"]], topic.to_bytes(32))[0]
                for part, topic in zip(indexed, topics[1:], strict=True)
            }
            values = decode([_kind(part) for part in plain], data)
            found |= {part["name"]: value for part, value in zip(plain, values, strict=True)}
            return entry["name"], {name: _read(value) for name, value in found.items()}
        return None


def calldata(contract: Contract, method: str, *args: Any) -> bytes:
    entry = contract.code.function(method)
    kinds = [_kind(part) for part in entry["inputs"]]
    return keccak(text=signature(entry))[:4] + encode(kinds, [_plain(arg) for arg in args])


def signature(entry: dict[str, Any]) -> str:
    return f"{entry['name']}({','.join(_kind(part) for part in entry['inputs'])})"


def _kind(part: dict[str, Any]) -> str:
    if not part["type"].startswith("tuple"):
        return str(part["type"])
    return f"({','.join(_kind(one) for one in part['components'])}){part['type'][5:]}"


def _plain(value: Any) -> Any:
    return value.address if isinstance(value, LocalAccount | Contract) else value


def _read(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("0x"):
        return to_checksum_address(value)
    return list(value) if isinstance(value, tuple) else value


def _reason(output: bytes) -> str:
    if output[:4] != bytes.fromhex("08c379a0"):
        return ""
    return str(decode(["string"], output[4:])[0])
