# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Jars
@license AGPL-3.0-only
@notice Tells the events that the indexer's tests read; holds nothing.
@custom:stop Nothing to stop.
"""


event Opened:
    jar: indexed(bytes32)
    owner: address


event Filled:
    jar: indexed(bytes32)
    amount: uint256


event Emptied:
    jar: indexed(bytes32)


@external
def open(_jar: bytes32):
    log Opened(jar=_jar, owner=msg.sender)


@external
def fill(_jar: bytes32, _amount: uint256, _times: uint256):
    for turn: uint256 in range(_times, bound=1_000):
        log Filled(jar=_jar, amount=_amount + turn)


@external
def empty(_jar: bytes32):
    log Emptied(jar=_jar)
