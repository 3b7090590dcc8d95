"""Calls, results and logs by the names of their fields."""

import json
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from satshift.chain import abi
from satshift.kernel.address import NOBODY
from satshift.kernel.errors import Invalid, NotFound, SatshiftError
from satshift.kernel.shape import Call
from tests.chain.conftest import Counter
from tests.chains import ROOT, Chain, address_of

NOTE = "0x" + "ab" * 32
STEPS = ({"by": 2, "who": "0x" + "11" * 20, "note": NOTE}, {"by": 3, "who": NOBODY, "note": "0x" + "00" * 32})


def test_a_call_comes_back_as_it_went(counter_artifact: str) -> None:
    data = abi.encode_method("Counter", "walk", (STEPS, "label"))

    assert abi.decode_call("Counter", data) == ("walk", {"_steps": STEPS, "_label": "label"})


def test_structs_may_be_tuples_and_bytes_may_be_bytes(counter_artifact: str) -> None:
    plain = [tuple(step.values()) for step in STEPS]
    raw = [(by, who, bytes.fromhex(note[2:])) for by, who, note in plain]

    wanted = abi.encode_method("Counter", "walk", (STEPS, "label"))
    assert abi.encode_method("Counter", "walk", (plain, "label")) == wanted
    assert abi.encode_method("Counter", "walk", (raw, "label")) == wanted


def test_default_arguments_are_functions_of_their_own(counter_artifact: str) -> None:
    short = abi.encode_call(Call(NOBODY, "Counter", "add", (1,)))
    long = abi.encode_call(Call(NOBODY, "Counter", "add", (1, NOTE)))

    assert short[:10] != long[:10]
    assert abi.decode_call("Counter", long) == ("add", {"_by": 1, "_note": NOTE})


def test_a_plain_transfer_has_no_data() -> None:
    assert abi.encode_call(Call(NOBODY, "", "", (), 1)) == "0x"


def test_a_log_is_told_by_its_names(chain: Chain, counter: Counter, client: LocalAccount) -> None:
    receipt = chain.sender(client).do(Call(counter.address, "Counter", "add", (5, NOTE)))
    walked = chain.sender(client).do(Call(counter.address, "Counter", "walk", (STEPS, "label")))

    assert abi.decode_log("Counter", receipt.logs[0]) == (
        "Counted",
        {"who": address_of(client), "count": 5, "note": NOTE},
    )
    assert abi.decode_log("Counter", walked.logs[0]) == ("Walked", {"steps": STEPS, "label": "label"})
    assert receipt.logs[0].topics[0] == abi.artifact("Counter").topic_of("Counted")


def test_a_log_of_another_contract_is_none_of_ours(
    chain: Chain, counter: Counter, client: LocalAccount
) -> None:
    from dataclasses import replace

    (log,) = chain.sender(client).do(counter.add(1)).logs

    assert abi.decode_log("Counter", replace(log, topics=())) is None
    assert abi.decode_log("Counter", replace(log, topics=(NOTE,))) is None
    assert abi.decode_log("Counter", replace(log, topics=log.topics[:1])) is None


def test_results_come_as_one_value_or_several(chain: Chain, counter: Counter) -> None:
    owner = chain.node.call(counter.address, abi.encode_method("Counter", "owner"))
    walked = chain.node.call(counter.address, abi.encode_method("Counter", "walk", (STEPS, "x")))

    assert abi.decode_result("Counter", "owner", owner).startswith("0x")
    assert abi.decode_result("Counter", "walk", walked) == (5, STEPS[0])


@pytest.mark.parametrize("args", [(-1,), ("one",), (2**256,), (None,), (1, "0xzz"), (1, b"long" * 9)])
def test_arguments_that_do_not_fit_are_refused(counter_artifact: str, args: tuple[object, ...]) -> None:
    with pytest.raises(Invalid, match="do not fit") as refused:
        abi.encode_method("Counter", "add", args)

    assert refused.value.code == "arguments-unfit"


def test_unknown_names_are_said(counter_artifact: str) -> None:
    with pytest.raises(NotFound, match="no function subtract"):
        abi.encode_method("Counter", "subtract", (1,))
    with pytest.raises(NotFound, match="no event Lost"):
        abi.artifact("Counter").topic_of("Lost")
    with pytest.raises(NotFound, match="called Nothing"):
        abi.artifact("Nothing")
    with pytest.raises(Invalid, match="not a call"):
        abi.decode_call("Counter", "0xdeadbeef")


def test_half_a_call_is_unreadable(counter_artifact: str) -> None:
    with pytest.raises(SatshiftError, match="can't be read"):
        abi.decode_call("Counter", abi.encode_method("Counter", "add", (1,))[:40])


@pytest.mark.parametrize("contract", abi.names())
def test_what_ships_fits_every_network_and_tells_no_machine(contract: str) -> None:
    text = (abi.OURS / f"{contract}.json").read_text()

    assert abi.artifact(contract).size <= 24_576
    assert str(ROOT) not in text
    assert "site-packages" not in text


def test_the_lock_names_every_deployable_with_its_bytecode() -> None:
    from hashlib import sha256

    lock = json.loads((ROOT / "contracts" / "contracts.lock").read_text())

    assert {Path(path).stem for path in lock} == set(abi.names())
    for path, line in lock.items():
        found = abi.artifact(Path(path).stem)
        assert line["bytecode"] == sha256(bytes.fromhex(found.bytecode[2:])).hexdigest()
        assert (line["size"], line["compiler"]) == (found.size, found.compiler)
