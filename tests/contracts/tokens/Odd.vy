# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Odd
@license AGPL-3.0-only
@notice A token with every bad habit, one at a time, in one direction.
@custom:stop For tests only.
"""

TAKES_A_FEE: constant(uint256) = 1
ANSWERS_FALSE: constant(uint256) = 2
ANSWERS_NOTHING: constant(uint256) = 3
ANSWERS_GARBAGE: constant(uint256) = 4
ANSWERS_LONG: constant(uint256) = 5
REENTERS: constant(uint256) = 6
BLOCKS: constant(uint256) = 7
BURNS: constant(uint256) = 8
ANSWERS_TWO: constant(uint256) = 9
MOVES_NOTHING: constant(uint256) = 10
STARVES: constant(uint256) = 11  # needs nearly all the gas that a push carries

coming: uint256  # the habit of transferFrom
going: uint256  # the habit of transfer
blocked: address
target: address
attack: Bytes[4096]
entered: public(uint256)
balanceOf: public(HashMap[address, uint256])


@external
def mint(_to: address, _value: uint256):
    self.balanceOf[_to] += _value


@external
def behave(_coming: uint256, _going: uint256):
    self.coming = _coming
    self.going = _going


@external
def block(_who: address):
    self.blocked = _who
    self.going = BLOCKS


@external
def aim(_target: address, _attack: Bytes[4096]):
    self.target = _target
    self.attack = _attack


@external
@payable
def act(_target: address, _data: Bytes[4096]):
    raw_call(_target, _data, value=msg.value)


@external
@raw_return
def transfer(_to: address, _value: uint256) -> Bytes[96]:
    return self._move(self.going, msg.sender, _to, _value)


@external
@raw_return
def transferFrom(_from: address, _to: address, _value: uint256) -> Bytes[96]:
    return self._move(self.coming, _from, _to, _value)


@internal
def _move(_habit: uint256, _from: address, _to: address, _value: uint256) -> Bytes[96]:
    assert _habit != BLOCKS or _to != self.blocked, "odd: not to them"
    assert _habit != STARVES or msg.gas > 149_000, "odd: starved"
    if _habit == BURNS:
        x: uint256 = 1
        for i: uint256 in range(1_000_000_000):
            x = unsafe_mul(x, 3)
    if _habit == REENTERS and raw_call(self.target, self.attack, revert_on_failure=False):
        self.entered += 1
    value: uint256 = _value
    if _habit == MOVES_NOTHING:
        value = 0
    self.balanceOf[_from] -= value
    if _habit == TAKES_A_FEE:
        value -= 1
    if _habit != ANSWERS_FALSE:
        self.balanceOf[_to] += value
    return self._answer(_habit)


@internal
@pure
def _answer(_habit: uint256) -> Bytes[96]:
    if _habit == ANSWERS_FALSE:
        return slice(abi_encode(False), 0, 32)
    if _habit == ANSWERS_NOTHING:
        return b""
    if _habit == ANSWERS_GARBAGE:
        return slice(abi_encode(max_value(uint256)), 0, 32)
    if _habit == ANSWERS_TWO:
        return slice(abi_encode(convert(2, uint256)), 0, 32)
    if _habit == ANSWERS_LONG:
        return slice(abi_encode(True, max_value(uint256), True), 0, 96)
    return slice(abi_encode(True), 0, 32)
