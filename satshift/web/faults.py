"""Every refusal becomes a page of one form: what happened, and what to do next."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from satshift.kernel.errors import SatshiftError
from satshift.kernel.words import say
from satshift.web.pages import page
from satshift.web.reader import reader_of

log = logging.getLogger("satshift.web")


@dataclass(frozen=True, slots=True)
class Story:
    """What a status means to a person."""

    title: str
    happened: str
    next: str


STORIES: Mapping[int, Story] = {
    202: Story(
        say("Not known yet"),
        say("The answer exists, but it has not arrived here."),
        say("Wait a moment and reload this page. Nothing is lost."),
    ),
    400: Story(
        say("This can't be read"),
        say("The browser sent something that this page does not understand."),
        say("Go back, reload the page and try again."),
    ),
    403: Story(
        say("This is not allowed"),
        say("The request did not come from a page that you opened here, so nothing was done."),
        say("Open the page anew and try again."),
    ),
    404: Story(
        say("There is nothing here"),
        say("No page has this address. It may have been typed wrongly, or the chain has not told us yet."),
        say("Check the address, or look for the agreement in your list."),
    ),
    405: Story(
        say("This can't be done here"),
        say("This address does not take what was sent."),
        say("Go back and use the buttons of the page."),
    ),
    409: Story(
        say("This was refused"),
        say("A rule said no, and nothing was changed."),
        say("Go back, look at how things stand now, and decide again."),
    ),
    413: Story(
        say("This is too large"),
        say("More than one megabyte was sent, so nothing was kept."),
        say("Shorten the text, or put the file elsewhere and give its link."),
    ),
    422: Story(
        say("Something is missing or can't be read"),
        say("A value was not what this page needs, and nothing was changed."),
        say("Go back, correct it and send it again."),
    ),
    429: Story(
        say("Too many requests"),
        say("More was asked in a short time than this server answers."),
        say("Wait a minute and try again."),
    ),
    500: Story(
        say("Something broke here"),
        say("This is our mistake, not yours. Your money is on the chain and is not touched by it."),
        say("Try again in a moment. If it stays, tell the operator the time of this page."),
    ),
    503: Story(
        say("Something does not answer"),
        say(
            "The network or the database did not answer. Your money is on the chain and is not touched by it."
        ),
        say("Try again in a moment. You can also act without this server; the help page says how."),
    ),
}


def story_of(status: int) -> Story:
    return STORIES.get(status) or STORIES[500 if status >= 500 else 400]


def refusal(request: Request, status: int, code: str, sentence: str | None = None) -> Response:
    """A page for people, JSON for programs."""
    reader, story = reader_of(request), story_of(status)
    said = sentence or reader.tell(story.happened)
    if "application/json" in request.headers.get("accept", "") or request.url.path.startswith("/api/"):
        body = {"code": code, "message": said, "next": reader.tell(story.next)}
        return JSONResponse(body, status_code=status, headers={"cache-control": "no-store"})
    shown = {"title_text": reader.tell(story.title), "happened": said, "next_text": reader.tell(story.next)}
    answer = page(request, "web/fault.html", status=status, code=code, status_number=status, **shown)
    if request.headers.get("hx-request") == "true":
        answer.headers["hx-reswap"] = "none"  # a part of a page stays as it was and asks again later
    return answer


async def refuse(request: Request, error: SatshiftError, status: int) -> Response:
    """For the outermost door, where no route was found yet."""
    return refusal(request, status, error.code, reader_of(request).error(error))


async def of_ours(request: Request, error: Exception) -> Response:
    """An error of the family: its own sentence."""
    assert isinstance(error, SatshiftError)
    status = 413 if error.code == "body-too-large" else error.status
    if status >= 500:
        log.warning("%s: %s", request.url.path, error)
    return refusal(request, status, error.code, reader_of(request).error(error))


async def of_http(request: Request, error: Exception) -> Response:
    """An address that no route knows, a method that it does not take."""
    assert isinstance(error, HTTPException)
    answer = refusal(request, error.status_code, f"http-{error.status_code}")
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def of_fields(request: Request, error: Exception) -> Response:
    """An address with a part that can't be read."""
    assert isinstance(error, RequestValidationError)
    return refusal(request, 404 if _is_in_path(error.errors()) else 422, "request-unreadable")


def _is_in_path(errors: Any) -> bool:
    return any("path" in found.get("loc", ()) for found in errors)
