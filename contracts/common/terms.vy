# pragma version ~=0.4.3
"""
@title Terms
@license AGPL-3.0-only
@notice Reads what both sides agreed on.
@dev `rules` packs, from the lowest bit:
     review_for_seconds  32 bits  silence after a delivery pays the worker when this has passed
     grace_for_seconds   32 bits  after a due date, before the client may take a milestone back
     answer_for_seconds  32 bits  for an arbiter to rule, and again for the fallback
     fee_cap_ppm         24 bits  the most an arbiter may take of a disputed sum
     worker_share_ppm    24 bits  the worker's part of a disputed sum if nobody rules
     change_rounds        8 bits  how often the client may ask for changes of one milestone
     open_by             40 bits  seconds since 1970; the terms can't be opened later
     All times stay below 2**25 seconds (388 days), the rounds below 64, the rest is zero.
"""

from contracts.interfaces import IAgreement

ACCOUNT: constant(uint256) = 2**160 - 1
AMOUNT: constant(uint256) = 2**96 - 1
TIME: constant(uint256) = 2**40 - 1
SPAN: constant(uint256) = 2**32 - 1
PART: constant(uint256) = 2**24 - 1
MILLION: constant(uint256) = 1_000_000
DUE: constant(uint256) = 96
GRACE: constant(uint256) = 32
ANSWER: constant(uint256) = 64
FEE_CAP: constant(uint256) = 96
WORKER_SHARE: constant(uint256) = 120
ROUNDS: constant(uint256) = 144
OPEN_BY: constant(uint256) = 152
HORIZON: constant(uint256) = 2**27  # seconds, about four years
TOO_MUCH: constant(uint256) = (
    (2**64 - 1) << 192 | 3 << 150 | 127 << 89 | 127 << 57 | 127 << 25
)

# Types by https://eips.ethereum.org/EIPS/eip-712; a wallet shows these names to the signer.
PAYEE_TYPE: constant(bytes32) = keccak256("Payee(uint256 share_ppm,address account)")
MILESTONE_TYPE: constant(bytes32) = keccak256("Milestone(uint256 due,uint256 amount)")
TERMS_TYPE: constant(bytes32) = keccak256(
    "Terms(address client,address currency,address arbiter,address fallback_arbiter,bytes32 digest,uint256 review_for_seconds,uint256 grace_for_seconds,uint256 answer_for_seconds,uint256 fee_cap_ppm,uint256 worker_share_ppm,uint256 change_rounds,uint256 open_by,Payee[] payees,Milestone[] milestones)Milestone(uint256 due,uint256 amount)Payee(uint256 share_ppm,address account)"
)


@internal
@view
def _check_rules(_rules: uint256):
    assert _rules & TOO_MUCH == 0, "terms: a window is too long"
    assert (_rules >> FEE_CAP) & PART <= MILLION, "terms: fee above the whole"
    assert (_rules >> WORKER_SHARE) & PART <= MILLION, "terms: share above the whole"
    assert block.timestamp <= _rules >> OPEN_BY, "terms: the offer has expired"


@internal
@pure
def _check_arbiters(_client: address, _arbiter: address, _second: address):
    assert _client != _arbiter and _client != _second, "terms: arbiter is a party"
    if _second != empty(address):
        assert _arbiter != empty(address) and _second != _arbiter, "terms: fallback without arbiter"


@internal
@pure
def _check_payee(_payee: uint256, _arbiter: address, _second: address):
    account: address = convert(_payee & ACCOUNT, address)
    # Below 2**32 stand precompiles, Rootstock's bridge among them.
    assert (_payee & ACCOUNT) >> 32 != 0, "terms: nobody to pay"
    assert account != _arbiter and account != _second, "terms: arbiter is a party"


@internal
@view
def _checked_amount(_milestone: uint256) -> uint256:
    # One comparison for both ends: a due date in the past wraps around.
    ahead: uint256 = unsafe_sub(unsafe_sub(_milestone >> DUE, block.timestamp), 1)
    assert ahead < HORIZON, "terms: due date out of range"
    assert _milestone & AMOUNT != 0, "terms: an empty milestone"
    return _milestone & AMOUNT


@internal
@pure
def _rulings_take(_terms: IAgreement.Terms) -> uint256:
    """
    @dev Seconds from a dispute's beginning until nobody may rule any more.
    """
    answer: uint256 = (_terms.rules >> ANSWER) & SPAN
    if _terms.fallback_arbiter != empty(address):
        return 2 * answer
    return answer


@internal
@pure
def _typed_hash(_terms: IAgreement.Terms) -> bytes32:
    """
    @dev The EIP-712 struct hash, with everything unpacked so that a wallet can show it.
    """
    payees: DynArray[bytes32, 16] = []
    for payee: uint256 in _terms.payees:
        payees.append(keccak256(abi_encode(PAYEE_TYPE, payee >> 160, payee & ACCOUNT)))
    milestones: DynArray[bytes32, 32] = []
    for each: uint256 in _terms.milestones:
        milestones.append(keccak256(abi_encode(MILESTONE_TYPE, each >> DUE, each & AMOUNT)))
    rules: uint256 = _terms.rules
    return keccak256(
        abi_encode(
            TERMS_TYPE,
            _terms.client,
            _terms.currency,
            _terms.arbiter,
            _terms.fallback_arbiter,
            _terms.digest,
            rules & SPAN,
            (rules >> GRACE) & SPAN,
            (rules >> ANSWER) & SPAN,
            (rules >> FEE_CAP) & PART,
            (rules >> WORKER_SHARE) & PART,
            (rules >> ROUNDS) & 255,
            rules >> OPEN_BY,
            keccak256(slice(abi_encode(payees), 64, 32 * len(payees))),
            keccak256(slice(abi_encode(milestones), 64, 32 * len(milestones))),
        )
    )
