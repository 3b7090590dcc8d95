"""What a command was asked to work with: network, node, address of a Satshift node, key, and how to speak."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from satshift.chain import profiles
from satshift.chain.anvil import Anvil
from satshift.chain.node import Node
from satshift.chain.profiles import Profile
from satshift.kernel.errors import NotFound
from satshift.kernel.words import say

HOME = "SATSHIFT_HOME"
VARIABLES: Mapping[str, str] = {
    "network": "SATSHIFT_NETWORK",
    "rpc": "SATSHIFT_RPC",
    "url": "SATSHIFT_URL",
    "key": "SATSHIFT_KEY",
}
FLAGS = ("json", "yes", "explain")


def home() -> Path:
    """Where keys, the outbox and the data of a node of your own live."""
    return Path(os.environ.get(HOME) or Path.home() / ".satshift")


@dataclass(frozen=True, slots=True)
class Settings:
    """The options that every command takes, with environment variables where an option is missing."""

    home: Path
    network: str
    rpc: str | None
    url: str | None
    key: str | None
    json: bool
    yes: bool
    explain: bool

    @classmethod
    def of(cls, chosen: Mapping[str, Any]) -> "Settings":
        """From what was typed; `chosen` holds only what was."""

        def named(option: str) -> str | None:
            return chosen.get(option) or os.environ.get(VARIABLES[option]) or None

        here = home()
        network = named("network") or running(here).get("network") or profiles.EMBEDDED
        flags = {flag: bool(chosen.get(flag)) for flag in FLAGS}
        return cls(here, str(network), named("rpc"), named("url"), named("key"), **flags)

    @property
    def profile(self) -> Profile:
        return profiles.load(self.network)

    def node(self) -> Node:
        """The node to ask; raises NotFound when the network is local and none is running.

        It is closed when the command ends.
        """
        node = Node(self.profile, self.rpc or self._local_rpc())
        running_command = click.get_current_context(silent=True)
        if running_command is not None:
            running_command.call_on_close(node.close)
        return node

    def rpc_url(self) -> str | None:
        """One address of a node, or None for those that the network is known by."""
        return self.rpc or self._local_rpc()

    def api_url(self) -> str:
        """The address of a Satshift node; raises NotFound when none is known."""
        url = self.url or running(self.home).get("url")
        if url:
            return str(url)
        raise NotFound(
            "no-node",
            say(
                "No Satshift node is known. Start one with `satshift up`, name one with --url, "
                "or use `satshift direct`, which needs only the chain."
            ),
        )

    def _local_rpc(self) -> str | None:
        if not self.profile.is_embedded:
            return None
        found = running(self.home).get("rpc") or Anvil.running(self.home / "chain")
        if found:
            return str(found)
        raise NotFound(
            "no-local-chain",
            say("No local chain is running. Start it with `satshift up`, or name a node with --rpc."),
        )


def running(here: Path) -> dict[str, Any]:
    """What the node of our own wrote about itself, if it runs: network, url, rpc, pid."""
    try:
        told: dict[str, Any] = json.loads((here / "node.json").read_text(encoding="utf-8"))
        os.kill(int(told["pid"]), 0)
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return told
