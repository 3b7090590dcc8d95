"""What a command says: plain lines for people, JSON and JSON Lines for programs."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from satshift.chain.profiles import Profile
from satshift.kernel.address import checksum
from satshift.kernel.money import WEI_PER_SAT, Sats
from satshift.kernel.settings import Settings


def plain(value: Any) -> Any:
    """Any value of ours as JSON has it; integers too large for other languages become text."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, BaseModel):
        return plain(value.model_dump())
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, bool) or value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, Path):
        return str(value)
    return [plain(inner) for inner in value] if isinstance(value, Iterable) else str(value)


def data(value: Any) -> None:
    """One JSON value on one line."""
    click.echo(json.dumps(plain(value), ensure_ascii=False))


def facts(pairs: Mapping[str, object]) -> None:
    """Names and values, one a line, in two columns."""
    width = max((len(name) for name in pairs), default=0)
    for name, value in pairs.items():
        click.echo(f"{name:<{width}}  {value}")


def table(rows: Sequence[Mapping[str, object]], empty: str) -> None:
    """Rows in columns; `empty` says what it means that there are none."""
    if not rows:
        click.echo(empty)
        return
    names = list(rows[0])
    texts = [[str(row.get(name, "")) for name in names] for row in rows]
    widths = [max(len(name), *(len(line[place]) for line in texts)) for place, name in enumerate(names)]
    for line in [names, *texts]:
        click.echo("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip())


def note(text: str) -> None:
    """Something a person may like to know, kept away from what programs read."""
    click.echo(text, err=True)


def sats(wei: int) -> str:
    """An amount in sats; what lies below one sat is shown as a part of it."""
    whole, rest = divmod(wei, WEI_PER_SAT)
    if not rest:
        return str(Sats(whole))
    return f"{whole:,}.{rest:010d}".rstrip("0") + " sats"


def up(wei: int) -> str:
    """A fee in whole sats, never shown smaller than it is."""
    return str(Sats(-(-wei // WEI_PER_SAT)))


def fiat(wei: int) -> str:
    """What an amount is worth at the rates in SATSHIFT_RATES, such as `USD=61000`; empty without any."""
    rates = Settings.read({"rates": os.environ.get("SATSHIFT_RATES", "")}).rates
    worth = [f"{Decimal(wei) / 10**18 * Decimal(rate):,.2f} {name}" for name, rate in rates.items()]
    return f" ({', '.join(worth)})" if worth else ""


def when(seconds: int) -> str:
    """A moment in the reader's own time zone."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().strftime("%Y-%m-%d %H:%M %Z")


def address(account: str, profile: Profile) -> str:
    """An address in the network's own form."""
    return checksum(account, profile.chain_id if profile.checksum == "eip1191" else None)


def is_watched() -> bool:
    """Whether a person looks at the terminal."""
    return sys.stderr.isatty()
