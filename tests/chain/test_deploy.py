"""Our contracts stand at the same address everywhere, and what stands there is what we ship."""

from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from satshift.chain import abi, deploy, profiles
from satshift.chain.anvil import Anvil
from satshift.kernel.errors import NotFound, Refused
from tests.chains import Chain, address_of


def test_contracts_stand_where_they_were_said_to(chain: Chain, client: LocalAccount, tmp_path: Path) -> None:
    record = tmp_path / "deployments" / "here.toml"
    done = deploy.deploy(chain.sender(client), record=record, commit="abc123")

    assert {entry.contract for entry in done} == set(abi.names())
    for entry in done:
        assert entry.address == deploy.address_of(entry.contract)
        assert entry.commit == "abc123"
    assert deploy.read(record) == done
    assert all(found.is_same for found in deploy.verify(chain.node))


def test_the_address_does_not_depend_on_the_network(
    rootstock: Chain, anvil: Anvil, client: LocalAccount, stranger: LocalAccount
) -> None:
    deploy.deploy(rootstock.sender(client))
    speaking = anvil.node()
    here = Chain("anvil", anvil, speaking)
    here.fund(stranger)
    deploy.deploy(here.sender(stranger))

    for name in abi.names():
        address = deploy.address_of(name)
        assert rootstock.node.code(address).startswith(abi.artifact(name).runtime)
        assert speaking.code(address).startswith(abi.artifact(name).runtime)
    speaking.close()


def test_deploying_twice_sends_nothing(chain: Chain, client: LocalAccount, tmp_path: Path) -> None:
    record = tmp_path / "here.toml"
    first = deploy.deploy(chain.sender(client), record=record, commit="abc123")
    nonce = chain.node.nonce(address_of(client))
    second = deploy.deploy(chain.sender(client), record=record, commit="def456")

    assert second == first
    assert chain.node.nonce(address_of(client)) == nonce


def test_other_code_at_the_address_is_noticed() -> None:
    with Anvil() as fresh:
        speaking = fresh.node()
        (name, *_) = abi.names()
        before = {found.contract: found for found in deploy.verify(speaking)}
        fresh.ask("anvil_setCode", deploy.address_of(name), "0x6001")
        after = {found.contract: found for found in deploy.verify(speaking)}
        speaking.close()

    assert not before[name].is_same
    assert "Nothing stands" in before[name].says
    assert not after[name].is_same
    assert "Other code" in after[name].says


def test_a_network_without_the_factory_is_refused(client: LocalAccount) -> None:
    with Anvil() as fresh:
        speaking = fresh.node()
        here = Chain("anvil", fresh, speaking)
        here.fund(client)
        fresh.ask("anvil_setCode", deploy.FACTORY, "0x")
        with pytest.raises(Refused) as refused:
            deploy.deploy(here.sender(client))
        speaking.close()

    assert refused.value.code == "factory-missing"


def test_a_record_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"here\.toml is missing"):
        deploy.read(tmp_path / "here.toml")


def test_the_embedded_chains_record_stays_with_its_blocks(tmp_path: Path) -> None:
    embedded, live = profiles.load("anvil"), profiles.load("citrea")

    assert deploy.record_of(embedded, tmp_path) == tmp_path / "anvil.toml"
    assert deploy.record_of(live, tmp_path) == Path("deployments/citrea.toml")
