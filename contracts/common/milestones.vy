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

from contracts.common import terms

WORKING: constant(uint256) = 0
SUBMITTED: constant(uint256) = 1
DISPUTED: constant(uint256) = 2

OPEN: constant(uint256) = 1
ACCEPTED: constant(uint256) = 2
ENDED: constant(uint256) = 2  # the bit of the first milestone
APART: constant(uint256) = 34  # likewise
SEAT: constant(uint256) = 66
SEATED: constant(uint256) = 72  # where the seat's record begins
BELOW: constant(uint256) = 2**66 - 1  # all that lies below the seat
EACH: constant(uint256) = 2**32 - 1  # one bit for each milestone there can be

ROUNDS: constant(uint256) = 2
CLOCK: constant(uint256) = 8
DUE: constant(uint256) = 48
PAID: constant(uint256) = 88
TIME: constant(uint256) = 2**40 - 1
STAGE: constant(uint256) = 3


# A milestone as it stands, unpacked.
struct Case:
    state: uint256  # of the agreement
    record: uint256
    stage: uint256
    clock: uint256
    due: uint256  # the moved due date, else the one in the terms
    last_call: uint256  # the last second in which the worker can submit
    left: uint256  # wei


state_of: public(HashMap[bytes32, uint256])
record_of: public(HashMap[bytes32, HashMap[uint256, uint256]])


@internal
@view
def _look(_job: terms.Job) -> Case:
    """
    @dev The gate that every step on a milestone passes: it is bound and has not ended.
    """
    state: uint256 = self._bound(_job.id)
    record: uint256 = self._record(_job.id, state, _job.index)
    due: uint256 = (record >> DUE) & TIME
    if due == 0:
        due = _job.milestone >> terms.DUE
    return Case(
        state=state,
        record=record,
        stage=record & STAGE,
        clock=(record >> CLOCK) & TIME,
        due=due,
        last_call=due + ((_job.rules >> terms.GRACE) & terms.SPAN),
        left=(_job.milestone & terms.AMOUNT) - (record >> PAID),
    )


@internal
@view
def _bound(_id: bytes32) -> uint256:
    """
    @dev The state of an agreement that binds both sides.
    """
    state: uint256 = self.state_of[_id]
    assert state & ACCEPTED != 0, "milestones: no bound agreement"
    return state


@internal
@view
def _record(_id: bytes32, _state: uint256, _index: uint256) -> uint256:
    """
    @dev The record of a milestone that has not ended; zero if it was never touched.
    """
    assert (_state >> (ENDED + _index)) & 1 == 0, "milestones: ended already"
    if (_state >> (APART + _index)) & 1 == 1:
        return self.record_of[_id][_index]
    if (_state >> SEAT) & 31 == _index:
        return _state >> SEATED
    return 0


@internal
@pure
def _turned(_record: uint256, _stage: uint256, _clock: uint256) -> uint256:
    """
    @dev The record with another stage and clock.
    """
    return (_record & ~(STAGE | (TIME << CLOCK))) | _stage | (_clock << CLOCK)


@internal
@pure
def _moved(_record: uint256, _due: uint256) -> uint256:
    """
    @dev The record with another due date.
    """
    return (_record & ~(TIME << DUE)) | (_due << DUE)


@internal
def _answer(_id: bytes32, _state: uint256):
    """
    @dev Replace the state of an agreement that the worker has not answered.
    """
    assert self.state_of[_id] == OPEN, "milestones: no open offer"
    self.state_of[_id] = _state


@internal
def _keep(_job: terms.Job, _state: uint256, _record: uint256):
    """
    @dev Write a record where it belongs; a record is never zero here.
    """
    if (_state >> (APART + _job.index)) & 1 == 1:
        self.record_of[_job.id][_job.index] = _record
    elif _state >> SEATED == 0 or (_state >> SEAT) & 31 == _job.index:
        self.state_of[_job.id] = (_state & BELOW) | (_job.index << SEAT) | (_record << SEATED)
    else:
        self.record_of[_job.id][_job.index] = _record
        self.state_of[_job.id] = _state | (1 << (APART + _job.index))


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
    if (_ending >> ((_state >> SEAT) & 31)) & 1 == 1:
        state = state & BELOW
    beyond: uint256 = 1 << _count
    if (state >> ENDED) & EACH == beyond - 1:
        state = 0
    self.state_of[_id] = state


@internal
def _end_each(_id: bytes32, _milestones: DynArray[uint256, 32], _ending: uint256) -> uint256:
    """
    @dev End several milestones; how much was left in them, in wei.
         With every bit set it ends those that have not ended yet, else each must be alive.
    """
    state: uint256 = self._bound(_id)
    count: uint256 = len(_milestones)
    ending: uint256 = _ending
    if ending == max_value(uint256):
        ending = ((1 << count) - 1) & ~(state >> ENDED)
    assert ending != 0 and ending >> count == 0, "milestones: no such milestone"
    left: uint256 = 0
    for i: uint256 in range(count, bound=32):
        if (ending >> i) & 1 == 1:
            left += (_milestones[i] & terms.AMOUNT) - (self._record(_id, state, i) >> PAID)
    self._end(_id, state, ending, count)
    return left
