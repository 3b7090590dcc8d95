# pragma version ~=0.4.3
"""
@title Disputes
@license AGPL-3.0-only
@notice How a quarrel about one milestone begins, and how it ends whatever anybody does:
        the arbiter rules in time, else the fallback arbiter in time, else anyone executes the split.
@dev The arbiters and the split stand in the terms, chosen by both sides.
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
def _dispute(_job: terms.Job, _statement: bytes32):
    by: address = _job.client
    if not actor._is(by):
        by = _job.worker
        assert actor._is(by), "disputes: not a party"
    case: milestones.Case = milestones._look(_job)
    assert case.stage != milestones.DISPUTED, "disputes: in dispute already"
    ends: uint256 = case.last_call
    if case.stage == milestones.SUBMITTED:
        ends = case.clock
    assert block.timestamp <= ends, "disputes: too late"
    record: uint256 = milestones._turned(case.record, milestones.DISPUTED, block.timestamp)
    milestones._keep(_job, case.state, record)
    log IAgreement.Disputed(agreement=_job.id, milestone=_job.index, by=by, statement=_statement)


@internal
def _rule(
    _job: terms.Job,
    _arbiter: address,
    _second: address,
    _payees: DynArray[uint256, 16],
    _worker_share_ppm: uint256,
    _fee: uint256,
    _reasons: bytes32,
):
    case: milestones.Case = milestones._look(_job)
    assert case.stage == milestones.DISPUTED, "disputes: not in dispute"
    answer: uint256 = (_job.rules >> terms.ANSWER) & terms.SPAN
    by: address = _arbiter
    if block.timestamp > case.clock + answer:
        by = _second
        assert block.timestamp <= case.clock + 2 * answer, "disputes: too late"
    assert by != empty(address) and actor._is(by), "disputes: not the arbiter now"
    assert _worker_share_ppm <= terms.MILLION, "disputes: more than the whole"
    cap: uint256 = case.left * ((_job.rules >> terms.FEE_CAP) & terms.PART) // terms.MILLION
    assert _fee <= cap, "disputes: fee above the cap"
    milestones._end(_job.id, case.state, 1 << _job.index, _job.count)
    to_worker: uint256 = (case.left - _fee) * _worker_share_ppm // terms.MILLION
    to_client: uint256 = case.left - _fee - to_worker
    log IAgreement.Ruled(
        agreement=_job.id,
        milestone=_job.index,
        by=by,
        to_worker=to_worker,
        to_client=to_client,
        fee=_fee,
        reasons=_reasons,
    )
    payout._pay(_job.currency, by, payout._less_tip(_job.currency, _fee))
    payout._pay(_job.currency, _job.client, to_client)
    payout._pay_team(_job.currency, _payees, to_worker)


@internal
def _split(_job: terms.Job, _second: address, _payees: DynArray[uint256, 16]):
    case: milestones.Case = milestones._look(_job)
    assert case.stage == milestones.DISPUTED, "disputes: not in dispute"
    answer: uint256 = (_job.rules >> terms.ANSWER) & terms.SPAN
    if _second != empty(address):
        answer *= 2
    assert block.timestamp > case.clock + answer, "disputes: a ruling has time"
    milestones._end(_job.id, case.state, 1 << _job.index, _job.count)
    share: uint256 = (_job.rules >> terms.WORKER_SHARE) & terms.PART
    to_worker: uint256 = case.left * share // terms.MILLION
    to_client: uint256 = case.left - to_worker
    log IAgreement.Split(
        agreement=_job.id, milestone=_job.index, to_worker=to_worker, to_client=to_client
    )
    payout._pay(_job.currency, _job.client, to_client)
    payout._pay_team(_job.currency, _payees, to_worker)
