"""Makes a local anvil answer as a Rootstock node (rskj 9) does, so that the client meets its manners in tests.

It does not reproduce the gas schedule, the missing 63/64 rule or the call depth of 400.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import httpx
import rlp
from eth_utils.crypto import keccak

MINIMUM = 60_000_000  # minimumGasPrice of every block, in wei
CAP = 80
MOST_BLOCKS = 5_000
MOST_WAITING = 16
BUMP = 40  # percent that a replacement must add
REMASC = "0x0000000000000000000000000000000001000008"
MISSING = frozenset(
    {
        "eth_feeHistory",
        "eth_maxPriorityFeePerGas",
        "eth_getProof",
        "eth_createAccessList",
        "eth_getBlockReceipts",
        "eth_simulateV1",
        "eth_signTypedData_v4",
        "eth_blobBaseFee",
    }
)
NOT_ROOTSTOCK = (
    "baseFeePerGas",
    "withdrawals",
    "withdrawalsRoot",
    "blobGasUsed",
    "excessBlobGas",
    "parentBeaconBlockRoot",
    "requestsHash",
)
Answer = dict[str, Any]


class RootstockProxy:
    """An HTTP server in front of an anvil; `seen` are the methods it was asked for."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.seen: list[str] = []
        self.client = httpx.Client(timeout=30)
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self.client.close()

    def answer(self, method: str, params: list[Any]) -> Answer:
        self.seen.append(method)
        refusal = _refusal(method, params)
        if refusal is None and method == "eth_sendRawTransaction":
            refusal = self._pool(params[0])
        if refusal is not None:
            return refusal
        if method == "eth_gasPrice":
            return {"result": hex(MINIMUM * 11 // 10)}
        if method in ("eth_getTransactionByHash", "eth_getTransactionReceipt"):
            remasc = self._remasc(method, params[0])
            if remasc is not None:
                return remasc
        return _as_rootstock(method, self.up(method, params))

    def up(self, method: str, params: list[Any]) -> Answer:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer: Answer = self.client.post(self.upstream, json=body).json()
        return {key: value for key, value in answer.items() if key in ("result", "error")}

    def _pool(self, raw: str) -> Answer | None:
        """What the pool of a Rootstock node refuses before anything else."""
        try:
            parts = rlp.decode(bytes.fromhex(raw[2:]))
        except rlp.DecodingError:
            parts = []
        if not isinstance(parts, list) or len(parts) != 9:
            return _error(-32603, "Internal server error")  # typed transactions are no list of nine
        price = int.from_bytes(parts[1], "big")
        if price < MINIMUM:
            return _error(-32010, "transaction's gas price lower than block's minimum")
        if price > MINIMUM * CAP:
            return _error(-32010, "transaction's gas price exceeds cap")
        return self._waiting(raw, int.from_bytes(parts[0], "big"), price)

    def _waiting(self, raw: str, nonce: int, price: int) -> Answer | None:
        tx = "0x" + keccak(bytes.fromhex(raw[2:])).hex()
        if self.up("eth_getTransactionByHash", [tx]).get("result"):
            return _error(-32010, "pending transaction with same hash already exists")
        content = self.up("txpool_content", []).get("result") or {}
        for senders in content.values():
            for waiting in senders.values():
                other = waiting.get(str(nonce))
                if (
                    other
                    and self._same_sender(raw, other)
                    and price * 100 < int(other["gasPrice"], 16) * (100 + BUMP)
                ):
                    return _error(-32010, "gas price not enough to bump transaction")
        return None

    @staticmethod
    def _same_sender(raw: str, other: dict[str, Any]) -> bool:
        from eth_account import Account

        return str(Account.recover_transaction(raw)).lower() == other["from"].lower()

    def _remasc(self, method: str, tx: str) -> Answer | None:
        """The last transaction of every block: from nobody, for nothing."""
        if not tx.startswith("0x00000000"):
            return None
        block = self.up("eth_getBlockByNumber", [hex(int(tx, 16)), False])["result"]
        common = {
            "from": "0x" + "00" * 20,
            "to": REMASC,
            "blockNumber": block["number"],
            "blockHash": block["hash"],
            "transactionIndex": hex(len(block["transactions"])),
        }
        if method == "eth_getTransactionByHash":
            extra = {
                "hash": tx,
                "nonce": "0x0",
                "value": "0x0",
                "input": "0x",
                "gas": "0x0",
                "gasPrice": "0x0",
            }
            return {"result": {**common, **extra, "v": "0x0", "r": "0x0", "s": "0x0", "type": "0x0"}}
        extra = {"transactionHash": tx, "gasUsed": "0x0", "effectiveGasPrice": "0x0", "status": "0x1"}
        return {"result": {**common, **extra, "contractAddress": None, "logs": [], "type": "0x0"}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    proxy: ClassVar[RootstockProxy]

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        answers = [
            {"jsonrpc": "2.0", "id": ask["id"], **self.proxy.answer(ask["method"], ask.get("params") or [])}
            for ask in (asked if isinstance(asked, list) else [asked])
        ]
        body = json.dumps(answers if isinstance(asked, list) else answers[0]).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _error(code: int, message: str, data: Any = None) -> Answer:
    return {"error": {"code": code, "message": message, **({"data": data} if data is not None else {})}}


def _refusal(method: str, params: list[Any]) -> Answer | None:
    if method in MISSING:
        return _error(-32601, "method not found")
    if any(param in ("safe", "finalized") for param in params if isinstance(param, str)):
        return _error(-32602, "Invalid block identifier")
    if method == "eth_getLogs":
        query = params[0]
        first, last = query.get("fromBlock", "latest"), query.get("toBlock", "latest")
        if first.startswith("0x") and last.startswith("0x") and int(last, 16) - int(first, 16) > MOST_BLOCKS:
            return _error(-32012, "Cannot query more than 5000 blocks at once")
    return None


def _as_rootstock(method: str, answer: Answer) -> Answer:
    error = answer.get("error")
    if error is not None:
        return _rootstock_error(error)
    result = answer.get("result")
    if method.startswith("eth_getBlockBy") and result:
        return {"result": _block(result)}
    if method == "eth_getLogs":
        return {
            "result": [{key: value for key, value in log.items() if key != "removed"} for log in result or []]
        }
    if method == "eth_getTransactionReceipt" and result:
        result["type"] = "0x0"
        result["logs"] = [
            {key: value for key, value in log.items() if key != "removed"} for log in result["logs"]
        ]
    return answer


def _rootstock_error(error: dict[str, Any]) -> Answer:
    words = error.get("message", "")
    if error.get("code") == 3 or "revert" in words:
        return _error(-32015, f"VM Exception while processing transaction: {words}", error.get("data"))
    if "nonce too low" in words:
        return _error(-32010, "transaction nonce too low")
    if "nsufficient funds" in words:
        return _error(-32010, "the sender account doesn't have enough funds: insufficient funds")
    return {"error": error}


def _block(block: dict[str, Any]) -> dict[str, Any]:
    for key in NOT_ROOTSTOCK:
        block.pop(key, None)
    remasc = "0x" + int(block["number"], 16).to_bytes(32, "big").hex() if block["number"] else None
    if remasc is not None:
        block["transactions"] = [*block["transactions"], remasc]
    return {
        **block,
        "minimumGasPrice": hex(MINIMUM),
        "totalDifficulty": "0x1",
        "cumulativeDifficulty": "0x1",
        "paidFees": "0x0",
        "hashForMergedMining": "0x" + "00" * 32,
        "rskPteEdges": [],
    }
