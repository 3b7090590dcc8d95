"""The keys of the other wallet: it signs and sends with an account of its own, as an extension would."""

import json
from typing import Any

from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from eth_account.signers.local import LocalAccount
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from satshift.chain.sender import Sender
from satshift.web.house import house_of
from tests.chains import address_of

router = APIRouter(include_in_schema=False)
KEY: LocalAccount = Account.from_key("0x" + "5a" * 32)


@router.post("/other-rpc")
async def other_rpc(request: Request) -> JSONResponse:
    asked = await request.json()
    result = await run_in_threadpool(_answer, request, asked["method"], asked["params"])
    return JSONResponse({"result": result})


def _answer(request: Request, method: str, params: list[Any]) -> Any:
    if method == "eth_requestAccounts":
        return [KEY.address]
    if method == "personal_sign":
        return "0x" + KEY.sign_message(encode_defunct(hexstr=params[0])).signature.hex()
    if method == "eth_signTypedData_v4":
        return "0x" + KEY.sign_message(encode_typed_data(full_message=json.loads(params[1]))).signature.hex()
    assert method == "eth_sendTransaction", method
    (call,) = params
    sender = Sender(house_of(request).node, KEY)
    assert call["from"].lower() == address_of(KEY)
    return sender.transmit(call["to"], call["data"], value=int(call["value"], 16)).hash
