# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Impostor
@license AGPL-3.0-only
@notice Says it is an Agreement; when the twin calls it, it calls somewhere else.
@custom:stop For tests only.
"""

target: address
attack: Bytes[4096]
entered: public(uint256)


@external
def aim(_target: address, _attack: Bytes[4096]):
    self.target = _target
    self.attack = _attack


@external
@payable
def __default__():
    if raw_call(self.target, self.attack, revert_on_failure=False):
        self.entered += 1
