# pragma version ~=0.4.3
"""
@title Milestones
@license AGPL-3.0-only
@notice Keeps where each agreement and each of its milestones stands.
@dev One slot an agreement, from the lowest bit:
     open          1 bit    set while the agreement lives
     accepted      1 bit    the worker agreed
     ended        32 bits   bit i: milestone i has paid out or gone back
     apart        32 bits   bit i: the record of milestone i stands in a slot of its own
     seat          5 bits   which milestone's record sits in this slot
                   1 bit    unused
     record      184 bits   that record
     A milestone that was never touched has no record. The first that needs one takes the seat, which
     costs an update instead of a new slot; the others stand apart.
     A record, from the lowest bit:
     stage         2 bits   working, submitted or disputed
     rounds        6 bits   how often changes were asked for
     clock        40 bits   submitted: the review ends; disputed: the dispute began
     due          40 bits   the due date if it was moved, else zero
     paid         96 bits   what was released so far, in wei
"""

WORKING: constant(uint256) = 0
SUBMITTED: constant(uint256) = 1
DISPUTED: constant(uint256) = 2

OPEN: constant(uint256) = 1
ACCEPTED: constant(uint256) = 2
ENDED: constant(uint256) = 2  # the bit of the first milestone
APART: constant(uint256) = 34  # likewise
SEATED: constant(uint256) = 72  # where the seat's record begins
BELOW: constant(uint256) = 2**66 - 1  # all that lies below the seat

ROUNDS: constant(uint256) = 2
CLOCK: constant(uint256) = 8
DUE: constant(uint256) = 48
PAID: constant(uint256) = 88
TIME: constant(uint256) = 2**40 - 1
STAGE: constant(uint256) = 3

state_of: public(HashMap[bytes32, uint256])
record_of: public(HashMap[bytes32, HashMap[uint256, uint256]])


@internal
@view
def _accepted(_id: bytes32) -> uint256:
    """
    @dev The state of an agreement that binds both sides.
    """
    state: uint256 = self.state_of[_id]
    assert state != 0, "milestones: no such agreement"
    assert state & ACCEPTED != 0, "milestones: not accepted yet"
    return state


@internal
@view
def _offered(_id: bytes32) -> uint256:
    """
    @dev The state of an agreement that the worker has not answered.
    """
    state: uint256 = self.state_of[_id]
    assert state != 0, "milestones: no such agreement"
    assert state & ACCEPTED == 0, "milestones: accepted already"
    return state


@internal
@view
def _record(_id: bytes32, _state: uint256, _milestone: uint256) -> uint256:
    """
    @dev The record of a milestone that has not ended; zero if it was never touched.
    """
    assert (_state >> (ENDED + _milestone)) & 1 == 0, "milestones: ended already"
    if (_state >> (APART + _milestone)) & 1 == 1:
        return self.record_of[_id][_milestone]
    if (_state >> 66) & 31 == _milestone:
        return _state >> SEATED
    return 0


@internal
def _keep(_id: bytes32, _state: uint256, _milestone: uint256, _record: uint256):
    """
    @dev Write a record where it belongs; a record is never zero here.
    """
    if (_state >> (APART + _milestone)) & 1 == 1:
        self.record_of[_id][_milestone] = _record
    elif _state >> SEATED == 0 or (_state >> 66) & 31 == _milestone:
        self.state_of[_id] = (_state & BELOW) | (_milestone << 66) | (_record << SEATED)
    else:
        self.record_of[_id][_milestone] = _record
        self.state_of[_id] = _state | (1 << (APART + _milestone))


@internal
def _end(_id: bytes32, _state: uint256, _ending: uint256, _count: uint256):
    """
    @dev End the milestones whose bits are set in `_ending`; the last one clears the agreement.
    """
    state: uint256 = _state | (_ending << ENDED)
    apart: uint256 = (_state >> APART) & _ending
    if apart != 0:
        for i: uint256 in range(32):
            if (apart >> i) & 1 == 1:
                self.record_of[_id][i] = 0
        state = state ^ (apart << APART)
    if (_ending >> ((_state >> 66) & 31)) & 1 == 1:
        state = state & BELOW
    if (state >> ENDED) & (2**32 - 1) == unsafe_sub(1 << _count, 1):
        state = 0
    self.state_of[_id] = state
