"""The same request again gives the same answer: `Idempotency-Key` on what this node keeps."""

import hashlib
import json
import time
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text, delete, insert, select
from sqlalchemy.exc import IntegrityError

from satshift.api.house import house_of
from satshift.api.limits import client_of
from satshift.api.tokens import token_of
from satshift.kernel.errors import Invalid
from satshift.kernel.words import say

LASTS = 86_400  # seconds
metadata = MetaData()
OTHER = say("This Idempotency-Key was used for another request. Take a new key for each request.")

REPEATS = Table(
    "api_repeats",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("body", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="the same key and body within a day get the same answer",
        examples=["6f1a2c"],
    ),
]


def once(
    request: Request, key: str | None, body: BaseModel, do: Callable[[], BaseModel], status: int = 201
) -> JSONResponse:
    """The answer of `do`, or the one given before to the same key."""
    if key is None:
        return JSONResponse(_json(do()), status_code=status)
    token = token_of(request)
    who = client_of(request) if token is None else token.address
    place = _hash(f"{who}|{request.url.path}|{key}")
    digest = _hash(body.model_dump_json(exclude={"salt"}))
    known = _known(request, place, digest)
    if known is not None:
        return known
    answer = _json(do())
    values = {"key": place, "body": digest, "status": status, "answer": json.dumps(answer)}
    try:
        with house_of(request).store.papers() as connection:
            connection.execute(delete(REPEATS).where(REPEATS.c.at < int(time.time()) - LASTS))
            connection.execute(insert(REPEATS).values(**values, at=int(time.time())))
    except IntegrityError:  # the same request came twice at once: the first one counts
        first = _known(request, place, digest)
        if first is not None:
            return first
        raise
    return JSONResponse(answer, status_code=status)


def _known(request: Request, place: str, digest: str) -> JSONResponse | None:
    with house_of(request).store.read() as connection:
        row = connection.execute(select(REPEATS).where(REPEATS.c.key == place)).mappings().first()
    if row is None or row["at"] < time.time() - LASTS:
        return None
    if row["body"] != digest:
        raise Invalid("idempotency-other-body", OTHER)
    replayed = {"idempotency-replayed": "true"}
    return JSONResponse(json.loads(row["answer"]), status_code=row["status"], headers=replayed)


def _json(shown: BaseModel) -> Any:
    return shown.model_dump(mode="json", by_alias=True)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
