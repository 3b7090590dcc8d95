"""What we ask people to sign is what the contract checks, to the byte."""

from pathlib import Path

import pytest

from satshift.work.agreements import typed

ROOT = Path(__file__).parents[3]
TWIN = (ROOT / "contracts/work/AgreementTwin.vy").read_text()


@pytest.mark.parametrize("name", typed.MIDDLES)
def test_the_type_is_the_one_in_the_contract(name: str) -> None:
    assert f'"{typed.type_string(name)}"' in TWIN
