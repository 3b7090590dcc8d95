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
     Who acts is the caller, or the person whose signature AgreementTwin has checked.
@custom:needs AgreementTwin
@custom:stop No owner, no pause, no upgrade: every state has a clock and an exit for each party.
"""

from contracts.interfaces import IAgreement

implements: IAgreement

from contracts.common import actor
from contracts.common import disputes
from contracts.common import milestones
from contracts.common import parties
from contracts.common import payout
from contracts.common import terms

initializes: actor
initializes: milestones
initializes: payout[actor := actor]
initializes: parties[actor := actor, milestones := milestones, payout := payout]
initializes: disputes[actor := actor, milestones := milestones, payout := payout]
exports: (
    actor.TWIN,
    actor.act_for,
    milestones.state_of,
    milestones.record_of,
    payout.credit_of,
    payout.is_within_depth,
)


@deploy
def __init__(_twin: address):
    actor.__init__(_twin)


@external
@payable
def open(_terms: IAgreement.Terms):
    """
    @notice Lock the money for a job. The client may take it all back until the worker accepts.
    @param _terms What both sides agreed on; the exact sum comes along, or is allowed for a token.
    """
    assert actor._is(_terms.client), "agreement: not the client"
    # Nothing here calls a function that it can do without: here gas is counted first.
    id: bytes32 = keccak256(abi_encode(_terms))
    assert milestones.state_of[id] == 0, "agreement: open already"
    milestones.state_of[id] = milestones.OPEN
    terms._check_rules(_terms.rules, _terms.client, _terms.arbiter, _terms.fallback_arbiter)
    shares: uint256 = 0
    for payee: uint256 in _terms.payees:
        account: address = convert(payee & terms.ACCOUNT, address)
        # Below 2**32 stand precompiles, Rootstock's bridge among them.
        assert (payee & terms.ACCOUNT) >> 32 != 0, "agreement: nobody to pay"
        assert account != _terms.client, "agreement: client is a payee"
        assert account != _terms.arbiter, "agreement: arbiter is a party"
        assert account != _terms.fallback_arbiter, "agreement: arbiter is a party"
        shares = unsafe_add(shares, payee >> 160)
    assert shares == terms.MILLION, "agreement: shares are no whole"
    total: uint256 = 0
    for milestone: uint256 in _terms.milestones:
        # One comparison for both ends: a due date in the past wraps around.
        ahead: uint256 = unsafe_sub(unsafe_sub(milestone >> terms.DUE, block.timestamp), 1)
        assert ahead < terms.HORIZON, "agreement: due date out of range"
        assert milestone & terms.AMOUNT != 0, "agreement: an empty milestone"
        total = unsafe_add(total, milestone & terms.AMOUNT)
    assert total != 0, "agreement: no milestone"
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
    if _terms.currency == empty(address):
        assert msg.value == total, "agreement: not the agreed sum"
    else:
        payout._take_token(_terms.currency, total)


@external
def accept(_terms: IAgreement.Terms):
    """
    @notice The worker agrees; from now on both sides are bound.
    @param _terms The terms of the agreement.
    """
    parties._accept(terms._job(_terms, 0))


@external
def decline(_terms: IAgreement.Terms):
    """
    @notice The worker does not want the job; the client has all the money back.
    @param _terms The terms of the agreement.
    """
    parties._decline(terms._job(_terms, 0), terms._total(_terms.milestones))


@external
def take_back(_terms: IAgreement.Terms):
    """
    @notice The client takes all the money back while the worker has not accepted.
    @param _terms The terms of the agreement.
    """
    parties._take_back(terms._job(_terms, 0), terms._total(_terms.milestones))


@external
def submit(_terms: IAgreement.Terms, _milestone: uint256, _delivery: bytes32):
    """
    @notice The worker delivers; the review clock starts.
    @param _terms The terms of the agreement.
    @param _milestone Which milestone, counted from zero.
    @param _delivery Digest of what was delivered.
    """
    parties._submit(terms._job(_terms, _milestone), _delivery)


@external
def request_changes(_terms: IAgreement.Terms, _milestone: uint256, _reasons: bytes32):
    """
    @notice The client asks for changes; the clock stops and it is the worker's turn again.
    @param _terms The terms of the agreement.
    @param _milestone Which milestone, counted from zero.
    @param _reasons Digest of what should change.
    """
    parties._request_changes(terms._job(_terms, _milestone), _reasons)


@external
def extend(_terms: IAgreement.Terms, _milestone: uint256, _until: uint256):
    """
    @notice Give the other side more time: the client moves a due date, the worker the review's end.
    @param _terms The terms of the agreement.
    @param _milestone Which milestone, counted from zero.
    @param _until The new end, in seconds since 1970; later than the old one.
    """
    parties._extend(terms._job(_terms, _milestone), _until)


@external
def release(_terms: IAgreement.Terms, _milestone: uint256, _amount: uint256):
    """
    @notice Pay the worker for a milestone, or for a part of it.
    @param _terms The terms of the agreement.
    @param _milestone Which milestone, counted from zero.
    @param _amount How much, in wei; all that is left ends the milestone.
    """
    # Not terms._job: what is done most often does not pay for a copy of the terms.
    assert _milestone < len(_terms.milestones), "agreement: no such milestone"
    job: terms.Job = terms.Job(
        id=keccak256(abi_encode(_terms)),
        client=_terms.client,
        worker=empty(address),  # has no part in it
        currency=_terms.currency,
        rules=_terms.rules,
        count=len(_terms.milestones),
        index=_milestone,
        milestone=_terms.milestones[_milestone],
    )
    parties._release(job, _terms.payees, _amount)


@external
def settle(_terms: IAgreement.Terms, _milestone: uint256):
    """
    @notice The review passed in silence: anyone sends the worker's money to the worker.
    @param _terms The terms of the agreement.
    @param _milestone Which milestone, counted from zero.
    """
    parties._settle(terms._job(_terms, _milestone), _terms.payees)


@external
def reclaim(_terms: IAgreement.Terms, _milestone: uint256):
    """
    @notice Due date and grace passed and nothing was submitted: the client takes the money back.
    @param _terms The terms of the agreement.
    @param _milestone Which milestone, counted from zero.
    """
    parties._reclaim(terms._job(_terms, _milestone))


@external
def give_back(_terms: IAgreement.Terms, _milestones: uint256):
    """
    @notice The worker returns what is locked for some milestones, in any state.
    @param _terms The terms of the agreement.
    @param _milestones Bit i stands for milestone i.
    """
    parties._give_back(terms._job(_terms, 0), _terms.milestones, _milestones)


@external
def part(_terms: IAgreement.Terms, _to_worker: uint256, _to_client: uint256):
    """
    @notice End the agreement with a split of all that is left. Only the twin calls this, with both
            sides' consent; see AgreementTwin.part.
    @param _terms The terms of the agreement.
    @param _to_worker Wei for the worker and the team.
    @param _to_client Wei for the client; the two sums and the tip are exactly what is left.
    """
    assert msg.sender == actor.TWIN, "agreement: both have to sign"
    job: terms.Job = terms._job(_terms, 0)
    left: uint256 = milestones._end_each(job.id, _terms.milestones, max_value(uint256))
    parties._part(job, left, _terms.payees, _to_worker, _to_client)


@external
def dispute(_terms: IAgreement.Terms, _milestone: uint256, _statement: bytes32):
    """
    @notice Either side asks for a ruling on one milestone; the others flow on.
    @param _terms The terms of the agreement.
    @param _milestone Which milestone, counted from zero.
    @param _statement Digest of what is wrong.
    """
    disputes._dispute(terms._job(_terms, _milestone), _statement)


@external
def rule(
    _terms: IAgreement.Terms,
    _milestone: uint256,
    _worker_share_ppm: uint256,
    _fee: uint256,
    _reasons: bytes32,
):
    """
    @notice The arbiter decides, in time; after that the fallback arbiter, in time.
    @param _terms The terms of the agreement.
    @param _milestone Which milestone, counted from zero.
    @param _worker_share_ppm The worker's part of what the fee leaves; the client has the rest.
    @param _fee Wei for who rules, out of the disputed sum, at most the cap in the terms.
    @param _reasons Digest of the reasons.
    """
    disputes._rule(
        terms._job(_terms, _milestone),
        _terms.arbiter,
        _terms.fallback_arbiter,
        _terms.payees,
        _worker_share_ppm,
        _fee,
        _reasons,
    )


@external
def split(_terms: IAgreement.Terms, _milestone: uint256):
    """
    @notice Nobody ruled in time: anyone executes the split that the terms fix.
    @param _terms The terms of the agreement.
    @param _milestone Which milestone, counted from zero.
    """
    disputes._split(terms._job(_terms, _milestone), _terms.fallback_arbiter, _terms.payees)


@external
def withdraw(_currency: address, _to: address):
    """
    @notice Take what was credited to you because it could not be sent.
    @param _currency Zero for the chain's coin, else the token.
    @param _to Where it goes.
    """
    payout._withdraw(actor._who(), _currency, _to)
