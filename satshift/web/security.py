"""What every answer carries and no request may exceed: policies, nonces, cookies, sizes, origins."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from satshift.kernel.errors import Invalid, Refused, SatshiftError
from satshift.kernel.words import say
from satshift.web import languages, sessions

log = logging.getLogger("satshift.web")
BROKEN = say("This is our mistake, not yours. Your money is on the chain and is not touched by it.")
MOST_BODY = 1 << 20  # bytes
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}
Refuse = Callable[[Request, SatshiftError, int], Awaitable[ASGIApp]]


def policy(nonce: str) -> str:
    """Scripts with this answer's nonce and nothing else; no frames, no foreign forms, no strings as HTML."""
    return (
        "default-src 'self'; "
        f"script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types htmx satshift"
    )


class Gate:
    """The outermost door: gives a nonce, refuses what is too large or comes from elsewhere, adds headers."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["nonce"] = secrets.token_urlsafe(16)
        request = Request(scope, receive)
        door = _Door(scope, receive, send)
        refused = _refusal(request)
        if refused is not None:
            await (await self.refuse(request, *refused))(scope, receive, door.send)
            return
        try:
            await self.app(scope, door.receive, door.send)
        except Exception as error:  # the last door: whatever broke, a person gets a page
            if door.is_open:
                raise
            log.exception("%s %s", request.method, request.url.path)
            broken = SatshiftError("broken", BROKEN)
            broken.__cause__ = error
            await (await self.refuse(request, broken, 500))(scope, receive, door.send)


class _Door:
    """One request's way in and out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.seen = 0
        self.is_open = False  # the answer has begun

    async def receive(self) -> Message:
        message = await self._receive()
        self.seen += len(message.get("body", b""))
        if self.seen > MOST_BODY:
            raise too_large()
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.is_open = True
            _dress(self.scope, MutableHeaders(scope=message))
        await self._send(message)


def too_large() -> Invalid:
    return Invalid("body-too-large", "This is more than one megabyte. Send less, or send a link to it.")


def _refusal(request: Request) -> tuple[SatshiftError, int] | None:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MOST_BODY:
        return too_large(), 413
    if request.method not in SAFE and not _is_ours(request.headers, request.url.netloc):
        return Refused(
            "form-elsewhere",
            "This came from another site, so nothing was done. Open the page here and try again.",
        ), 403
    return None


def _is_ours(headers: Headers, host: str) -> bool:
    """Browsers say where a form came from; programs that are no browsers say nothing."""
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == host
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _dress(scope: Scope, headers: MutableHeaders) -> None:
    state = scope["state"]
    for name, value in FIXED.items():
        headers.setdefault(name, value)
    headers.setdefault("content-security-policy", policy(state["nonce"]))
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    if secure:
        headers.setdefault("strict-transport-security", "max-age=31536000")
    if state.get("cookie") and not headers.get("cache-control", "").startswith("public"):
        headers.append(
            "set-cookie",
            f"{sessions.COOKIE}={state['cookie']}; Path=/; HttpOnly; SameSite=Lax; Max-Age={sessions.LASTS}{secure}",
        )
    wish = _asked_language(scope)
    if wish:
        headers.append(
            "set-cookie", f"{languages.COOKIE}={wish}; Path=/; SameSite=Lax; Max-Age=31536000{secure}"
        )


def _asked_language(scope: Scope) -> str | None:
    wish = Request(scope).query_params.get("lang")
    return wish if wish in languages.NAMES else None
