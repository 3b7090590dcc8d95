"""What nodes say, in the project's own family of errors."""

from typing import Any

import pytest
from eth_abi.abi import encode

from satshift.chain.errors import from_rpc
from satshift.kernel.errors import NotFound, Refused, SatshiftError, Unreachable


def words(said: str) -> str:
    return "0x08c379a0" + encode(["string"], [said]).hex()


CLIENT = words("agreement: not the client")

CASES: list[tuple[dict[str, Any], type[SatshiftError], str]] = [
    ({"code": 3, "message": "execution reverted", "data": CLIENT}, Refused, "agreement-not-the-client"),
    (
        {"code": -32015, "message": "VM Exception: revert", "data": CLIENT},
        Refused,
        "agreement-not-the-client",
    ),
    (
        {"code": -32015, "message": "VM execution error", "data": f"Reverted {CLIENT}"},
        Refused,
        "agreement-not-the-client",
    ),
    (
        {"code": -32000, "message": "execution reverted", "data": {"data": CLIENT}},
        Refused,
        "agreement-not-the-client",
    ),
    (
        {"code": 3, "message": "execution reverted", "data": "0x4e487b71" + "11".zfill(64)},
        Refused,
        "contract-panic",
    ),
    ({"code": 3, "message": "execution reverted", "data": "0x"}, Refused, "contract-refused"),
    ({"code": 3, "message": "execution reverted"}, Refused, "contract-refused"),
    ({"code": 3, "message": "execution reverted", "data": "0x08c379a0ffff"}, Refused, "contract-refused"),
    ({"code": -32015, "message": "VM Exception: revert: out of gas"}, Refused, "out-of-gas"),
    ({"code": -32010, "message": "transaction nonce too low"}, Refused, "nonce-too-low"),
    ({"code": -32003, "message": "nonce too low"}, Refused, "nonce-too-low"),
    ({"code": -32010, "message": "transaction nonce too high"}, Refused, "nonce-too-high"),
    (
        {"code": -32010, "message": "gas price not enough to bump transaction"},
        Refused,
        "replacement-underpriced",
    ),
    ({"code": -32003, "message": "replacement transaction underpriced"}, Refused, "replacement-underpriced"),
    (
        {"code": -32010, "message": "transaction's gas price lower than block's minimum"},
        Refused,
        "fee-too-low",
    ),
    ({"code": -32010, "message": "transaction's gas price exceeds cap"}, Refused, "fee-above-cap"),
    ({"code": -32003, "message": "max fee per gas less than block base fee"}, Refused, "fee-too-low"),
    ({"code": -32003, "message": "transaction already imported"}, Refused, "already-known"),
    (
        {"code": -32010, "message": "pending transaction with same hash already exists"},
        Refused,
        "already-known",
    ),
    ({"code": -32003, "message": "Insufficient funds for gas * price + value"}, Refused, "coin-too-little"),
    ({"code": -32012, "message": "Cannot query more than 5000 blocks at once"}, Refused, "logs-too-many"),
    ({"code": -32011, "message": "too many requests"}, Unreachable, "node-busy"),
    ({"code": -32601, "message": "method not found"}, Unreachable, "node-method-missing"),
    ({"code": -32600, "message": "block not found"}, NotFound, "block-unknown"),
    ({"code": -32602, "message": "invalid argument 0"}, Refused, "node-refused"),
    ({"code": -32603, "message": "Internal server error"}, Unreachable, "node-error"),
    ({}, Unreachable, "node-error"),
    ({"code": None, "message": None, "data": 7}, Unreachable, "node-error"),
]


@pytest.mark.parametrize(("error", "kind", "code"), CASES)
def test_an_answer_becomes_one_of_the_family(
    error: dict[str, Any], kind: type[SatshiftError], code: str
) -> None:
    found = from_rpc(error, "eth_call")

    assert type(found) is kind
    assert found.code == code
    assert str(found).endswith(".")


def test_a_long_range_of_logs_is_told_apart_by_its_method() -> None:
    error = {"code": -32005, "message": "query returned more than 10000 results"}

    assert from_rpc(error, "eth_getLogs").code == "logs-too-many"
    assert from_rpc(error, "eth_call").code != "logs-too-many"


def test_a_method_whose_name_holds_revert_did_not_revert() -> None:
    assert from_rpc({"code": -32000, "message": "evm_revert is not offered"}).code == "node-refused"
