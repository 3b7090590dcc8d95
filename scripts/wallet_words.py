"""Writes the module with everything the browser's wallet must know by itself, so that no server has to be believed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from satshift.chain import abi, deploy

OUT = Path(__file__).resolve().parent.parent / "satshift" / "web" / "wallet" / "generated.js"
SENT = ("nonpayable", "payable")


def functions(contract: str) -> list[Mapping[str, Any]]:
    """What can be sent to a contract; what only answers is never signed."""
    return [
        {key: entry[key] for key in ("type", "name", "stateMutability", "inputs")}
        for entry in abi.artifact(contract).abi
        if entry["type"] == "function" and entry["stateMutability"] in SENT and entry["name"] != "act_for"
    ]


def token() -> list[Mapping[str, Any]]:
    """The two functions of an ERC-20 that the wallet has words for."""
    return [
        {
            "type": "function",
            "name": name,
            "stateMutability": "nonpayable",
            "inputs": [{"name": who, "type": "address"}, {"name": "amount", "type": "uint256"}],
        }
        for name, who in (("approve", "spender"), ("transfer", "to"))
    ]


def main() -> None:
    """Write the module; the same sources give the same bytes."""
    parts = {
        "ABIS": {name: functions(name) for name in abi.names()} | {"Token": token()},
        "ADDRESSES": {name: deploy.address_of(name) for name in abi.names()},
    }
    lines = [f"export const {name} = {json.dumps(value, sort_keys=True)}" for name, value in parts.items()]
    text = "\n".join(["/** Made by scripts/wallet_words.py out of the compiled contracts. */", *lines, ""])
    if not OUT.exists() or OUT.read_text(encoding="utf-8") != text:
        OUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
