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
TOO_MUCH: constant(uint256) = ((2**64 - 1) << 192 | 3 << 150 | 127 << 89 | 127 << 57 | 127 << 25)

# The terms as seen from one milestone.
struct Job:
    id: bytes32
    client: address
    worker: address
    currency: address
    rules: uint256
    count: uint256  # of milestones
    index: uint256
    milestone: uint256  # due date and amount, packed


# Types by https://eips.ethereum.org/EIPS/eip-712; a wallet shows these names to the signer.
PAYEE_TYPE: constant(bytes32) = keccak256("Payee(uint256 share_ppm,address account)")
MILESTONE_TYPE: constant(bytes32) = keccak256("Milestone(uint256 due,uint256 amount)")
TERMS_TYPE: constant(bytes32) = keccak256(
    "Terms(address client,address currency,address arbiter,address fallback_arbiter,bytes32 digest,uint256 review_for_seconds,uint256 grace_for_seconds,uint256 answer_for_seconds,uint256 fee_cap_ppm,uint256 worker_share_ppm,uint256 change_rounds,uint256 open_by,Payee[] payees,Milestone[] milestones)Milestone(uint256 due,uint256 amount)Payee(uint256 share_ppm,address account)"
)


@internal
@view
def _check_rules(_rules: uint256, _client: address, _arbiter: address, _second: address):
    assert _rules & TOO_MUCH == 0, "terms: a window is too long"
    assert (_rules >> FEE_CAP) & PART <= MILLION, "terms: more than the whole"
    assert (_rules >> WORKER_SHARE) & PART <= MILLION, "terms: more than the whole"
    assert block.timestamp <= _rules >> OPEN_BY, "terms: the offer has expired"
    assert _client != _arbiter and _client != _second, "terms: arbiter is a party"
    # Also refuses a fallback without an arbiter, who would otherwise wait for nobody.
    if _second != empty(address):
        assert _arbiter != empty(address) and _arbiter != _second, "terms: fallback alone"


@internal
@pure
def _job(_terms: IAgreement.Terms, _index: uint256) -> Job:
    """
    @dev What a step on one milestone needs to know of the terms; small enough to hand around.
    """
    count: uint256 = len(_terms.milestones)
    assert _index < count, "terms: no such milestone"
    return Job(
        id=keccak256(abi_encode(_terms)),
        client=_terms.client,
        worker=convert(_terms.payees[0] & ACCOUNT, address),
        currency=_terms.currency,
        rules=_terms.rules,
        count=count,
        index=_index,
        milestone=_terms.milestones[_index],
    )


@internal
@pure
def _total(_milestones: DynArray[uint256, 32]) -> uint256:
    total: uint256 = 0
    for milestone: uint256 in _milestones:
        total += milestone & AMOUNT
    return total


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
