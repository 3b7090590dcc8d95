# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Deep
@license AGPL-3.0-only
@notice Calls itself until it is deep enough, and only then its target.
@custom:stop For tests only.
"""


interface Diver:
    def dive(_levels: uint256, _target: address, _data: Bytes[2048]): nonpayable


@external
def dive(_levels: uint256, _target: address, _data: Bytes[2048]):
    if _levels == 0:
        raw_call(_target, _data)
    else:
        extcall Diver(self).dive(_levels - 1, _target, _data)
