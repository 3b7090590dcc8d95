"""A look at a network before it is trusted."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from satshift.chain import profiles
from satshift.chain.anvil import Anvil
from satshift.chain.check import verify
from satshift.chain.node import Node
from satshift.kernel.address import Address
from satshift.kernel.errors import Refused
from tests.chains import Chain


def test_a_good_network_passes(chain: Chain) -> None:
    report = verify(chain.node)

    assert report.is_usable
    assert {finding.code for finding in report.findings} == {
        "chain-id",
        "fee-fields",
        "opcodes",
        "code",
        "block-age",
    }
    assert sum(finding.code == "opcodes" for finding in report.findings) == 3
    assert all(str(finding).endswith(".") for finding in report.findings)
    report.insist()


def test_another_network_stops_everything(anvil: Anvil) -> None:
    wrong = Node(profiles.load("citrea"), anvil.url)
    report = verify(wrong)

    assert not report.is_usable
    with pytest.raises(Refused, match="chain 31337, but chain 4114") as refused:
        report.insist()
    assert refused.value.code == "wrong-network"
    wrong.close()


def test_missing_fee_fields_stop_everything(anvil: Anvil) -> None:
    for name in ("rootstock", "citrea"):
        other = Node(replace(profiles.load(name), chain_id=31337), anvil.url)
        stops = {finding.code for finding in verify(other).findings if finding.severity == "stop"}
        assert stops == {"fee-fields"}
        other.close()


def test_an_old_machine_is_found_out() -> None:
    with Anvil(options=("--hardfork", "london")) as old:
        speaking = old.node()
        missing = [str(finding) for finding in verify(speaking).findings if finding.severity == "stop"]
        speaking.close()

    assert len(missing) == 3
    assert "MCOPY" in missing[2]


def test_a_missing_factory_stops_and_a_missing_neighbour_warns(anvil: Anvil) -> None:
    nowhere = Address("0x" + "9a" * 20)
    profile = replace(profiles.load("anvil"), contracts=MappingProxyType({"multicall3": nowhere}))
    speaking = Node(profile, anvil.url)
    warned = [finding for finding in verify(speaking).findings if finding.severity == "warn"]

    assert [str(finding) for finding in warned] == [
        f"Nothing stands at {nowhere}, where multicall3 should be."
    ]
    speaking.close()


def test_a_network_that_stands_still_is_noticed(anvil: Anvil) -> None:
    speaking = Node(replace(profiles.load("anvil"), status="live"), anvil.url)
    head = speaking.head()

    sleeping = verify(speaking, now=head.time + 3_600)
    awake = verify(speaking, now=head.time + 10)

    assert [finding.code for finding in sleeping.findings if finding.severity == "warn"] == ["block-age"]
    assert sleeping.is_usable
    assert all(finding.severity == "fine" for finding in awake.findings)
    speaking.close()
