"""The chain as JSON: hand over a signed transaction, see what became of it, know the network and how this node fares."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from satshift.api.answers import AddressText, AsOf, HashText, MoneyShown, Shown, as_of, money_shown
from satshift.api.faults import ANSWERS
from satshift.api.house import House, house_of
from satshift.api.limits import writing
from satshift.api.signed import SignedTransaction, read_signed
from satshift.kernel.errors import NotFound, Refused
from satshift.kernel.shape import Money
from satshift.kernel.words import say

router = APIRouter(tags=["chain"], responses=ANSWERS)
APPROVE, TRANSFER = "0x095ea7b3", "0xa9059cbb"
NOT_OURS = say(
    "This node hands over calls of Satshift’s contracts and plain transfers only. Send it through another node."
)


class Raw(BaseModel):
    """A transaction that was signed elsewhere."""

    model_config = ConfigDict(extra="forbid")

    raw: str = Field(pattern=r"^0x[0-9a-fA-F]+$", min_length=120, max_length=120_000, examples=["0x02f8…"])


class TransactionShown(Shown):
    """What became of a transaction. `is_read` says that lists and timelines here show it."""

    hash: HashText
    state: Literal["done", "refused", "pending", "not-known-yet"]
    block: int | None = None
    fee: MoneyShown | None = None
    is_read: bool = False
    as_of: AsOf


class TokenShown(Shown):
    symbol: str
    address: AddressText
    decimals: int


class NetworkShown(Shown):
    """The network this node speaks for, and where our contracts stand."""

    name: str
    title: str
    chain_id: int
    symbol: str
    status: str
    is_demo: bool
    block_seconds: float
    explorers: list[str]
    contracts: dict[str, AddressText]
    tokens: list[TokenShown]
    rates: dict[str, str]
    as_of: AsOf


class HealthShown(Shown):
    """How this node fares."""

    is_well: bool
    indexer: str
    lag: int | None
    says: str | None
    as_of: AsOf


@router.post(
    "/transactions", response_model=TransactionShown, status_code=202, dependencies=[Depends(writing)]
)
def send(request: Request, body: Raw) -> TransactionShown:
    """Hand over a signed transaction. The same one twice changes nothing."""
    house = house_of(request)
    signed = read_signed(body.raw)
    _check(house, signed)
    if house.node.transaction(signed.hash) is None:
        try:
            house.node.send_raw(body.raw)
        except Refused as error:
            if error.code != "already-known" and house.node.transaction(signed.hash) is None:
                raise
    return _look(house, signed.hash)


@router.get("/transactions/{hash}", response_model=TransactionShown)
def look(
    request: Request,
    hash: Annotated[str, Path(pattern=r"^0x[0-9a-fA-F]{64}$", examples=["0x" + "ab" * 32])],
) -> TransactionShown:
    """What became of a transaction; one that nobody has heard of is not known yet."""
    return _look(house_of(request), hash.lower())


@router.get("/network", response_model=NetworkShown)
def network(request: Request) -> NetworkShown:
    """The network, our contracts on it, and the rates this node shows."""
    house = house_of(request)
    profile = house.profile
    return NetworkShown(
        name=profile.name,
        title=profile.title,
        chain_id=profile.chain_id,
        symbol=profile.symbol,
        status=profile.status,
        is_demo=house.is_demo,
        block_seconds=profile.block_seconds,
        explorers=list(profile.explorers),
        contracts=dict(house.contracts),
        tokens=[
            TokenShown(symbol=token.symbol, address=token.address, decimals=token.decimals)
            for token in profile.tokens.values()
        ],
        rates=dict(house.settings.rates),
        as_of=as_of(house.store.head()),
    )


@router.get("/health", response_model=HealthShown)
def health(request: Request) -> JSONResponse:
    """Whether the rows follow the chain; 503 when they do not."""
    house = house_of(request)
    report, head = house.store.report(), house.store.head()
    state = report.state if report is not None else "waiting"
    is_well = head is not None and state in ("following", "catching-up", "stopped")
    shown = HealthShown(
        is_well=is_well,
        indexer=state,
        lag=None if report is None else report.lag,
        says=report.error if report is not None and state == "troubled" else None,
        as_of=as_of(head),
    )
    return JSONResponse(shown.model_dump(mode="json"), status_code=200 if is_well else 503)


def _look(house: House, tx: str) -> TransactionShown:
    head = house.store.head()
    try:
        receipt = house.node.receipt(tx)
        is_known = receipt is not None or house.node.transaction(tx) is not None
    except NotFound:
        receipt, is_known = None, False
    if receipt is None:
        return TransactionShown(hash=tx, state="pending" if is_known else "not-known-yet", as_of=as_of(head))
    return TransactionShown(
        hash=tx,
        state="done" if receipt.succeeded else "refused",
        block=receipt.block,
        fee=money_shown(Money(receipt.fee)),
        is_read=head is not None and head.number >= receipt.block,
        as_of=as_of(head),
    )


def _check(house: House, signed: SignedTransaction) -> None:
    if signed.chain_id not in (None, house.profile.chain_id):
        raise Refused(
            "transaction-other-chain",
            say("This transaction is for chain {theirs}, and this node speaks for chain {ours}."),
            theirs=signed.chain_id,
            ours=house.profile.chain_id,
        )
    ours = set(house.contracts.values())
    is_plain = signed.to is not None and signed.data == "0x"
    is_token = (
        signed.value == 0
        and len(signed.data) == 2 + 2 * 68
        and (
            signed.data.startswith(TRANSFER)
            or (signed.data.startswith(APPROVE) and "0x" + signed.data[34:74] in ours)
        )
    )
    if signed.to not in ours and not is_plain and not is_token:
        raise Refused("transaction-not-ours", NOT_OURS)
