"""Checks what a node prepared before it is signed: right contract, right method, right arguments, right sum.

Nothing the node says is taken on trust. Addresses of contracts follow from the code that ships here, calldata is
decoded by the ABI that ships here, and the id of an agreement is the hash of its terms.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from satshift.chain import abi, deploy
from satshift.kernel.address import NOBODY, Address
from satshift.kernel.errors import Refused
from satshift.kernel.money import WEI_PER_SAT
from satshift.kernel.shape import Call, Intent, Money, Plan, TypedData
from satshift.kernel.words import say
from satshift.sdk.papers import digest_of

# Verbs whose call has another name, or may go through the twin.
METHODS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "open": (("Agreement", "open"), ("AgreementTwin", "open")),
    "part": (("AgreementTwin", "part"),),
    "relay": (("AgreementTwin", "relay"), ("AgreementTwin", "withdraw")),
    "revoke": (("AgreementTwin", "revoke"),),
}
SIGNED: Mapping[str, str] = {"accept_draft": "Accept", "offer_to_part": "Part"}
TERMS = "(address,address,address,address,bytes32,uint256,uint256[],uint256[])"
DIGESTS = ("_delivery", "_reasons", "_statement")
SAME = ("salt", "note", "text", "title", "links")  # what a paper repeats of what was asked


def mismatch(why: str) -> Refused:
    return Refused(
        "prepared-mismatch",
        say(
            "The node prepared something else than was asked ({why}). Nothing was signed. Use another node, or the chain directly."
        ),
        why=why,
    )


def calls(shown: Sequence[Mapping[str, Any]]) -> tuple[Call, ...]:
    """The calls in what a node prepared, read from their bytes alone."""
    return tuple(_call(each) for each in shown)


def check(verb: str, asked: Intent, plan: Plan, who: Address | None, chain_id: int) -> None:
    """Raise Refused unless the plan is what was asked."""
    wanted = asked.model_dump()
    for paper in plan.papers:
        _check_paper(paper, wanted)
    if plan.sign is not None:
        _check_signing(verb, wanted, plan.sign, who, chain_id)
    if plan.calls:
        _check_call(verb, wanted, plan, who)
    if len(plan.calls) > 1:
        _check_allowance(plan)


def same(prepared: Plan, own: Plan) -> None:
    """Raise Refused unless both plans have the same bytes; `own` was made from the chain."""
    if _bytes_of(prepared.calls) != _bytes_of(own.calls):
        raise mismatch("calls")
    if (prepared.sign is None) != (own.sign is None):
        raise mismatch("signature")


def _bytes_of(calls: Sequence[Call]) -> list[tuple[str, str, int]]:
    return [(call.to, abi.encode_call(call), call.value) for call in calls]


def _call(shown: Mapping[str, Any]) -> Call:
    to, contract, data = Address(str(shown["to"])), str(shown["contract"]), str(shown["data"])
    if contract != "Token" and to != deploy.address_of(contract):
        raise mismatch("contract")
    try:
        method, args = abi.decode_call(contract, data)
        call = Call(to, contract, method, tuple(args.values()), int(shown["value"]))
        if abi.encode_call(call) != data:
            raise mismatch("data")
    except Refused as error:
        raise mismatch("data") from error
    return call


def _check_call(verb: str, wanted: Mapping[str, Any], plan: Plan, who: Address | None) -> None:
    call = plan.calls[-1]
    if (call.contract, call.method) not in METHODS.get(verb, (("Agreement", verb),)):
        raise mismatch("method")
    args = abi.decode_call(call.contract, abi.encode_call(call))[1]
    _check_terms(verb, wanted, args, call, who)
    if args.get("_agreement", deploy.address_of("Agreement")) != deploy.address_of("Agreement"):
        raise mismatch("contract")
    if "_milestone" in args and args["_milestone"] + 1 != wanted.get("milestone"):
        raise mismatch("milestone")
    for name in DIGESTS:
        if name in args and [args[name]] != [digest_of(paper) for paper in plan.papers]:
            raise mismatch("paper")
    _check_sum(wanted, args, call)


def _check_terms(
    verb: str, wanted: Mapping[str, Any], args: Mapping[str, Any], call: Call, who: Address | None
) -> None:
    terms = args.get("_terms")
    if terms is None:
        return
    packed = tuple(bytes.fromhex(value[2:]) if name == "digest" else value for name, value in terms.items())
    if verb != "open":
        if wanted.get("agreement", "").lower() != "0x" + keccak(encode([TERMS], [packed])).hex():
            raise mismatch("agreement")
        return
    if who is not None and terms["client"] != who:
        raise mismatch("client")
    paper = wanted.get("paper")
    digest = digest_of(paper) if paper else str(wanted.get("draft")).lower()
    if terms["digest"] != digest or (paper and not _as_written(paper, terms)):
        raise mismatch("draft")
    total = sum(each & (2**96 - 1) for each in terms["milestones"])
    if call.value != (total if terms["currency"] == NOBODY else 0):
        raise mismatch("amount")


def _as_written(paper: Mapping[str, Any], terms: Mapping[str, Any]) -> bool:
    """Whether the packed terms carry the people, amounts and dates of the paper."""
    milestones = [int(each["due"]) << 96 | int(each["amount"]) for each in paper["milestones"]]
    payees = [int(each["share_ppm"]) << 160 | int(each["account"], 16) for each in paper["payees"]]
    people = ("client", "currency", "arbiter", "fallback_arbiter")
    return (
        list(terms["milestones"]) == milestones
        and list(terms["payees"]) == payees
        and all(terms[name] == paper[name] for name in people)
    )


def _check_sum(wanted: Mapping[str, Any], args: Mapping[str, Any], call: Call) -> None:
    if call.method != "open" and call.value:
        raise mismatch("amount")
    asked = str(wanted.get("amount") or "")
    is_sats = "_amount" in args and asked.isdigit() and args["_terms"]["currency"] == NOBODY
    if is_sats and args["_amount"] != int(asked) * WEI_PER_SAT:
        raise mismatch("amount")
    to = str(wanted.get("to") or "").lower()
    if to and args.get("_to", to) != to:
        raise mismatch("to")


def _check_allowance(plan: Plan) -> None:
    """The only other call there can be: a token is allowed to move exactly what the terms say."""
    first, leaves = plan.calls[0], plan.leaves or Money(0)
    spender_and_sum = (deploy.address_of("Agreement"), leaves.wei)
    if (first.contract, first.method) != ("Token", "approve") or first.args != spender_and_sum or first.value:
        raise mismatch("allowance")


def _check_paper(paper: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    for name in SAME:
        field = "note" if name == "text" and "note" in wanted else name
        if name in paper and field in wanted and paper[name] != wanted[field]:
            raise mismatch(f"paper: {name}")


def _check_signing(
    verb: str, wanted: Mapping[str, Any], typed: TypedData, who: Address | None, chain_id: int
) -> None:
    domain, message = typed.domain, typed.message
    if int(domain["chainId"]) != chain_id or str(domain["verifyingContract"]).lower() != deploy.address_of(
        "Agreement"
    ):
        raise mismatch("domain")
    if typed.primary != SIGNED.get(verb, "".join(part.title() for part in verb.split("_"))):
        raise mismatch("method")
    if who is not None and str(message["by"]).lower() != who:
        raise mismatch("signer")
    if "agreement" in message and str(message["agreement"]).lower() != wanted["agreement"].lower():
        raise mismatch("agreement")
    if "milestone" in message and int(message["milestone"]) + 1 != wanted.get("milestone"):
        raise mismatch("milestone")
    if not wanted.get("tip", "0").strip("0") and int(message["tip"]):
        raise mismatch("tip")
