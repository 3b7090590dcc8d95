"""Looks at a network before it is trusted: if it is the one we think, if it runs our code, if it is awake."""

import time
from dataclasses import dataclass
from typing import Literal

from satshift.chain import questions
from satshift.chain.deploy import FACTORY
from satshift.chain.node import Node
from satshift.chain.profiles import Profile
from satshift.chain.values import Block
from satshift.kernel.errors import Refused, SatshiftError, Unreachable
from satshift.kernel.words import say

Severity = Literal["stop", "warn", "fine"]

ANSWER = 42
# Creation code for an `eth_call` without a recipient; each returns 42 where its opcodes are known.
PROBES = {
    "PUSH0": "0x602a5f5260205ff3",
    "TSTORE and TLOAD": "0x602a60015d60015c60005260206000f3",
    "MCOPY": "0x602a6000526020600060205e60206020f3",
}
SLEEPS_AFTER = 60  # times the usual distance of two blocks, and five minutes at least
BELOW_ARE_PRECOMPILES = 2**32  # they have no code to look at


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `says` is a sentence with `{named}` places filled by `values`."""

    code: str
    severity: Severity
    says: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return self.says.format_map(dict(self.values))


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one look."""

    findings: tuple[Finding, ...]

    @property
    def is_usable(self) -> bool:
        return all(finding.severity != "stop" for finding in self.findings)

    def insist(self) -> None:
        """Raise the first finding that forbids to go on."""
        for finding in self.findings:
            if finding.severity == "stop":
                raise Refused(finding.code, finding.says, **dict(finding.values))


def verify(node: Node, profile: Profile | None = None, *, now: int | None = None) -> Report:
    """Look at everything; a node that can't be reached raises Unreachable, all else is a finding."""
    profile = profile or node.profile
    try:
        head = node.head()
    except Refused as refusal:  # the node speaks for another network: nothing else is worth a look
        return Report((Finding(refusal.code, "stop", refusal.message, tuple(refusal.values.items())),))
    return Report(
        (
            Finding("chain-id", "fine", say("The node speaks for chain {id}."), (("id", profile.chain_id),)),
            _fee_fields(profile, head),
            *(_probe(node, name, code) for name, code in PROBES.items()),
            *_codes(node, profile),
            _age(profile, head, int(time.time()) if now is None else now),
        )
    )


def _fee_fields(profile: Profile, head: Block) -> Finding:
    if profile.is_legacy:
        field, is_there = "minimumGasPrice", head.minimum_gas_price is not None
    elif profile.fee_model == "eip1559+l1diff":
        field, is_there = (
            "baseFeePerGas, l1FeeRate",
            head.base_fee is not None and head.l1_fee_rate is not None,
        )
    else:
        field, is_there = "baseFeePerGas", head.base_fee is not None
    values = (("field", field), ("title", profile.title))
    if is_there:
        return Finding("fee-fields", "fine", say("Blocks carry {field}, as on {title}."), values)
    return Finding(
        "fee-fields",
        "stop",
        say(
            "Blocks carry no {field}, so this is not {title} as we know it. Use another node, or update Satshift."
        ),
        values,
    )


def _probe(node: Node, name: str, code: str) -> Finding:
    values = (("name", name),)
    try:
        answer = node.ask(questions.call({"data": code}))
        works = int(answer, 16) == ANSWER
    except (Unreachable, ValueError) as error:
        if isinstance(error, Unreachable) and error.code != "node-error":
            raise
        works = False
    except SatshiftError:
        works = False
    if works:
        return Finding("opcodes", "fine", say("The network runs {name}."), values)
    return Finding(
        "opcodes",
        "stop",
        say(
            "The network does not run {name}, which our contracts need. Nothing may be deployed or locked there."
        ),
        values,
    )


def _codes(node: Node, profile: Profile) -> list[Finding]:
    """Whether code stands at each address that we would call."""
    wanted = {"create2_safe_singleton_factory": FACTORY, **profile.contracts}
    wanted |= {f"token {symbol}": token.address for symbol, token in profile.tokens.items()}
    wanted = {name: address for name, address in wanted.items() if int(address, 16) >= BELOW_ARE_PRECOMPILES}
    codes = node.ask_all([questions.code(address) for address in wanted.values()])
    return [
        _code(name, str(address), code) for (name, address), code in zip(wanted.items(), codes, strict=True)
    ]


def _code(name: str, address: str, code: str) -> Finding:
    values = (("name", name), ("address", address))
    if code not in ("0x", "0x0", ""):
        return Finding("code", "fine", say("{name} stands at {address}."), values)
    severity: Severity = "stop" if address == FACTORY else "warn"
    return Finding("code", severity, say("Nothing stands at {address}, where {name} should be."), values)


def _age(profile: Profile, head: Block, now: int) -> Finding:
    age = max(now - head.time, 0)
    values = (("seconds", age), ("block", head.number))
    # A local chain makes blocks when somebody sends, not by the clock.
    if profile.status == "dev" or age <= max(profile.block_seconds * SLEEPS_AFTER, 300):
        return Finding(
            "block-age", "fine", say("The newest block, {block}, is {seconds} seconds old."), values
        )
    return Finding(
        "block-age",
        "warn",
        say(
            "The newest block, {block}, is {seconds} seconds old: the node is behind, or the network stands still."
        ),
        values,
    )
