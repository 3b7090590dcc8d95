# pragma version ~=0.4.3
"""
@title Parties
@license AGPL-3.0-only
@notice What the client and the worker can do with an agreement while they do not quarrel.
@dev Each step looks, refuses, writes each slot once, logs, and only then sends.
"""

from contracts.interfaces import IAgreement
from contracts.common import actor
from contracts.common import milestones
from contracts.common import payout
from contracts.common import terms

uses: actor
uses: milestones
uses: payout


@internal
@view
def _only_client(_job: terms.Job):
    assert actor._is(_job.client), "parties: not the client"


@internal
@view
def _only_worker(_job: terms.Job):
    assert actor._is(_job.worker), "parties: not the worker"


@internal
def _accept(_job: terms.Job):
    self._only_worker(_job)
    milestones._answer(_job.id, milestones.OPEN | milestones.ACCEPTED)
    log IAgreement.Accepted(agreement=_job.id, worker=_job.worker)


@internal
def _decline(_job: terms.Job, _total: uint256):
    self._only_worker(_job)
    milestones._answer(_job.id, 0)
    log IAgreement.Declined(agreement=_job.id)
    payout._pay(_job.currency, _job.client, _total)


@internal
def _take_back(_job: terms.Job, _total: uint256):
    self._only_client(_job)
    milestones._answer(_job.id, 0)
    log IAgreement.TakenBack(agreement=_job.id)
    payout._pay(_job.currency, _job.client, payout._less_tip(_job.currency, _total))


@internal
def _submit(_job: terms.Job, _delivery: bytes32):
    self._only_worker(_job)
    case: milestones.Case = milestones._look(_job)
    assert case.stage == milestones.WORKING, "parties: it is in question"
    assert block.timestamp <= case.last_call, "parties: the grace has passed"
    ends: uint256 = block.timestamp + (_job.rules & terms.SPAN)
    record: uint256 = milestones._turned(case.record, milestones.SUBMITTED, ends)
    milestones._keep(_job, case.state, record)
    log IAgreement.Submitted(
        agreement=_job.id, milestone=_job.index, delivery=_delivery, review_ends_at=ends
    )


@internal
def _request_changes(_job: terms.Job, _reasons: bytes32):
    self._only_client(_job)
    case: milestones.Case = milestones._look(_job)
    assert case.stage == milestones.SUBMITTED, "parties: nothing submitted"
    assert block.timestamp <= case.clock, "parties: the review has ended"
    rounds: uint256 = (case.record >> milestones.ROUNDS) & 63
    assert rounds < (_job.rules >> terms.ROUNDS) & 63, "parties: no changes left"
    # The review must not eat the worker's time: at least one window is left to change things.
    due: uint256 = max(case.due, block.timestamp + (_job.rules & terms.SPAN))
    record: uint256 = milestones._turned(case.record, milestones.WORKING, 0)
    record = milestones._moved(record, due) + (1 << milestones.ROUNDS)
    milestones._keep(_job, case.state, record)
    log IAgreement.ChangesRequested(
        agreement=_job.id, milestone=_job.index, reasons=_reasons, due_at=due
    )


@internal
def _extend(_job: terms.Job, _until: uint256):
    case: milestones.Case = milestones._look(_job)
    assert case.stage != milestones.DISPUTED, "parties: in dispute"
    record: uint256 = 0
    end: uint256 = case.due
    by: address = _job.client
    if case.stage == milestones.WORKING:
        self._only_client(_job)
        record = milestones._moved(case.record, _until)
    else:
        self._only_worker(_job)
        end = case.clock
        by = _job.worker
        record = milestones._turned(case.record, milestones.SUBMITTED, _until)
    assert _until > end, "parties: not later than it is"
    assert _until < block.timestamp + terms.HORIZON, "parties: too far away"
    milestones._keep(_job, case.state, record)
    log IAgreement.Extended(agreement=_job.id, milestone=_job.index, by=by, until=_until)


@internal
def _release(_job: terms.Job, _payees: DynArray[uint256, 16], _amount: uint256):
    self._only_client(_job)
    state: uint256 = milestones._bound(_job.id)
    record: uint256 = milestones._record(_job.id, state, _job.index)
    left: uint256 = (_job.milestone & terms.AMOUNT) - (record >> milestones.PAID)
    assert _amount != 0 and _amount <= left, "parties: not what is locked"
    if _amount == left:
        milestones._end(_job.id, state, 1 << _job.index, _job.count)
    else:
        assert record & milestones.STAGE != milestones.DISPUTED, "parties: in dispute"
        milestones._keep(_job, state, record + (_amount << milestones.PAID))
    log IAgreement.Released(agreement=_job.id, milestone=_job.index, amount=_amount)
    payout._pay_team(_job.currency, _payees, _amount)


@internal
def _settle(_job: terms.Job, _payees: DynArray[uint256, 16]):
    case: milestones.Case = milestones._look(_job)
    assert case.stage == milestones.SUBMITTED, "parties: nothing submitted"
    assert block.timestamp > case.clock, "parties: the review has time"
    milestones._end(_job.id, case.state, 1 << _job.index, _job.count)
    log IAgreement.Settled(agreement=_job.id, milestone=_job.index, amount=case.left)
    payout._pay_team(_job.currency, _payees, payout._less_tip(_job.currency, case.left))


@internal
def _reclaim(_job: terms.Job):
    self._only_client(_job)
    case: milestones.Case = milestones._look(_job)
    assert case.stage == milestones.WORKING, "parties: it is in question"
    assert block.timestamp > case.last_call, "parties: the worker has time"
    milestones._end(_job.id, case.state, 1 << _job.index, _job.count)
    log IAgreement.Reclaimed(agreement=_job.id, milestone=_job.index, amount=case.left)
    payout._pay(_job.currency, _job.client, payout._less_tip(_job.currency, case.left))


@internal
def _give_back(_job: terms.Job, _milestones: DynArray[uint256, 32], _ending: uint256):
    self._only_worker(_job)
    assert _ending != max_value(uint256), "parties: no such milestone"
    amount: uint256 = milestones._end_each(_job.id, _milestones, _ending)
    log IAgreement.GivenBack(agreement=_job.id, milestones=_ending, amount=amount)
    payout._pay(_job.currency, _job.client, amount)


@internal
def _part(
    _job: terms.Job,
    _left: uint256,
    _payees: DynArray[uint256, 16],
    _to_worker: uint256,
    _to_client: uint256,
):
    assert _to_worker + _to_client == payout._less_tip(
        _job.currency, _left
    ), "parties: not what is left"
    log IAgreement.Parted(agreement=_job.id, to_worker=_to_worker, to_client=_to_client)
    payout._pay(_job.currency, _job.client, _to_client)
    payout._pay_team(_job.currency, _payees, _to_worker)
