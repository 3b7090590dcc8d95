"""The command line as a whole: finds its commands, turns cards into commands, and ends with a code that says how."""

import json
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click

from satshift import sdk
from satshift.cli import commands, exits
from satshift.cli.everywhere import everywhere, options
from satshift.cli.house import HOUSE, House
from satshift.kernel.errors import SatshiftError
from satshift.kernel.words import say

WIDTH = {"max_content_width": 110, "help_option_names": ["-h", "--help"]}


class Root(click.Group):
    """Every file in `commands` is a command, every card a group of commands."""

    def __init__(self, house: House) -> None:
        super().__init__(
            "satshift",
            help=say("Hire, work and get paid in bitcoin, with no one in between holding the money."),
            params=list(options()),
            context_settings=WIDTH,
            epilog=say("Exit codes: ") + " ".join(f"{code} {text}" for code, text in exits.MEANINGS.items()),
        )
        self.house = house

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        machines = [module.name for module in iter_modules(commands.__path__)]
        own = [each.name for card in self.house.cards() for each in card.commands]
        return [*(card.name for card in self.house.cards() if card.actions), *sorted([*machines, *own])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name in {module.name for module in iter_modules(commands.__path__)}:
            module = import_module(f"{commands.__name__}.{cmd_name}")
            return _settled(module.command)
        for card in self.house.cards():
            for own in card.commands:
                if own.name == cmd_name:
                    return _settled(own)
            if card.name == cmd_name and card.actions:
                from satshift.cli import verbs

                return verbs.group(card)
        return None


def _settled(command: click.Command) -> click.Command:
    """A command with the options that every command takes, on itself and on what it holds."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _settled(inner)
        return command
    return everywhere(command)


def main(house: House, args: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit code."""
    sdk.provide(house.cards, house.reader)
    words = list(sys.argv[1:] if args is None else args)
    wants_json = "--json" in words
    try:
        Root(house).main(words, prog_name="satshift", standalone_mode=False, obj={HOUSE: house})
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.ClickException as error:
        return _usage(error, wants_json)
    except (click.Abort, KeyboardInterrupt):
        _say(exits.MEANINGS[exits.INTERRUPTED], wants_json, "interrupted", exits.INTERRUPTED)
        return exits.INTERRUPTED
    except SatshiftError as error:
        return _family(error, wants_json)
    except BrokenPipeError:  # who reads us, such as `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.DONE
    except Exception as error:  # noqa: BLE001  the last stop: one clear line instead of a page of code
        return _unexpected(error, wants_json)
    return exits.DONE


def _usage(error: click.ClickException, wants_json: bool) -> int:
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = " " + say("See `{command} --help`.").format(command=error.ctx.command_path)
    _say(error.format_message() + hint, wants_json, "usage", exits.USAGE)
    return exits.USAGE


def _family(error: SatshiftError, wants_json: bool) -> int:
    if wants_json:
        click.echo(json.dumps(exits.as_json(error), ensure_ascii=False), err=True)
    else:
        click.echo(str(error), err=True)
        for name, sentence in getattr(error, "fields", {}).items():
            click.echo(f"  {name}: {sentence}", err=True)
    return exits.code_of(error)


def _unexpected(error: Exception, wants_json: bool) -> int:
    if os.environ.get("SATSHIFT_DEBUG"):
        traceback.print_exception(error)
    sentence = say(
        "Something unexpected failed: {why}. Nothing more was sent. Set SATSHIFT_DEBUG=1 to see where, and tell us."
    )
    why = f"{type(error).__name__}: {error}"
    _say(sentence.format(why=why), wants_json, "unexpected", exits.UNEXPECTED)
    return exits.UNEXPECTED


def _say(text: str, wants_json: bool, code: str, ending: int) -> None:
    body: dict[str, Any] = {"error": {"code": code, "message": text, "exit": ending}}
    click.echo(json.dumps(body, ensure_ascii=False) if wants_json else text, err=True)
