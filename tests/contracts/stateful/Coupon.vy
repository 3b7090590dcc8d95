# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Coupon
@license AGPL-3.0-only
@notice A plain ERC-20 token that can bar a receiver, as tokens with blocklists do.
@custom:stop For tests only.
"""

balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])
is_barred: HashMap[address, bool]


@external
def transfer(_to: address, _value: uint256) -> bool:
    if self.is_barred[_to]:
        return False
    self.balanceOf[msg.sender] -= _value
    self.balanceOf[_to] += _value
    return True


@external
def transferFrom(_from: address, _to: address, _value: uint256) -> bool:
    assert self.allowance[_from][msg.sender] >= _value, "coupon: not allowed"
    self.balanceOf[_from] -= _value
    self.balanceOf[_to] += _value
    return True
