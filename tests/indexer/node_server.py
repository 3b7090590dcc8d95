"""The scripted node behind HTTP: what it knows as JSON-RPC, for indexers in other processes."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from satshift.chain import profiles
from satshift.chain.values import Block, Log, Receipt
from tests.indexer.scripted_node import Chain

CHAIN_ID = profiles.load("anvil").chain_id


def raw_block(block: Block) -> dict[str, Any]:
    return {
        "number": hex(block.number),
        "hash": block.hash,
        "parentHash": block.parent,
        "timestamp": hex(block.time),
        "gasLimit": hex(block.gas_limit),
        "gasUsed": hex(block.gas_used),
        "transactions": list(block.transactions),
        "logsBloom": block.bloom,
    }


def raw_log(log: Log) -> dict[str, Any]:
    return {
        "address": log.address,
        "topics": list(log.topics),
        "data": log.data,
        "blockNumber": hex(log.block),
        "blockHash": log.block_hash,
        "transactionHash": log.tx,
        "logIndex": hex(log.index),
        "transactionIndex": hex(log.tx_index),
    }


def raw_receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "transactionHash": receipt.hash,
        "blockNumber": hex(receipt.block),
        "blockHash": receipt.block_hash,
        "transactionIndex": hex(receipt.index),
        "from": receipt.sender,
        "to": receipt.to,
        "status": "0x1",
        "gasUsed": "0x0",
        "logs": [raw_log(log) for log in receipt.logs],
    }


class Answers:
    """JSON-RPC over a chain; a lock keeps each answer of one moment."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.lock = threading.Lock()
        self.is_mute = False
        self.logs_results = profiles.load("rootstock").logs_results

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            result = self._result(request["method"], request["params"])
        if request["method"] == "eth_getLogs" and len(result) > self.logs_results:
            error = {"code": -32012, "message": f"Cannot return more than {self.logs_results} logs at once"}
            return {"jsonrpc": "2.0", "id": request["id"], "error": error}
        return {"jsonrpc": "2.0", "id": request["id"], "result": result}

    def _result(self, method: str, params: list[Any]) -> Any:
        chain = self.chain
        if method == "eth_chainId":
            return hex(CHAIN_ID)
        if method == "eth_getBlockByNumber":
            number = chain.tip.number if params[0] == "latest" else int(params[0], 16)
            return raw_block(chain.blocks[number]) if number < len(chain.blocks) else None
        if method == "eth_getLogs":
            first, last = int(params[0]["fromBlock"], 16), int(params[0]["toBlock"], 16)
            return [raw_log(log) for log in chain.logs_between(first, last)]
        if method == "eth_getTransactionReceipt":
            receipt = chain.receipt(params[0])
            return None if receipt is None else raw_receipt(receipt)
        raise KeyError(method)


@contextmanager
def serving(chain: Chain) -> Iterator[tuple[str, Answers]]:
    """Serve the chain on a free port; yields its address."""
    answers = Answers(chain)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # one write an answer, or each waits for an acknowledgement

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if answers.is_mute:
                return self.send_error(503)
            found = [answers.answer(one) for one in body] if isinstance(body, list) else answers.answer(body)
            content = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            return None

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", answers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
