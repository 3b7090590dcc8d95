# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Delegating
@license AGPL-3.0-only
@notice A wallet as most are: what arrives is handed on, here `levels` calls deep.
@custom:stop For tests only.
"""

NEXT: immutable(address)


@deploy
def __init__(_next: address):
    NEXT = _next


@external
@payable
def __default__():
    if NEXT != empty(address):
        raw_call(NEXT, b"", is_delegate_call=True)
