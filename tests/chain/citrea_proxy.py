"""Makes a local anvil answer as a Citrea node does where fees are concerned: part of them is for bytes on Bitcoin."""

from typing import Any

from tests.chain.rootstock_proxy import Answer, RootstockProxy

RATE = 2_500_000_000  # l1FeeRate, wei for a byte
SIZE = 17  # bytes of a plain transfer's state difference, from Citrea's documentation


class CitreaProxy(RootstockProxy):
    """Adds l1FeeRate to blocks and receipts, and eth_estimateDiffSize."""

    def answer(self, method: str, params: list[Any]) -> Answer:
        if method == "eth_estimateDiffSize":
            gas = self.up("eth_estimateGas", params)
            return gas if "error" in gas else {"result": {"gas": gas["result"], "l1DiffSize": hex(SIZE)}}
        answer = self.up(method, params)
        if method.startswith("eth_getBlockBy") and answer.get("result"):
            answer["result"]["l1FeeRate"] = hex(RATE)
        if method == "eth_getTransactionReceipt" and answer.get("result"):
            answer["result"] |= {"l1FeeRate": hex(RATE), "l1DiffSize": hex(SIZE)}
        return answer
