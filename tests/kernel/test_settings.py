"""Settings are read from names and texts, and what can't be read is refused by name."""

from pathlib import Path

import pytest

from satshift.app import read_settings
from satshift.kernel.errors import Invalid
from satshift.kernel.settings import Settings

ROOT = Path(__file__).parents[2]


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('network = "rootstock"\nlimit_all = 7\n[rates]\nUSD = "61000"\n')
    found = read_settings({"SATSHIFT_HOME": str(tmp_path), "SATSHIFT_LIMIT_ALL": "9", "SATSHIFT_DEMO": "yes"})
    assert (found.network, found.limit_all, found.demo) == ("rootstock", 9, True)
    assert found.rates == {"USD": "61000"}
    assert found.data_dir == tmp_path
    assert found.database_url == f"sqlite:///{tmp_path}/satshift.db"


@pytest.mark.parametrize("name", ["demo", "limit_all", "rates"])
def test_a_setting_that_can_t_be_read_is_named(name: str) -> None:
    with pytest.raises(Invalid, match=name):
        Settings.read({name: "perhaps"})


def test_a_misspelt_setting_is_noticed() -> None:
    with pytest.raises(Invalid, match="databse"):
        Settings.read({"databse": "sqlite:///x.db"})


def test_every_setting_is_explained() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text()
    assert [name for name in Settings.__dataclass_fields__ if f"| `{name}` |" not in page] == []
