# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Token
@license AGPL-3.0-only
@notice An ERC-20 token as most are: refuses by reverting, answers True, does not count an endless allowance.
@custom:stop For tests only.
"""


event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    value: uint256


balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])


@external
def mint(_to: address, _value: uint256):
    self.balanceOf[_to] += _value


@external
def approve(_spender: address, _value: uint256) -> bool:
    self.allowance[msg.sender][_spender] = _value
    return True


@external
def transfer(_to: address, _value: uint256) -> bool:
    self._move(msg.sender, _to, _value)
    return True


@external
def transferFrom(_from: address, _to: address, _value: uint256) -> bool:
    allowed: uint256 = self.allowance[_from][msg.sender]
    if allowed != max_value(uint256):
        self.allowance[_from][msg.sender] = allowed - _value
    self._move(_from, _to, _value)
    return True


@internal
def _move(_from: address, _to: address, _value: uint256):
    assert _to != empty(address), "token: to nobody"
    self.balanceOf[_from] -= _value
    self.balanceOf[_to] += _value
    log Transfer(sender=_from, receiver=_to, value=_value)
