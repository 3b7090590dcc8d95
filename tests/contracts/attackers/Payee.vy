# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Payee
@license AGPL-3.0-only
@notice A person made of code, who acts as told and misbehaves when coin arrives.
@custom:stop For tests only.
"""

REVERTS: constant(uint256) = 1
BURNS: constant(uint256) = 2
BOMBS: constant(uint256) = 3
REENTERS: constant(uint256) = 4
STARVES: constant(uint256) = 5  # needs nearly all the gas that a push carries

manner: uint256
target: address
attack: Bytes[4096]
entered: public(uint256)


@external
def behave(_manner: uint256):
    self.manner = _manner


@external
def aim(_target: address, _attack: Bytes[4096]):
    self.target = _target
    self.attack = _attack
    self.manner = REENTERS


@external
@payable
def act(_target: address, _data: Bytes[8192]):
    raw_call(_target, _data, value=msg.value)


@external
@payable
def __default__():
    manner: uint256 = self.manner
    if manner == REVERTS:
        raise "payee: no thanks"
    if manner == BURNS:
        x: uint256 = 1
        for i: uint256 in range(1_000_000_000):
            x = unsafe_mul(x, 3)
    if manner == STARVES:
        assert msg.gas > 49_900
    if manner == BOMBS:
        raw_revert(slice(empty(Bytes[32_000]), 0, 32_000))
    if manner == REENTERS and raw_call(self.target, self.attack, revert_on_failure=False):
        self.entered = 1
