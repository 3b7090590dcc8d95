"""The contracts on a chain in memory, called without ceremony, for a hundred thousand calls must not take an hour."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boa
from boa.util.abi import Address as BoaAddress
from eth_account import Account
from eth_utils.crypto import keccak

from satshift.kernel.address import NOBODY, Address

HERE = Path(__file__).parent
CONTRACTS = HERE.parents[2] / "contracts"
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
def of(address: str) -> BoaAddress:
    return BoaAddress(address)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came to: logs, or the words of its refusal (empty where it had none)."""

    refusal: str | None
    logs: tuple[Log, ...] = ()


class Ground:
    """Both contracts, a token, and everybody with their money, on a chain that other tests don't see."""

    def __init__(self, contracts: Path = CONTRACTS) -> None:
        self.env = boa.Env()
        self.env.enable_fast_mode()
        self.evm = self.env.evm
        with boa.swap_env(self.env):
            self._deploy(contracts)
        self._endow()

    def _deploy(self, contracts: Path) -> None:
        twin = boa.load(str(contracts / "work" / "AgreementTwin.vy"))
        agreement = boa.load(str(contracts / "work" / "Agreement.vy"), twin.address)
        self.agreement, self.twin = Address(agreement.address.lower()), Address(twin.address.lower())
        layout = agreement.compiler_data.storage_layout["storage_layout"]
        self.state_slot = layout["milestones"]["state_of"]["slot"]
        self.record_slot = layout["milestones"]["record_of"]["slot"]
        self.credit_slot = layout["payout"]["credit_of"]["slot"]
        twin_layout = twin.compiler_data.storage_layout["storage_layout"]
        self.spent_slot = twin_layout["consent"]["spent_of"]["slot"]
        self.chain_id = self.evm.patch.chain_id
        self.keys = {name: Account.from_key(keccak(text=name)) for name in KEYED}
        self.who: dict[str, Address] = {name: Address(key.address.lower()) for name, key in self.keys.items()}
        moody = boa.load_partial(str(HERE / "Moody.vy"))
        self.who |= {name: Address(moody.deploy().address.lower()) for name in CODED}
        self.who |= {name: Address("0x" + keccak(text=name)[-20:].hex()) for name in PLAIN}
        self.name = {address: name for name, address in self.who.items()}
        self.token = Address(boa.load(str(HERE / "Coupon.vy")).address.lower())

    def _endow(self) -> None:
        for address in self.who.values():
            self.evm.set_balance(of(address), RICH)
            person = int(address, 16)
            self._store(self.token, slot(0, person), RICH)
            self._store(self.token, slot(1, person, int(self.agreement, 16)), 2**255)

    def _store(self, account: str, place: int, value: int) -> None:
        self.evm.set_storage(of(account), place, value)

    @property
    def now(self) -> int:
        return int(self.evm.patch.timestamp)

    @now.setter
    def now(self, time: int) -> None:
        self.evm.patch.timestamp = time

    def snapshot(self) -> tuple[Any, int]:
        return self.evm.snapshot(), self.now

    def back_to(self, snapshot: tuple[Any, int]) -> None:
        self.evm.revert(snapshot[0])
        self.now = snapshot[1]

    def send(self, sender: Address, to: Address, data: bytes, value: int = 0) -> Outcome:
        """One transaction."""
        self.evm.vm.state.clear_transient_storage()
        done = self.env.execute_code(of(to), sender=of(sender), value=value, data=data, gas=30_000_000)
        if done.is_error:
            output = done.output
            return Outcome(output[68 : 68 + output[67]].decode() if len(output) > 68 else "")
        return Outcome(None, tuple((log[1], tuple(log[2]), log[3]) for log in done.get_raw_log_entries()))

    def refuse(self, address: Address, currency: Address, refuses: bool) -> None:
        """From now on this account takes nothing of a currency, or takes it again."""
        if currency == NOBODY:
            self._store(address, 0, int(refuses))
        else:
            self._store(self.token, slot(2, int(address, 16)), int(refuses))

    def balance(self, address: Address, currency: Address) -> int:
        if currency == NOBODY:
            return int(self.evm.get_balance(of(address)))
        return int(self.evm.get_storage(of(currency), _balance_slot(address)))

    def state(self, id: str) -> int:
        return int(self.evm.get_storage(of(self.agreement), slot(self.state_slot, int(id, 16))))

    def record(self, id: str, milestone: int) -> int:
        place = _record_slot(self.record_slot, id, milestone)
        return int(self.evm.get_storage(of(self.agreement), place))

    def credit(self, who: Address, currency: Address) -> int:
        place = _credit_slot(self.credit_slot, who, currency)
        return int(self.evm.get_storage(of(self.agreement), place))

    def is_spent(self, who: Address, nonce: int) -> bool:
        place = slot(self.spent_slot, int(who, 16), nonce >> 8)
        return bool(self.evm.get_storage(of(self.twin), place) >> (nonce & 255) & 1)


@cache
def _balance_slot(address: Address) -> int:
    return slot(0, int(address, 16))


@cache
def _credit_slot(base: int, who: Address, currency: Address) -> int:
    return slot(base, int(who, 16), int(currency, 16))


def _record_slot(base: int, id: str, milestone: int) -> int:
    return slot(base, int(id, 16), milestone)
