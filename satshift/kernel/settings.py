"""What an operator chooses: read from a mapping of names to texts; where they stand is the composition root's business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from satshift.kernel.errors import Invalid
from satshift.kernel.words import say

UNREADABLE = say("The setting {name} can't be read: “{value}”. Look at docs/reference/settings.md.")


@dataclass(frozen=True, slots=True)
class Settings:
    """Each has an environment variable SATSHIFT_<NAME> and a key in settings.toml; the environment wins.

    `rates` are prices of one bitcoin by currency, as text; none is asked from anywhere.
    The limits are requests a minute for one client: of everything, of what writes, and of what a token writes.
    """

    data_dir: Path = Path.home() / ".satshift"
    network: str = "anvil"
    rpc: tuple[str, ...] = ()
    database: str = ""
    base_url: str = "http://127.0.0.1:8370"
    secret: str = ""
    demo: bool = False
    start_block: int = 0
    limit_all: int = 600
    limit_writes: int = 30
    limit_token_writes: int = 300
    behind_proxy: bool = False
    rates: Mapping[str, str] = field(default_factory=dict)

    @property
    def database_url(self) -> str:
        """The database; a SQLite file in the data directory where none is named."""
        return self.database or f"sqlite:///{self.data_dir / 'satshift.db'}"

    @classmethod
    def read(cls, chosen: Mapping[str, Any]) -> "Settings":
        """From names and values; unknown names are refused, so that a misspelt one is noticed."""
        unknown = sorted(set(chosen) - set(cls.__dataclass_fields__))
        if unknown:
            raise Invalid(
                "setting-unknown",
                say("No setting is called {name}. Look at docs/reference/settings.md."),
                name=unknown[0],
            )
        return cls(**{name: _read(name, value) for name, value in chosen.items()})


def _read(name: str, value: Any) -> Any:
    try:
        if name == "data_dir":
            return Path(str(value)).expanduser()
        if name in ("demo", "behind_proxy"):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}[
                str(value).lower()
            ]
        if name.startswith("limit_") or name == "start_block":
            return max(0, int(value))
        if name == "rpc":
            return tuple(value.split()) if isinstance(value, str) else tuple(value)
        if name == "rates":
            return _rates(value)
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Invalid("setting-unreadable", UNREADABLE, name=name, value=str(value)) from None
    return str(value)


def _rates(value: Any) -> dict[str, str]:
    """`USD=61000 EUR=52000.50`, or a table."""
    pairs = value.items() if isinstance(value, Mapping) else (part.split("=") for part in value.split())
    return {str(name).upper(): str(rate) for name, rate in pairs}
