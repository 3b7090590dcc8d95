# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Wallet
@license AGPL-3.0-only
@notice An ERC-1271 wallet of one owner, which can also lie, burn, and answer oddly.
@custom:stop For tests only.
"""

from snekmate.utils import ecdsa

HONEST: constant(uint256) = 0
LIES: constant(uint256) = 1  # says yes to everything
BURNS: constant(uint256) = 2
SHORT: constant(uint256) = 3  # answers four bytes
LONG: constant(uint256) = 4  # answers yes, and more
REVERTS: constant(uint256) = 5
NO: constant(uint256) = 6
YES: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000000

OWNER: immutable(address)
manner: uint256


@deploy
def __init__(_owner: address):
    OWNER = _owner


@external
def behave(_manner: uint256):
    self.manner = _manner


@external
@payable
def act(_target: address, _data: Bytes[8192]):
    raw_call(_target, _data, value=msg.value)


@external
@payable
def __default__():
    pass


@external
@view
@raw_return
def isValidSignature(_digest: bytes32, _signature: Bytes[768]) -> Bytes[64]:
    manner: uint256 = self.manner
    if manner == LIES:
        return slice(abi_encode(YES), 0, 32)
    if manner == BURNS:
        x: uint256 = 1
        for i: uint256 in range(1_000_000_000):
            x = unsafe_mul(x, 3)
    if manner == SHORT:
        return slice(abi_encode(YES), 0, 4)
    if manner == LONG:
        return concat(YES, YES)
    if manner == REVERTS:
        raise "wallet: no"
    # The last 65 bytes are the owner's; what comes before stands for other owners'.
    signature: Bytes[65] = slice(_signature, len(_signature) - 65, 65)
    if manner == NO or ecdsa._recover_sig(_digest, signature) != OWNER:
        return slice(abi_encode(empty(bytes32)), 0, 32)
    return slice(abi_encode(YES), 0, 32)
