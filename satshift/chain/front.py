"""The door of the embedded chain: JSON-RPC over HTTP, changes through the keeper, questions straight to anvil."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from satshift.chain.keeper import READS, Keeper
from satshift.kernel.errors import SatshiftError

MOST_BYTES = 10_000_000
PAGES_MAY = (
    "eth_",
    "net_",
    "web3_",
)  # what a web page may ask; time and coin belong to the owner of the machine


def changes(method: str) -> bool:
    """Whether a request changes the chain."""
    if method in READS:
        return False
    return method.startswith(("eth_send", "anvil_", "evm_", "hardhat_", "personal_"))


class Door(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: two would wait for each other
    disable_nagle_algorithm = True
    keeper: ClassVar[Keeper]
    timeout = 60

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if not 0 < length <= MOST_BYTES:
            self.close_connection = True
            self._answer(
                413, json.dumps(_refusal(None, -32600, "The request is empty or too large.")).encode()
            )
            return
        self._answer(200, self._respond(self.rfile.read(length)))

    def do_OPTIONS(self) -> None:
        self._answer(204, b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the journal says more."""

    def _respond(self, body: bytes) -> bytes:
        try:
            parsed = json.loads(body)
        except ValueError:
            return json.dumps(_refusal(None, -32700, "This is not JSON.")).encode()
        asked = parsed if isinstance(parsed, list) else [parsed]
        if not all(isinstance(ask, dict) and isinstance(ask.get("method"), str) for ask in asked):
            return json.dumps(_refusal(None, -32600, "This is not a JSON-RPC request.")).encode()
        try:
            if not self._is_from_page() and not any(changes(ask["method"]) for ask in asked):
                return self.keeper.forward(body)
            answers = [self._one(ask) for ask in asked]
        except SatshiftError as error:
            answers = [_refusal(ask.get("id"), -32603, str(error)) for ask in asked]
        return json.dumps(answers if isinstance(parsed, list) else answers[0]).encode()

    def _one(self, ask: dict[str, Any]) -> dict[str, Any]:
        method, params, place = ask["method"], ask.get("params") or (), ask.get("id")
        if self._is_from_page() and not method.startswith(PAGES_MAY):
            return _refusal(place, -32601, "Web pages may not ask for this.")
        if not changes(method):
            answer: dict[str, Any] = json.loads(self.keeper.forward(json.dumps(ask).encode()))
            return answer
        try:
            return {"jsonrpc": "2.0", "id": place, "result": self.keeper.change(method, tuple(params))}
        except SatshiftError as error:
            return _refusal(place, -32000, str(error.values.get("words") or error))
        except (TypeError, ValueError, IndexError, AttributeError):
            return _refusal(place, -32602, "The parameters can't be read.")

    def _is_from_page(self) -> bool:
        return "origin" in self.headers

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.send_header("access-control-allow-origin", "*")
        self.send_header("access-control-allow-headers", "content-type")
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128


class Front:
    """An HTTP server in threads of its own."""

    def __init__(self, keeper: Keeper, port: int) -> None:
        door = type("DoorOfThisChain", (Door,), {"keeper": keeper})
        self._server = _Server(("127.0.0.1", port), door)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _refusal(place: Any, code: int, words: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": place, "error": {"code": code, "message": words}}
