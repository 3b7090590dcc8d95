# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Moody
@license AGPL-3.0-only
@notice An account with code: takes coin or refuses it as it is told, and signs whatever is its own digest.
@custom:stop For tests only.
"""

refuses: bool


@external
@payable
def __default__():
    assert not self.refuses, "moody: not today"


@external
def act(_to: address, _data: Bytes[16384], _value: uint256):
    """
    @notice Call somebody as this account, with its own money.
    """
    raw_call(_to, _data, value=_value)


@external
@view
def isValidSignature(_digest: bytes32, _signature: Bytes[768]) -> bytes4:
    if len(_signature) == 32 and convert(slice(_signature, 0, 32), bytes32) == _digest:
        return 0x1626BA7E
    return 0xFFFFFFFF
