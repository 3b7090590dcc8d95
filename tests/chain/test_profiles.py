"""What we know about each network."""

import tomllib
from pathlib import Path

import pytest

from satshift.chain import profiles
from satshift.kernel.errors import NotFound, Refused

TABLE = Path(profiles.__file__).parent / "networks.toml"
OPEN = [name for name in profiles.names() if not name.startswith("botanix")]


@pytest.mark.parametrize("name", OPEN)
def test_a_network_is_found_by_name_and_by_chain_id(name: str) -> None:
    profile = profiles.load(name)

    assert profile.name == name
    assert profiles.by_chain_id(profile.chain_id) is profile
    assert profile.rpc_urls
    assert all(address == address.lower() for address in profile.contracts.values())


@pytest.mark.parametrize(("name", "chain_id"), [("botanix", 3637), ("botanix_testnet", 3636)])
def test_a_closed_network_is_refused_with_its_story(name: str, chain_id: int) -> None:
    with pytest.raises(Refused, match="9 June 2026") as refused:
        profiles.load(name)

    assert refused.value.code == "network-shut-down"
    with pytest.raises(Refused):
        profiles.by_chain_id(chain_id)


def test_an_unknown_network_names_the_ones_we_know() -> None:
    with pytest.raises(NotFound, match="rootstock, rootstock_testnet") as missing:
        profiles.load("rootstok")

    assert "botanix" not in str(missing.value)
    with pytest.raises(NotFound):
        profiles.by_chain_id(1)


def test_rules_are_inherited_and_addresses_are_not() -> None:
    main, test = profiles.load("rootstock"), profiles.load("rootstock_testnet")

    assert test.is_legacy
    assert test.replacement_bump_percent == main.replacement_bump_percent == 40
    assert test.max_call_depth == 400
    assert "uniswap_v3_factory" in main.contracts
    assert "uniswap_v3_factory" not in test.contracts
    assert not profiles.load("rootstock_regtest").contracts


def test_what_the_client_leans_on_is_written_down() -> None:
    rootstock, citrea = profiles.load("rootstock"), profiles.load("citrea")

    assert (rootstock.tx_types, rootstock.logs_range, rootstock.max_pending) == ((0,), 5_000, 16)
    assert (rootstock.confirmations, rootstock.gas_price_cap_multiple) == (12, 80)
    assert (citrea.l1_overhead_bytes, citrea.logs_range, citrea.max_pending) == (2, 1_000, 64)
    assert profiles.load("mezo").native_is_erc20 == "0x7b7c000000000000000000000000000000000000"


def test_a_profile_can_not_be_changed() -> None:
    with pytest.raises(AttributeError):
        profiles.load("citrea").chain_id = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        profiles.load("citrea").contracts["bridge"] = "0x"  # type: ignore[index]


def test_no_network_has_the_chain_id_of_another() -> None:
    chain_ids = [table["chain_id"] for table in tomllib.loads(TABLE.read_text())["networks"].values()]

    assert len(chain_ids) == len(set(chain_ids))
