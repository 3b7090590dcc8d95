"""A node on a bad day: passes requests on to a good one, or does what it is told instead."""

import json
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Literal

import httpx

Mood = Literal[
    "well", "gone", "gone-after", "stall", "garbage", "half", "busy", "broken", "empty", "short-batch"
]


class BadNode:
    """An HTTP server in front of a good node. `moods` are used up one a request; afterwards it is well.

    `only` limits the moods to requests of one method, so that a test can say in the middle of what it happens.
    """

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.moods: deque[Mood] = deque()
        self.only: str | None = None
        self.seen: list[str] = []
        self.client = httpx.Client(timeout=30, headers={"content-type": "application/json"})
        handler = type("Handler", (_Handler,), {"node": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def mood_for(self, asked: Any) -> Mood:
        methods = [ask["method"] for ask in (asked if isinstance(asked, list) else [asked])]
        self.seen += methods
        if not self.moods or (self.only is not None and self.only not in methods):
            return "well"
        return self.moods.popleft()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self.client.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    node: ClassVar[BadNode]

    def log_message(self, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        mood = self.node.mood_for(json.loads(body))
        if mood == "gone":
            return self._hang_up()
        if mood == "stall":
            time.sleep(1.0)
            return self._hang_up()
        if mood in ("busy", "broken"):
            return self._answer(429 if mood == "busy" else 502, b"come back later")
        good = self.node.client.post(self.node.upstream, content=body).content
        if mood == "gone-after":
            return self._hang_up()
        return self._answer(200, _spoilt(mood, good), cut=mood == "half")

    def _hang_up(self) -> None:
        self.close_connection = True

    def _answer(self, status: int, body: bytes, cut: bool = False) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = cut


def _spoilt(mood: Mood, good: bytes) -> bytes:
    if mood == "garbage":
        return b"<html>It works!</html>"
    if mood == "empty":
        return b'{"jsonrpc":"2.0","id":1}'
    if mood == "short-batch":
        return json.dumps(json.loads(good)[:-1]).encode()
    return good
