"""A Satshift node beside the chain: it prepares and reads; what it prepares is checked here before it is signed."""

from collections.abc import Mapping
from typing import Any

from satshift.chain import profiles
from satshift.chain.node import Node
from satshift.kernel.address import Address
from satshift.kernel.errors import NotFound, Refused
from satshift.kernel.shape import Intent, Money, Plan, TypedData
from satshift.kernel.words import say
from satshift.sdk import cards, checking
from satshift.sdk.core import Core, Key, Place
from satshift.sdk.desk import ChainDesk
from satshift.sdk.flow import Answer, Fetch, Flow, Pause, read_answer, work
from satshift.sdk.outcome import Outcome
from satshift.sdk.papers import digest_of
from satshift.sdk.signed import Signed

TIMEOUT = 30.0  # seconds
ROOT = "/api/v1"
LOOKS, LOOK_EVERY = 25, 0.2  # how often, and seconds between


class Remote(Core):
    """A core that asks a Satshift node, and the chain through `rpc` or through that node's own door to it."""

    def __init__(self, url: str, rpc: str | None, key: Key, place: Place) -> None:
        super().__init__(None, key, place)
        self._url, self._rpc = url.rstrip("/"), rpc

    def node(self) -> Flow[Node]:
        """The chain that the Satshift node works on."""
        if self._node is None:
            network = yield from self.get("/network")
            profile = profiles.by_chain_id(int(network["chain_id"]))
            self._node = Node(profile, self._rpc or f"{self._url}/rpc")
        return self._node

    def plan(self, capability: str, verb: str, values: Mapping[str, Any]) -> Flow[Plan]:
        """What the node prepares, once it was checked here."""
        action = cards.action(capability, verb)
        wanted = cards.intent(action, values)
        body = wanted.model_dump(mode="json", exclude_none=True)
        answer: Answer = yield Fetch("POST", f"{ROOT}/{capability}/{verb}", body)
        shown = read_answer(answer)
        node = yield from self.node()
        plan = _plan(shown)
        checking.check(verb, wanted, plan, self.address, node.chain_id)
        if self._rpc is not None:
            yield from self._plan_again(capability, verb, wanted, plan, node)
        return plan

    def keep(self, plan: Plan) -> Flow[tuple[str, ...]]:
        """Hand the papers in, so that the other side can read them; one copy stays here."""
        for paper in plan.papers:
            answer: Answer = yield Fetch("POST", f"{ROOT}/agreements/papers", {"paper": dict(paper)})
            read_answer(answer)
        return (yield from super().keep(plan))

    def paper(self, digest: str) -> Flow[Mapping[str, Any]]:
        """A paper from here, or from the node, whose answer must have that digest."""
        try:
            return (yield from super().paper(digest))
        except NotFound:
            kept = yield from self.get(f"/agreements/papers/{digest}")
        paper: Mapping[str, Any] = kept["paper"]
        if digest_of(paper) != digest.lower():
            raise checking.mismatch("paper")
        yield from work(lambda: self.shelf.keep(paper))
        return paper

    def hand_over(self, signed: Signed, draft: str | None) -> Flow[None]:
        """Give a signature to the node, so that the other side finds it there."""
        body: dict[str, Any] = {"signature": signed.signature}
        path = f"/agreements/drafts/{draft}/signatures"
        if draft is None:
            path = f"/agreements/{signed.agreement}/signatures"
            body |= {"by": signed.by, "to_worker": signed.values[0], "deadline": signed.deadline}
        answer: Answer = yield Fetch("POST", ROOT + path, body)
        read_answer(answer)

    def send(self, plan: Plan) -> Flow[Outcome]:
        """Send, then wait a little until the node has read the block, so that it shows what was done."""
        outcome = yield from super().send(plan)
        for _ in range(LOOKS if outcome.block is not None else 0):
            answer: Answer = yield Fetch("GET", f"{ROOT}/health")
            read = ((answer.body or {}).get("as_of") or {}).get("block")
            if read is None or read >= outcome.block:
                break
            yield Pause(LOOK_EVERY)
        return outcome

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Flow[Any]:
        """What the node's JSON machine says."""
        answer: Answer = yield Fetch("GET", ROOT + path, None, query)
        return read_answer(answer)

    def _plan_again(self, capability: str, verb: str, wanted: Intent, plan: Plan, node: Node) -> Flow[None]:
        """With a chain node of one's own the plan is made here too, and both must agree to the byte."""
        action = cards.action(capability, verb)
        desk = ChainDesk(node, cards.cards(), shelf=self.shelf)
        if not plan.calls or plan.calls[-1].contract != "Agreement":
            return  # what was handed over to the node, such as a signature, is not known here
        own: Plan = yield from work(lambda: action.plan(wanted, desk))
        checking.same(plan, own)


def _plan(shown: Mapping[str, Any]) -> Plan:
    """What a node prepared, read from its bytes; its words are shown, never trusted."""
    try:
        leaves = shown.get("leaves")
        return Plan(
            says=_literal(shown["says"]),
            undo=_literal(shown["undo"]),
            calls=checking.calls(shown["calls"]),
            sign=_typed(shown["sign"]),
            papers=tuple(shown["papers"]),
            leaves=None if leaves is None else Money(int(leaves["wei"]), Address(leaves["currency"])),
            to=tuple(Address(each) for each in shown["to"]),
            values={"agreement": shown["values"].get("agreement"), "digest": shown["values"].get("digest")},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(
            "prepared-unreadable",
            say("What the node prepared can't be read. It may be of another version; nothing was signed."),
        ) from error


def _typed(shown: Mapping[str, Any] | None) -> TypedData | None:
    if shown is None:
        return None
    types = {name: fields for name, fields in shown["types"].items() if name != "EIP712Domain"}
    message = _whole(shown["message"], types, shown["primaryType"])
    return TypedData(shown["domain"], types, shown["primaryType"], message)


def _whole(message: Mapping[str, Any], types: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A message with its numbers as numbers; large ones travel as text."""
    kinds = {field["name"]: field["type"] for field in types[name]}
    return {field: _number(value, kinds[field], types) for field, value in message.items()}


def _number(value: Any, kind: str, types: Mapping[str, Any]) -> Any:
    if kind.endswith("[]"):
        return [_number(each, kind[:-2], types) for each in value]
    if kind in types:
        return _whole(value, types, kind)
    return int(value) if kind.startswith("uint") else value


def _literal(text: str) -> str:
    """Text that is not a pattern to be filled."""
    return str(text).replace("{", "{{").replace("}", "}}")
