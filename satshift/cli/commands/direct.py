"""Every verb straight to the contracts, with nothing but a node of the chain and a key."""

import click

from satshift.cli import reads, signing, verbs
from satshift.cli.house import house
from satshift.kernel.words import say


class Direct(click.Group):
    """The verbs of all capabilities that have a contract."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self._found())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return self._found().get(cmd_name)

    def _found(self) -> dict[str, click.Command]:
        found: dict[str, click.Command] = {}
        for card in house().cards():
            if card.contract is not None:
                for each in (
                    *verbs.actions(card, signing.by_chain),
                    *reads.commands(card.name, signing.by_chain),
                ):
                    found.setdefault(each.name or "", each)
        return found


command = Direct(
    "direct",
    help=say(
        "Do everything against the contracts themselves, with nothing but a node of the chain and a key.\n\n"
        "Papers are kept on this machine. No server of anybody's is asked."
    ),
    no_args_is_help=True,
)
