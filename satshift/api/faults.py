"""Every refusal in one shape: a stable code, a sentence, and a sentence for each field that is wrong."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from satshift.kernel.errors import Invalid, SatshiftError
from satshift.kernel.words import say

log = logging.getLogger("satshift.api")

UNREADABLE = say("This is not JSON that can be read. Check the quotation marks and brackets.")
INVALID = say("Something in this request is missing or can’t be read. Mend the fields named below.")
BROKEN = say("This is our mistake, not yours. Your money is on the chain and is not touched by it.")
WORDS: Mapping[int, tuple[str, str]] = {
    401: ("token-missing", say("This needs a token. Send it as `Authorization: Bearer …`.")),
    404: ("path-unknown", say("There is nothing at this address. Look at /api/v1/openapi.json.")),
    405: ("method-unknown", say("This address does not take that method. Look at /api/v1/openapi.json.")),
    415: ("media-unknown", say("Send JSON, with `Content-Type: application/json`.")),
}


class Fault(BaseModel):
    """What is wrong. Programs may rely on `code`."""

    code: str = Field(examples=["terms-invalid"])
    message: str = Field(examples=["These terms can't be opened as they are. Mend the fields named below."])
    fields: dict[str, str] = Field(
        default_factory=dict, examples=[{"milestones.0.due": "The due date lies in the past."}]
    )


class FaultShown(BaseModel):
    """The one shape of every refusal."""

    error: Fault


class TooMuch(SatshiftError):
    """Too large, or too often; `after` is in how many seconds it is worth asking again."""

    def __init__(
        self, status: int, code: str, message: str, after: int | None = None, **values: object
    ) -> None:
        super().__init__(code, message, **values)
        self.http_status = status
        self.after = after


def shape(code: str, message: str, fields: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "fields": dict(fields or {})}}


def answer(status: int, code: str, message: str, fields: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        shape(code, message, fields), status_code=status, headers={"cache-control": "no-store"}
    )


def of_ours(_request: Request, error: Exception) -> JSONResponse:
    """One of the family."""
    assert isinstance(error, SatshiftError)
    status = getattr(error, "http_status", None) or error.status
    fields = error.fields if isinstance(error, Invalid) else {}
    if status >= 500:
        log.warning("%s: %s", error.code, error)
    found = answer(status, error.code, str(error), fields)
    after = getattr(error, "after", None) or (5 if status in (202, 503) else None)
    if after is not None:
        found.headers["retry-after"] = str(after)
    return found


def of_http(_request: Request, error: Exception) -> JSONResponse:
    """What the framework says: no such path, no such method."""
    assert isinstance(error, HTTPException)
    code, message = WORDS.get(error.status_code, ("request-refused", str(error.detail)))
    found = answer(error.status_code, code, message)
    for name, value in (error.headers or {}).items():
        found.headers[name] = value
    return found


def of_fields(_request: Request, error: Exception) -> JSONResponse:
    """A body, a path or a query that does not fit."""
    assert isinstance(error, RequestValidationError)
    wrong = error.errors()
    if any(each["type"] == "json_invalid" for each in wrong):
        return answer(400, "body-unreadable", UNREADABLE)
    fields = {_place(each["loc"]): str(each["msg"]) for each in wrong}
    return answer(422, "request-invalid", INVALID, fields)


def of_anything(request: Request, error: Exception) -> JSONResponse:
    """A fault of ours."""
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    return answer(500, "broken", BROKEN)


def install(app: FastAPI) -> None:
    app.add_exception_handler(SatshiftError, of_ours)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_fields)
    app.add_exception_handler(Exception, of_anything)


def _place(loc: tuple[Any, ...]) -> str:
    parts = [str(part) for part in loc]
    return (
        ".".join(parts[1:] if parts and parts[0] in ("body", "query", "path", "header") else parts) or "body"
    )


ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {"model": FaultShown, "description": words}
    for status, words in (
        (202, "The answer has not arrived yet; ask again."),
        (400, "Not JSON."),
        (401, "A token is needed, or this one does not count."),
        (404, "Nothing by that name."),
        (405, "Not this method."),
        (409, "A rule or the contract said no."),
        (413, "More than one megabyte."),
        (422, "Something can't be read; `fields` names the places."),
        (429, "Too often; `Retry-After` says when to come back."),
        (500, "Our mistake."),
        (503, "The node or the database did not answer."),
    )
}
