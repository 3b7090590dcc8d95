"""Writes docs/reference/cli.md from the commands themselves; with --check it only says whether it is fresh."""

import sys
from pathlib import Path

import click

from satshift import app, cli
from satshift.cli import exits
from satshift.cli.everywhere import options
from satshift.cli.frame import Root

PAGE = Path(__file__).parents[1] / "docs/reference/cli.md"
OWN = {option.opts[0] for option in options()}
HEAD = """# Commands

Made from the commands by `python scripts/docs.py`; do not edit it by hand.

Every command takes the options of `satshift` itself, before or after its name.
Keys, papers and the outbox live in `~/.satshift`, or where `SATSHIFT_HOME` says.
A passphrase is asked for, or read from the file that `SATSHIFT_PASSPHRASE_FILE` names.
"""


def main() -> int:
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/reference/cli.md is stale. Run `.venv/bin/python scripts/docs.py`.")
    return 1


def page() -> str:
    """The whole page."""
    root = Root(cli.House(app.capabilities, "", app.make_indexer, app.own_rows))
    with click.Context(root, info_name="satshift") as ctx:
        lines = [HEAD, "| option | means |", "|---|---|", *_options(root, own=True), ""]
        lines += ["| exit code | means |", "|---|---|"]
        lines += [f"| {code} | {text} |" for code, text in exits.MEANINGS.items()]
        lines += _group(root, ctx, "satshift")
    return "\n".join(lines) + "\n"


def _group(group: click.Group, ctx: click.Context, path: str) -> list[str]:
    lines: list[str] = []
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        words = f"{path} {name}"
        if isinstance(command, click.Group):
            lines += ["", f"## {words}", "", *_help(command)]
            if words == "satshift direct":
                lines += ["", "The verbs are those of `satshift agreements`, with the same options."]
                continue
            with click.Context(command, info_name=name, parent=ctx) as inner:
                lines += _group(command, inner, words)
        else:
            lines += [
                "",
                f"{'###' if path != 'satshift' else '##'} {words}",
                "",
                *_help(command),
                *_usage(command, words),
            ]
    return lines


def _help(command: click.Command) -> list[str]:
    return [line.strip() for line in (command.help or "").split("\n") if line.strip() != ""]


def _usage(command: click.Command, words: str) -> list[str]:
    named = [param for param in command.params if isinstance(param, click.Argument)]
    places = "".join(
        f" {(param.metavar or str(param.name)).upper()}"
        if param.required
        else f" [{(param.metavar or str(param.name)).upper()}]"
        for param in named
    )
    found = _options(command, own=False)
    table = ["", "| option | means |", "|---|---|", *found] if found else []
    return ["", f"`{words}{places}`", *table]


def _options(command: click.Command, *, own: bool) -> list[str]:
    shown = [param for param in command.params if isinstance(param, click.Option)]
    return [
        f"| `{' '.join([*option.opts, *([option.metavar] if option.metavar else [])])}` | {(option.help or '').replace('|', '/')} |"
        for option in shown
        if (option.opts[0] in OWN) is own
    ]


if __name__ == "__main__":
    sys.exit(main())
