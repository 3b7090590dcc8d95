"""Writes the ERC-7730 descriptors, with which hardware wallets show what they sign, out of the compiled contracts."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from satshift.chain import abi, deploy, profiles
from satshift.kernel.errors import Refused
from satshift.work.agreements.typed import MIDDLES, NESTED, fields_of, type_string

OUT = Path(__file__).resolve().parent.parent / "contracts" / "erc7730"
SCHEMA = "https://eips.ethereum.org/assets/eip-7730/erc7730-v2.schema.json"

# What a person does with each function; the same verbs as everywhere.
INTENTS: Mapping[str, str] = {
    "open": "Open an agreement and lock its money",
    "accept": "Accept a job",
    "decline": "Decline a job; the client has all back",
    "take_back": "Take back what is locked",
    "submit": "Deliver a milestone",
    "request_changes": "Ask for changes",
    "extend": "Give the other side more time",
    "release": "Pay the worker, for good",
    "settle": "Send the worker what silence brought",
    "reclaim": "Take back an undelivered milestone",
    "give_back": "Give locked money back to the client",
    "part": "End the agreement by a split",
    "dispute": "Dispute a milestone",
    "rule": "Rule on a milestone",
    "split": "Split a milestone as the terms say",
    "withdraw": "Withdraw what is credited",
    "relay": "Carry out what somebody signed",
    "revoke": "Take back a signature",
}
LABELS: Mapping[str, str] = {
    "account": "Account",
    "amount": "Amount in wei",
    "by": "Signed by",
    "client": "Client",
    "currency": "Currency (zero: coin)",
    "deadline": "Valid until",
    "delivery": "Digest of the delivery",
    "fee": "Fee in wei",
    "milestone": "Milestone, from zero",
    "milestones": "Milestones",
    "payees": "Payees, packed",
    "reasons": "Digest of the reasons",
    "statement": "Digest of the statement",
    "tip": "Tip in wei",
    "to": "To",
    "to_client": "To the client, in wei",
    "to_worker": "To the worker, in wei",
    "until": "Until",
    "worker_share_ppm": "Worker’s share, ppm",
}
DATES = frozenset({"deadline", "until", "open_by", "due"})


def shown(path: str, kind: str) -> dict[str, Any]:
    """One line on the device's screen."""
    name = path.rsplit(".", 1)[-1].removesuffix("[]").removeprefix("_")
    label = LABELS.get(name, name.replace("_", " ").capitalize())
    if kind == "address":
        return {"path": path, "label": label, "format": "addressName", "params": {"types": ["eoa", "wallet"]}}
    if name in DATES:
        return {"path": path, "label": label, "format": "date", "params": {"encoding": "timestamp"}}
    return {"path": path, "label": label, "format": "raw"}


def flat(inputs: list[Mapping[str, Any]], before: str = "") -> list[tuple[str, str]]:
    """Every value of a call, by its path."""
    found: list[tuple[str, str]] = []
    for part in inputs:
        path = before + part["name"]
        if part["type"] == "tuple":
            found += flat(part["components"], f"{path}.")
        else:
            found.append((path + ("[]" if part["type"].endswith("]") else ""), part["type"].split("[")[0]))
    return found


def signature(entry: Mapping[str, Any]) -> str:
    """The function as a key of `formats`: with types and names."""

    def written(part: Mapping[str, Any]) -> str:
        if not part["type"].startswith("tuple"):
            return f"{part['type']} {part['name']}"
        inner = ",".join(written(each) for each in part["components"])
        return f"({inner}){part['type'][5:]} {part['name']}"

    return f"{entry['name']}({','.join(written(part) for part in entry['inputs'])})"


def calldata(contract: str) -> dict[str, Any]:
    """The descriptor of a contract's functions."""
    entries = [entry for entry in abi.artifact(contract).functions.values() if entry["name"] in INTENTS]
    formats = {}
    for entry in entries:
        fields = [shown(path, kind) for path, kind in flat(list(entry["inputs"]))]
        if entry["stateMutability"] == "payable":
            fields.insert(0, {"path": "@.value", "label": "Leaves your account", "format": "amount"})
        formats[signature(entry)] = {"intent": INTENTS[entry["name"]], "fields": fields}
    return descriptor(contract, {"contract": {"deployments": deployments(contract)}}, formats)


def typed() -> dict[str, Any]:
    """The descriptor of what is signed off chain."""
    formats = {}
    for name in MIDDLES:
        types = {name: fields_of(name)} | (dict(NESTED) if name == "Accept" else {})
        fields = [shown(path, kind) for path, kind in _typed_flat(name, types)]
        intent = INTENTS["".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:]]
        formats[type_string(name)] = {
            "intent": f"Let others: {intent[0].lower()}{intent[1:]}",
            "fields": fields,
        }
    domain = {"name": "Satshift Agreement", "version": "1"}
    places = {"domain": domain, "deployments": deployments("Agreement")}
    return descriptor("Agreement", {"eip712": places}, formats)


def _typed_flat(name: str, types: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for kind, part in types[name]:
        base, path = kind.removesuffix("[]"), before + part + ("[]" if kind.endswith("[]") else "")
        found += _typed_flat(base, types, f"{path}.") if base in types else [(path, base)]
    return found


def deployments(contract: str) -> list[dict[str, Any]]:
    """The same address on every network that is in use."""
    ids = sorted({profiles.load(name).chain_id for name in profiles.names() if _is_live(name)})
    return [{"chainId": chain_id, "address": deploy.address_of(contract)} for chain_id in ids]


def _is_live(name: str) -> bool:
    try:
        return profiles.load(name).is_live
    except Refused:  # a network that was shut down has no place here
        return False


def descriptor(contract: str, context: dict[str, Any], formats: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "context": {"$id": f"Satshift {contract}", **context},
        "metadata": {"owner": "Satshift"},
        "display": {"formats": formats},
    }


def all_of_them() -> dict[str, dict[str, Any]]:
    return {
        "calldata-Agreement.json": calldata("Agreement"),
        "calldata-AgreementTwin.json": calldata("AgreementTwin"),
        "eip712-Agreement.json": typed(),
    }


def main() -> int:
    """Write them; with --check only compare."""
    stale = []
    for name, made in all_of_them().items():
        text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
        if (OUT / name).exists() and (OUT / name).read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            (OUT / name).write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"{', '.join(stale)}: not what the contracts say now. Run `scripts/descriptors.py`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
