# pragma version ~=0.4.3
# pragma evm-version cancun
"""
@title Counter
@license AGPL-3.0-only
@notice A small contract for tests of the chain room: it counts, keeps coin, and refuses in words.
@custom:stop Nothing to stop.
"""


struct Step:
    by: uint256
    who: address
    note: bytes32


event Counted:
    who: indexed(address)
    count: uint256
    note: bytes32


event Walked:
    steps: DynArray[Step, 4]
    label: String[32]


OWNER: immutable(address)
count: public(uint256)


@deploy
def __init__(_owner: address):
    OWNER = _owner


@external
@payable
def add(_by: uint256, _note: bytes32 = empty(bytes32)):
    assert _by > 0, "counter: nothing to add"
    self.count += _by
    log Counted(who=msg.sender, count=self.count, note=_note)


@external
def walk(_steps: DynArray[Step, 4], _label: String[32]) -> (uint256, Step):
    for step: Step in _steps:
        self.count += step.by
    log Walked(steps=_steps, label=_label)
    return self.count, _steps[0]


@external
def only_owner():
    assert msg.sender == OWNER, "counter: not the owner"
    self.count = 0


@external
def expect(_count: uint256):
    assert self.count == _count, "counter: it moved"
    self.count += 1


@external
def many(_times: uint256):
    for i: uint256 in range(_times, bound=512):
        log Counted(who=msg.sender, count=i, note=empty(bytes32))


@external
def silent():
    raise


@external
def divide(_by: uint256) -> uint256:
    return self.count // _by


@external
@view
def owner() -> address:
    return OWNER
