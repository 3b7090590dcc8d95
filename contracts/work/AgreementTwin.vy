# pragma version ~=0.4.3
# pragma evm-version cancun
# pragma nonreentrancy on
"""
@title AgreementTwin
@license AGPL-3.0-only
@notice Carries what a party signed to an Agreement, so that a person without coin for the network's
        fee can act, and so that two can sign and either sends.
@dev It holds no money and has no owner. An Agreement trusts the one twin it was deployed with; the
     twin trusts nobody: it names the agreement contract in what was signed.
     A tip goes to the sender out of what the signer is paid, and only then. Out of another's money
     it would be theft: a client could release to the worker and tip the whole sum to a friend.
@custom:stop No owner, no pause: whoever does not want it calls the Agreement directly.
"""

from contracts.interfaces import IAgreement
from contracts.common import consent
from contracts.common import terms

initializes: consent
exports: (consent.revoke, consent.is_spent)

# What can be signed; `relay` takes the type hash to say which.
OPEN: constant(bytes32) = keccak256(
    "Open(address by,bytes32 agreement,uint256 tip,uint256 nonce,uint256 deadline)"
)
ACCEPT: constant(bytes32) = keccak256(
    "Accept(address by,Terms terms,uint256 tip,uint256 nonce,uint256 deadline)Milestone(uint256 due,uint256 amount)Payee(uint256 share_ppm,address account)Terms(address client,address currency,address arbiter,address fallback_arbiter,bytes32 digest,uint256 review_for_seconds,uint256 grace_for_seconds,uint256 answer_for_seconds,uint256 fee_cap_ppm,uint256 worker_share_ppm,uint256 change_rounds,uint256 open_by,Payee[] payees,Milestone[] milestones)"
)
DECLINE: constant(bytes32) = keccak256(
    "Decline(address by,bytes32 agreement,uint256 tip,uint256 nonce,uint256 deadline)"
)
TAKE_BACK: constant(bytes32) = keccak256(
    "TakeBack(address by,bytes32 agreement,uint256 tip,uint256 nonce,uint256 deadline)"
)
SUBMIT: constant(bytes32) = keccak256(
    "Submit(address by,bytes32 agreement,uint256 milestone,bytes32 delivery,uint256 tip,uint256 nonce,uint256 deadline)"
)
REQUEST_CHANGES: constant(bytes32) = keccak256(
    "RequestChanges(address by,bytes32 agreement,uint256 milestone,bytes32 reasons,uint256 tip,uint256 nonce,uint256 deadline)"
)
EXTEND: constant(bytes32) = keccak256(
    "Extend(address by,bytes32 agreement,uint256 milestone,uint256 until,uint256 tip,uint256 nonce,uint256 deadline)"
)
RELEASE: constant(bytes32) = keccak256(
    "Release(address by,bytes32 agreement,uint256 milestone,uint256 amount,uint256 tip,uint256 nonce,uint256 deadline)"
)
SETTLE: constant(bytes32) = keccak256(
    "Settle(address by,bytes32 agreement,uint256 milestone,uint256 tip,uint256 nonce,uint256 deadline)"
)
RECLAIM: constant(bytes32) = keccak256(
    "Reclaim(address by,bytes32 agreement,uint256 milestone,uint256 tip,uint256 nonce,uint256 deadline)"
)
GIVE_BACK: constant(bytes32) = keccak256(
    "GiveBack(address by,bytes32 agreement,uint256 milestones,uint256 tip,uint256 nonce,uint256 deadline)"
)
PART: constant(bytes32) = keccak256(
    "Part(address by,bytes32 agreement,uint256 to_worker,uint256 to_client,uint256 tip,uint256 nonce,uint256 deadline)"
)
DISPUTE: constant(bytes32) = keccak256(
    "Dispute(address by,bytes32 agreement,uint256 milestone,bytes32 statement,uint256 tip,uint256 nonce,uint256 deadline)"
)
RULE: constant(bytes32) = keccak256(
    "Rule(address by,bytes32 agreement,uint256 milestone,uint256 worker_share_ppm,uint256 fee,bytes32 reasons,uint256 tip,uint256 nonce,uint256 deadline)"
)
WITHDRAW: constant(bytes32) = keccak256(
    "Withdraw(address by,address currency,address to,uint256 tip,uint256 nonce,uint256 deadline)"
)


event Relayed:
    agreement: indexed(bytes32)
    by: indexed(address)
    action: bytes32
    nonce: uint256
    tip: uint256


@deploy
def __init__():
    pass


@external
@payable
def open(
    _agreement: IAgreement,
    _terms: IAgreement.Terms,
    _worker: IAgreement.Consent,
    _client: IAgreement.Consent,
):
    """
    @notice Lock the money with what the worker signed, or for a client who signed, or both.
    @param _agreement The Agreement contract.
    @param _terms What both sides agreed on; whoever sends pays in, a token by allowance to it.
    @param _worker The worker's consent to Accept, which binds at once; without a signature: not yet.
    @param _client The client's consent to Open, where somebody else pays in; else not read.
    """
    if msg.sender != _terms.client:
        self._no_tip(_client)
        id: bytes32 = keccak256(abi_encode(_terms))
        self._spend(id, _terms.client, _agreement, OPEN, id, empty(uint256[4]), 0, _client)
    extcall _agreement.act_for(_terms.client, msg.sender, 0)
    extcall _agreement.open(_terms, value=msg.value)
    if len(_worker.signature) != 0:
        self._accept(_agreement, _terms, _worker)


@external
def part(
    _agreement: IAgreement,
    _terms: IAgreement.Terms,
    _to_worker: uint256,
    _to_client: uint256,
    _worker: IAgreement.Consent,
    _client: IAgreement.Consent,
):
    """
    @notice End an agreement with a split of all that is left, on which both sides agreed.
    @param _agreement The Agreement contract.
    @param _terms The terms of the agreement.
    @param _to_worker Wei for the worker and the team.
    @param _to_client Wei for the client; the two sums and the tip are exactly what is left.
    @param _worker The worker's consent to Part; not read if the worker sends.
    @param _client The client's consent to Part; not read if the client sends.
    """
    id: bytes32 = keccak256(abi_encode(_terms))
    values: uint256[4] = [_to_worker, _to_client, 0, 0]
    worker: address = convert(_terms.payees[0] & terms.ACCOUNT, address)
    tip: uint256 = 0
    if msg.sender != worker:
        self._spend(id, worker, _agreement, PART, id, values, 2, _worker)
        tip = _worker.tip
    if msg.sender != _terms.client:
        self._spend(id, _terms.client, _agreement, PART, id, values, 2, _client)
        assert msg.sender == worker or _client.tip == tip, "agreement_twin: two tips"
        tip = _client.tip
    extcall _agreement.act_for(msg.sender, msg.sender, tip)
    extcall _agreement.part(_terms, _to_worker, _to_client)


@external
def withdraw(
    _agreement: IAgreement,
    _by: address,
    _currency: address,
    _to: address,
    _consent: IAgreement.Consent,
):
    """
    @notice Send somebody's credit where they signed that it goes.
    @param _agreement The Agreement contract.
    @param _by Who signed a consent to Withdraw.
    @param _currency Zero for the chain's coin, else the token.
    @param _to Where it goes.
    @param _consent The signature; its tip comes out of the credit.
    """
    values: uint256[4] = [convert(_to, uint256), 0, 0, 0]
    subject: bytes32 = convert(convert(_currency, uint256), bytes32)
    self._spend(empty(bytes32), _by, _agreement, WITHDRAW, subject, values, 1, _consent)
    extcall _agreement.act_for(_by, msg.sender, _consent.tip)
    extcall _agreement.withdraw(_currency, _to)


@external
def relay(
    _agreement: IAgreement,
    _action: bytes32,
    _by: address,
    _terms: IAgreement.Terms,
    _values: uint256[4],
    _consent: IAgreement.Consent,
):
    """
    @notice Do for a party what the party signed.
    @param _agreement The Agreement contract.
    @param _action The EIP-712 type hash of what was signed.
    @param _by Who signed.
    @param _terms The terms of the agreement.
    @param _values What stands between `agreement` and `tip` in the type, in order; the rest is zero.
    @param _consent The signature.
    """
    if _action == ACCEPT:
        self._accept(_agreement, _terms, _consent)
        return
    id: bytes32 = keccak256(abi_encode(_terms))
    self._spend(id, _by, _agreement, _action, id, _values, self._width(_action), _consent)
    extcall _agreement.act_for(_by, msg.sender, _consent.tip)
    if _action == RULE:
        reasons: bytes32 = convert(_values[3], bytes32)
        extcall _agreement.rule(_terms, _values[0], _values[1], _values[2], reasons)
    elif _action == SETTLE:
        # Anyone may settle, but only the worker may spend a tip on it, and not out of a team's pay.
        assert _by == convert(
            _terms.payees[0] & terms.ACCOUNT, address
        ), "agreement_twin: not the worker"
        assert _consent.tip == 0 or len(_terms.payees) == 1, "agreement_twin: the team's money"
        extcall _agreement.settle(_terms, _values[0])
    elif _action == RECLAIM:
        extcall _agreement.reclaim(_terms, _values[0])
    elif _action == TAKE_BACK:
        extcall _agreement.take_back(_terms)
    else:
        self._no_tip(_consent)
        self._step(_agreement, _action, _terms, _values[0], _values[1])


@internal
def _step(
    _agreement: IAgreement,
    _action: bytes32,
    _terms: IAgreement.Terms,
    _first: uint256,
    _second: uint256,
):
    if _action == DECLINE:
        extcall _agreement.decline(_terms)
    elif _action == SUBMIT:
        extcall _agreement.submit(_terms, _first, convert(_second, bytes32))
    elif _action == REQUEST_CHANGES:
        extcall _agreement.request_changes(_terms, _first, convert(_second, bytes32))
    elif _action == EXTEND:
        extcall _agreement.extend(_terms, _first, _second)
    elif _action == RELEASE:
        extcall _agreement.release(_terms, _first, _second)
    elif _action == GIVE_BACK:
        extcall _agreement.give_back(_terms, _first)
    else:
        extcall _agreement.dispute(_terms, _first, convert(_second, bytes32))


@internal
def _accept(_agreement: IAgreement, _terms: IAgreement.Terms, _consent: IAgreement.Consent):
    self._no_tip(_consent)
    worker: address = convert(_terms.payees[0] & terms.ACCOUNT, address)
    id: bytes32 = keccak256(abi_encode(_terms))
    subject: bytes32 = terms._typed_hash(_terms)
    self._spend(id, worker, _agreement, ACCEPT, subject, empty(uint256[4]), 0, _consent)
    extcall _agreement.act_for(worker, msg.sender, 0)
    extcall _agreement.accept(_terms)


@internal
def _spend(
    _id: bytes32,
    _who: address,
    _agreement: IAgreement,
    _action: bytes32,
    _subject: bytes32,
    _values: uint256[4],
    _width: uint256,
    _consent: IAgreement.Consent,
):
    consent._spend(_who, _agreement.address, _action, _subject, _values, _width, _consent)
    log Relayed(agreement=_id, by=_who, action=_action, nonce=_consent.nonce, tip=_consent.tip)


@internal
@pure
def _no_tip(_consent: IAgreement.Consent):
    assert _consent.tip == 0, "agreement_twin: no tip from this"


@internal
@pure
def _width(_action: bytes32) -> uint256:
    """
    @dev How many values stand in the type that was signed; refuses what can't be relayed.
    """
    if _action == DECLINE or _action == TAKE_BACK:
        return 0
    if _action == SETTLE or _action == RECLAIM or _action == GIVE_BACK:
        return 1
    if _action == RULE:
        return 4
    assert (
        _action == SUBMIT
        or _action == REQUEST_CHANGES
        or _action == EXTEND
        or _action == RELEASE
        or _action == DISPUTE
    ), "agreement_twin: no such action"
    return 2
