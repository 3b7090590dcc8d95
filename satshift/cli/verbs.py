"""Turns a card's actions into commands: plan, say it in words, ask, unlock the key, sign, send, tell how it ended."""

from collections.abc import Callable
from typing import Any

import click

from satshift.chain import keyfile
from satshift.cli import answering, fields, keys, reads, show, signing
from satshift.cli.everywhere import everywhere, settings
from satshift.cli.settings import Settings
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound
from satshift.kernel.shape import Action, Capability, Plan
from satshift.kernel.words import say
from satshift.sdk import Satshift, Signed
from satshift.sdk.sending import told

Opener = Callable[[Settings, Address | None], Satshift]


def group(card: Capability) -> click.Group:
    """The commands of a capability, spoken to through a Satshift node."""
    made = click.Group(card.name, help=card.title, no_args_is_help=True)
    for command in (*actions(card, signing.by_node), *reads.commands(card.name, signing.by_node)):
        made.add_command(command)
    for own in card.commands:
        made.add_command(everywhere(own))
    return made


def actions(card: Capability, opener: Opener) -> list[click.Command]:
    """One command an action."""
    return [_command(card, action, opener) for action in card.actions]


def _command(card: Capability, action: Action, opener: Opener) -> click.Command:
    def act(**typed: Any) -> None:
        _act(card.name, action, opener, typed)

    params = fields.params(action.intent)
    if "signature" in action.intent.model_fields:
        params.append(
            click.Option(
                ["signed_file", "--signed"],
                metavar="FILE",
                help=say("what was signed, as JSON; - reads it from a pipe"),
            )
        )
    said = _said(action)
    name = action.name.replace("_", "-")
    return everywhere(click.Command(name, params=params, callback=act, help=said, short_help=action.title))


def _said(action: Action) -> str:
    """What the intent says of itself where it belongs to this verb alone, else the title."""
    own = "".join(part.title() for part in action.name.split("_")) + "Intent"
    is_own = action.intent.__name__ == own
    return (action.intent.__doc__ or action.title).strip() if is_own else f"{action.title}."


def _act(capability: str, action: Action, opener: Opener, typed: dict[str, Any]) -> None:
    chosen = settings()
    given = fields.values(action.intent, typed)
    if typed.get("signed_file"):
        given = {**_handed(action, typed["signed_file"]), **given}
    who = _who(chosen)
    known = action.intent.model_fields
    if who is not None:
        given |= {name: who for name in ("by", "client") if name in known and name not in given}
    client = opener(chosen, who)
    try:
        _go(client, client.plan(capability, action.name, **given), given, chosen)
    finally:
        client.close()


def _go(client: Satshift, plan: Plan, given: dict[str, Any], chosen: Settings) -> None:
    if not plan.calls and plan.sign is None:
        _kept(client, plan, chosen)
        return
    signing.confirm(client.quote(plan), plan, chosen)
    client.unlock(keys.unlock(chosen))
    if plan.sign is not None:
        agreement = str(plan.values.get("agreement") or given.get("agreement"))
        _handed_out(client.sign(plan, agreement, draft=given.get("draft")), chosen)
        return
    answering.told(client.send(plan), chosen)


def _kept(client: Satshift, plan: Plan, chosen: Settings) -> None:
    """Nothing is signed: papers are kept, and their digests told."""
    digests = client.keep(plan)
    body = {"digest": digests[0], "paper": plan.papers[0]} if digests else {}
    if chosen.json:
        show.data({**body, "says": told(plan)})
        return
    show.facts({"done": told(plan), **({"draft": digests[0]} if digests else {}), "undo": plan.undo})


def _handed_out(signed: Signed, chosen: Settings) -> None:
    """The signature is the answer, on one line, to be handed to whoever sends it."""
    click.echo(signed.to_json())
    if not chosen.json:
        show.note(say("Hand this to somebody who sends it: `satshift agreements relay --signed FILE`."))


def _handed(action: Action, path: str) -> dict[str, Any]:
    with click.open_file(path, encoding="utf-8") as file:
        signed = Signed.from_json(file.read())
    return signed.into(set(action.intent.model_fields))


def _who(chosen: Settings) -> Address | None:
    """Whose key it is, without opening it."""
    try:
        return keyfile.address_in(keys.path_of(chosen))
    except NotFound as error:
        if error.code != "no-key":
            raise
        return None
