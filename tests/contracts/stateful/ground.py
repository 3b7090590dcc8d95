"""The contracts on a chain in memory, called without ceremony, for a hundred thousand calls must not take an hour."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boa
from eth_abi.abi import encode
from eth_account import Account
from eth_utils.crypto import keccak
from pyrevm import EVM, BlockEnv

from satshift.kernel.address import NOBODY, Address

HERE = Path(__file__).parent
WORK = HERE.parents[2] / "contracts" / "work"
MOODY, COUPON = HERE / "Moody.vy", HERE / "Coupon.vy"
TWIN, AGREEMENT = WORK / "AgreementTwin.vy", WORK / "Agreement.vy"
NEUTRAL = Address("0x" + "7e" * 20)
RICH = 2**110  # wei, of each currency, for each who pays in
KEYED = ("client_0", "client_1", "worker_0", "worker_1", "arbiter_0", "arbiter_1", "stranger", "relayer")
CODED = ("client_2", "worker_2", "arbiter_2", "mate_0", "mate_1", "moody_relayer")
PLAIN = tuple(f"mate_{i}" for i in range(2, 20))

Log = tuple[bytes, tuple[int, ...], bytes]  # contract, topics, data


def slot(*keys: int) -> int:
    """Where Vyper keeps an entry of a map: the map's own slot first, then the keys."""
    place = keys[0]
    for key in keys[1:]:
        place = int.from_bytes(keccak(place.to_bytes(32, "big") + key.to_bytes(32, "big")), "big")
    return place


@cache
def compiled(source: Path) -> Any:
    """Compile once."""
    return boa.load_partial(str(source)).compiler_data


def _log(found: Any) -> Log:
    topics, data = found.data
    return (
        bytes.fromhex(found.address[2:]),
        tuple(int.from_bytes(topic, "big") for topic in topics),
        bytes(data),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came to: logs, or the words of its refusal (empty where it had none)."""

    refusal: str | None
    logs: tuple[Log, ...] = ()


class Ground:
    """Both contracts, a token, and everybody with their money, on a chain that other tests don't see."""

    def __init__(self, twin: Path = TWIN, agreement: Path = AGREEMENT) -> None:
        self.evm = EVM(spec_id="CANCUN", gas_limit=30_000_000)
        self.chain_id = 1
        self.now = 1_800_000_000
        self.keys = {name: Account.from_key(keccak(text=name)) for name in KEYED}
        self.who = {name: Address(key.address.lower()) for name, key in self.keys.items()}
        self.who |= {name: Address("0x" + keccak(text=name)[-20:].hex()) for name in PLAIN}
        self.evm.set_balance(self.who["stranger"], RICH)
        self._deploy(compiled(twin), compiled(agreement))
        self.who |= {name: self._put(compiled(MOODY)) for name in CODED}
        self.coded = frozenset(self.who[name] for name in CODED)
        self.name = {address: name for name, address in self.who.items()}
        self.token = self._put(compiled(COUPON))
        self._endow()

    def _deploy(self, twin: Any, agreement: Any) -> None:
        """What is at stake; its slots are where the compiler says."""
        self.twin = self._put(twin)
        self.agreement = self._put(agreement, bytes(12) + bytes.fromhex(self.twin[2:]))
        layout = agreement.storage_layout["storage_layout"]
        self.state_slot = layout["milestones"]["state_of"]["slot"]
        self.record_slot = layout["milestones"]["record_of"]["slot"]
        self.credit_slot = layout["payout"]["credit_of"]["slot"]
        twin_layout = twin.storage_layout["storage_layout"]
        self.spent_slot = twin_layout["consent"]["spent_of"]["slot"]

    def _put(self, code: Any, tail: bytes = b"") -> Address:
        return Address(self.evm.deploy(self.who["stranger"], code.bytecode + tail).lower())

    def _endow(self) -> None:
        for address in self.who.values():
            self.evm.set_balance(address, RICH)
            person = int(address, 16)
            self.evm.insert_account_storage(self.token, slot(0, person), RICH)
            self.evm.insert_account_storage(self.token, slot(1, person, int(self.agreement, 16)), 2**255)

    def snapshot(self) -> tuple[Any, int]:
        return self.evm.snapshot(), self.now

    def back_to(self, snapshot: tuple[Any, int]) -> None:
        self.evm.revert(snapshot[0])
        self.now = snapshot[1]

    def send(self, sender: Address, to: Address, data: bytes, value: int = 0) -> Outcome:
        """One transaction; an account with code acts through a key of nobody's."""
        if sender in self.coded:
            args = encode(("address", "bytes", "uint256"), (to, data, value))
            return self._send(NEUTRAL, sender, keccak(text="act(address,bytes,uint256)")[:4] + args, 0)
        return self._send(sender, to, data, value)

    def _send(self, sender: Address, to: Address, data: bytes, value: int) -> Outcome:
        self.evm.set_block_env(BlockEnv(number=1, timestamp=self.now, gas_limit=30_000_000, basefee=0))
        try:
            self.evm.message_call(sender, to, calldata=data, value=value, gas=30_000_000)
        except RuntimeError as error:
            output = bytes.fromhex(str(error).rpartition("output: 0x")[2].partition(" ")[0])
            return Outcome(output[68 : 68 + output[67]].decode() if len(output) > 68 else "")
        finally:
            self.evm.reset_transient_storage()
        result = self.evm.result
        return Outcome(None, tuple(_log(each) for each in result.logs) if result else ())

    def refuse(self, address: Address, currency: Address, refuses: bool) -> None:
        """From now on this account takes nothing of a currency, or takes it again."""
        if currency == NOBODY:
            self.evm.insert_account_storage(address, 0, int(refuses))
        else:
            self.evm.insert_account_storage(self.token, slot(2, int(address, 16)), int(refuses))

    def balance(self, address: Address, currency: Address) -> int:
        if currency == NOBODY:
            return int(self.evm.get_balance(address))
        return int(self.evm.storage(currency, _balance_slot(address)))

    def state(self, id: str) -> int:
        return int(self.evm.storage(self.agreement, slot(self.state_slot, int(id, 16))))

    def record(self, id: str, milestone: int) -> int:
        place = _record_slot(self.record_slot, id, milestone)
        return int(self.evm.storage(self.agreement, place))

    def credit(self, who: Address, currency: Address) -> int:
        place = _credit_slot(self.credit_slot, who, currency)
        return int(self.evm.storage(self.agreement, place))

    def is_spent(self, who: Address, nonce: int) -> bool:
        place = slot(self.spent_slot, int(who, 16), nonce >> 8)
        return bool(self.evm.storage(self.twin, place) >> (nonce & 255) & 1)


@cache
def _balance_slot(address: Address) -> int:
    return slot(0, int(address, 16))


@cache
def _credit_slot(base: int, who: Address, currency: Address) -> int:
    return slot(base, int(who, 16), int(currency, 16))


def _record_slot(base: int, id: str, milestone: int) -> int:
    return slot(base, int(id, 16), milestone)
