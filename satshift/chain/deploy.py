"""Puts our contracts on a chain at addresses that are the same everywhere, writes down where, and compares."""

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from eth_utils.crypto import keccak

from satshift.chain import abi
from satshift.chain.node import Node
from satshift.chain.profiles import Profile
from satshift.chain.sender import Sender
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound, Refused
from satshift.kernel.words import say

# The Safe singleton factory: calldata is 32 bytes of salt and the creation code. It stands on every network of ours.
FACTORY = Address("0x914d7fec6aac8cd542e72bca78b30650d45643d7")
FACTORY_CODE = (
    "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "e03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
)
SALT = "0x" + keccak(text="satshift").hex()


@dataclass(frozen=True, slots=True)
class Deployed:
    """One contract on one chain, as it is written down."""

    contract: str
    address: Address
    block: int  # zero: it stood there before
    tx: str
    compiler: str
    bytecode: str  # sha256 of the creation code, as in contracts.lock
    commit: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What `verify` found for one contract."""

    contract: str
    address: Address
    is_same: bool
    says: str


def record_of(profile: Profile, data_dir: Path, *, folder: Path = Path("deployments")) -> Path:
    """Where a network's deployments are written down: the embedded chain's beside its blocks, others in `folder`."""
    return (data_dir if profile.is_embedded else folder) / f"{profile.name}.toml"


def creation_of(contract: str) -> str:
    """The creation code with its arguments: the addresses of the contracts that it needs."""
    needs = abi.artifact(contract).needs
    return abi.encode_constructor(contract, [address_of(needed) for needed in needs])


def address_of(contract: str) -> Address:
    """Where a contract stands on every chain; known before it is deployed."""
    creation = bytes.fromhex(creation_of(contract)[2:])
    packed = b"\xff" + bytes.fromhex(FACTORY[2:]) + bytes.fromhex(SALT[2:]) + keccak(creation)
    return Address("0x" + keccak(packed)[12:].hex())


def deploy(
    sender: Sender, *, contracts: Sequence[str] | None = None, record: Path | None = None, commit: str = ""
) -> tuple[Deployed, ...]:
    """Deploy what is not there yet, and write `record` (a TOML file) when it is given. Asking twice changes nothing."""
    node = sender.node
    if node.code(FACTORY) == "0x":
        raise Refused(
            "factory-missing",
            say("The factory {factory} does not stand on this network, so our addresses can't be had there."),
            factory=FACTORY,
        )
    before = {entry.contract: entry for entry in read(record)} if record and record.exists() else {}
    done = tuple(_deploy(sender, name, before.get(name), commit) for name in contracts or abi.names())
    if record is not None:
        write(record, node, done)
    return done


def _deploy(sender: Sender, contract: str, before: Deployed | None, commit: str) -> Deployed:
    address, artifact = address_of(contract), abi.artifact(contract)
    digest = sha256(bytes.fromhex(artifact.bytecode[2:])).hexdigest()
    if sender.node.code(address) != "0x":
        if before is not None and before.address == address:
            return before
        return Deployed(contract, address, 0, "", artifact.compiler, digest, commit)
    most = sender.node.profile.block_gas_limit  # code is large and comes once, so it may fill a block
    receipt = sender.wait(sender.transmit(FACTORY, SALT + creation_of(contract)[2:], most_gas=most))
    if sender.node.code(address) == "0x":
        raise Refused(
            "deployment-failed",
            say("The factory did not create {contract}. Look at {tx}."),
            contract=contract,
            tx=receipt.hash,
        )
    return Deployed(contract, address, receipt.block, receipt.hash, artifact.compiler, digest, commit)


def verify(node: Node, contracts: Sequence[str] | None = None) -> tuple[Compared, ...]:
    """Compare what stands on the chain with what we ship, byte by byte."""
    return tuple(_compare(node, name) for name in contracts or abi.names())


def _compare(node: Node, contract: str) -> Compared:
    address, expected = address_of(contract), abi.artifact(contract).runtime[2:]
    found = node.code(address)[2:]
    if not found:
        return Compared(contract, address, False, say("Nothing stands at this address."))
    # Immutables follow the code; the address proves them, for it is made from the creation code.
    if not found.startswith(expected):
        return Compared(contract, address, False, say("Other code stands at this address."))
    return Compared(contract, address, True, say("The code is the one we ship."))


def write(record: Path, node: Node, entries: Sequence[Deployed]) -> None:
    """Write a deployment record; a crash leaves the old one or the new one, never half."""
    lines = [f'network = "{node.profile.name}"', f"chain_id = {node.chain_id}"]
    for entry in entries:
        lines += ["", f"[{entry.contract}]"]
        values = {key: value for key, value in asdict(entry).items() if key != "contract"}
        lines += [
            f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
            for key, value in values.items()
        ]
    record.parent.mkdir(parents=True, exist_ok=True)
    draft = record.with_suffix(".draft")
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft.replace(record)


def read(record: Path) -> tuple[Deployed, ...]:
    """What a record says; raises NotFound."""
    if not record.exists():
        raise NotFound(
            "deployment-unknown",
            say("Nothing was deployed here yet: {record} is missing."),
            record=str(record),
        )
    tables = tomllib.loads(record.read_text(encoding="utf-8"))
    return tuple(
        Deployed(contract=name, **{**table, "address": Address(table["address"])})
        for name, table in tables.items()
        if isinstance(table, dict)
    )
