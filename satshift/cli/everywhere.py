"""The options that every command takes, before or after its name."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from satshift.cli.settings import FLAGS, VARIABLES, Settings

C = TypeVar("C", bound=click.Command)

HELP = {
    "json": "Print JSON; a list is JSON Lines.",
    "yes": "Do not ask before sending.",
    "explain": "Print what would be signed, what leaves and what it costs, before asking.",
    "network": "The network, as `satshift networks` lists it.",
    "rpc": "Address of a node of the chain.",
    "url": "Address of a Satshift node.",
    "key": "Name or path of a key file.",
}


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value and param.name:
        ctx.ensure_object(dict)[param.name] = value


def options() -> list[click.Option]:
    """Fresh options; a click command owns its own."""
    flags = [
        click.Option([f"--{flag}"], is_flag=True, expose_value=False, callback=_keep, help=HELP[flag])
        for flag in FLAGS
    ]
    named = [
        click.Option(
            [f"--{name}"],
            expose_value=False,
            callback=_keep,
            metavar=name.upper(),
            help=f"{HELP[name]} [{variable}]",
        )
        for name, variable in VARIABLES.items()
    ]
    return [*flags, *named]


def everywhere(command: C) -> C:
    """Give a command the options that every command takes; an option of its own with the same name stays."""
    own = {name for param in command.params for name in param.opts}
    command.params += [option for option in options() if not own & set(option.opts)]
    return command


def settings() -> Settings:
    """What the running command was asked to work with."""
    return Settings.of(click.get_current_context().ensure_object(dict))


Callback = Callable[..., Any]
