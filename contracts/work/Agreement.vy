# pragma version ~=0.4.3
# pragma evm-version cancun
# pragma nonreentrancy on
"""
@title Agreement
@license AGPL-3.0-only
@notice Holds a client's money for a job with milestones, pays the worker and the team as results are
        accepted, and ends by itself when somebody falls silent or they quarrel.
@dev The terms are not stored: their hash keys one slot, they come back with each call, and they stand
     whole in the opening event. What always holds is numbered in INVARIANTS.md.
     A party's time to act ends with the second of the deadline; what silence brings begins after it.
     Each internal below takes the person who acts, so that a signature and a call do the same thing.
@custom:stop No owner, no pause, no upgrade: every state has a clock and an exit for each party.
"""

from contracts.interfaces import IAgreement
from contracts.common import consent
from contracts.common import milestones
from contracts.common import payout
from contracts.common import terms

initializes: consent
initializes: milestones
initializes: payout
exports: (
    consent.revoke,
    consent.is_nonce_spent,
    consent.eip712Domain,
    milestones.state_of,
    milestones.record_of,
    payout.credit_of,
    payout.is_within_depth,
)


@deploy
def __init__():
    consent.__init__("Satshift Agreement", "1")


@external
@payable
def open(_terms: IAgreement.Terms):
    """
    @notice Lock the money for a job. The client may take it all back until the worker accepts.
    @param _terms What both sides agreed on; the exact sum comes along, or is allowed for a token.
    """
    assert msg.sender == _terms.client, "agreement: not the client"
    id: bytes32 = keccak256(abi_encode(_terms))
    assert milestones.state_of[id] == 0, "agreement: open already"
    milestones.state_of[id] = milestones.OPEN
    terms._check_rules(_terms.rules)
    terms._check_arbiters(_terms.client, _terms.arbiter, _terms.fallback_arbiter)
    shares: uint256 = 0
    for payee: uint256 in _terms.payees:
        terms._check_payee(payee, _terms.arbiter, _terms.fallback_arbiter)
        shares = unsafe_add(shares, payee >> 160)
    assert shares == terms.MILLION, "terms: shares are not a whole"
    total: uint256 = 0
    for milestone: uint256 in _terms.milestones:
        total = unsafe_add(total, terms._checked_amount(milestone))
    assert total != 0, "terms: no milestone"
    log IAgreement.Opened(
        agreement=id,
        client=_terms.client,
        currency=_terms.currency,
        arbiter=_terms.arbiter,
        fallback_arbiter=_terms.fallback_arbiter,
        digest=_terms.digest,
        rules=_terms.rules,
        payees=_terms.payees,
        milestones=_terms.milestones,
    )
    payout._take(_terms.currency, total)


@external
def accept(_terms: IAgreement.Terms):
    """
    @notice The worker agrees; from now on both sides are bound.
    @param _terms The terms of the agreement.
    """
    self._accept(msg.sender, _terms)


@external
def release(_terms: IAgreement.Terms, _milestone: uint256, _amount: uint256):
    """
    @notice Pay the worker for a milestone, or for a part of it.
    @param _milestone Which milestone, counted from zero.
    @param _amount How much, in wei; all that is left ends the milestone.
    """
    self._release(msg.sender, _terms, _milestone, _amount)


@internal
def _accept(_who: address, _terms: IAgreement.Terms):
    id: bytes32 = keccak256(abi_encode(_terms))
    milestones.state_of[id] = milestones._offered(id) | milestones.ACCEPTED

@internal
def _release(_who: address, _terms: IAgreement.Terms, _milestone: uint256, _amount: uint256):
    assert _who == _terms.client, "agreement: not the client"
    assert _milestone < len(_terms.milestones), "agreement: no such milestone"
    id: bytes32 = keccak256(abi_encode(_terms))
    state: uint256 = milestones._accepted(id)
    record: uint256 = milestones._record(id, state, _milestone)
    left: uint256 = (_terms.milestones[_milestone] & terms.AMOUNT) - (record >> milestones.PAID)
    assert _amount != 0 and _amount <= left, "agreement: more than is locked"
    if _amount == left:
        milestones._end(id, state, 1 << _milestone, len(_terms.milestones))
    else:
        assert record & milestones.STAGE != milestones.DISPUTED, "agreement: in dispute"
        milestones._keep(id, state, _milestone, record + (_amount << milestones.PAID))
    log IAgreement.Released(agreement=id, milestone=_milestone, amount=_amount)
    self._pay_team(_terms, _amount)


@internal
def _pay_team(_terms: IAgreement.Terms, _amount: uint256):
    rest: uint256 = _amount
    last: uint256 = len(_terms.payees) - 1
    for i: uint256 in range(last, bound=15):
        payee: uint256 = _terms.payees[i]
        share: uint256 = _amount * (payee >> 160) // terms.MILLION
        rest -= share
        payout._pay(_terms.currency, convert(payee & terms.ACCOUNT, address), share)
    payout._pay(_terms.currency, convert(_terms.payees[last] & terms.ACCOUNT, address), rest)
