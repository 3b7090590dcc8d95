# pragma version ~=0.4.3
# pragma nonreentrancy on
"""
@title Consent
@license AGPL-3.0-only
@notice Checks that a person signed for an action that somebody else sends, and that it counts once.
@dev Typed data by https://eips.ethereum.org/EIPS/eip-712, contract wallets by
     https://eips.ethereum.org/EIPS/eip-1271. The domain names the contract that acts, so a signature
     for one contract or chain is worth nothing at another. Nonces are free to choose and kept as
     bits, so two devices of one person never wait for each other.
"""

from contracts.interfaces import IAgreement
from snekmate.utils import ecdsa

DOMAIN: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
NAME: constant(bytes32) = keccak256("Satshift Agreement")
VERSION: constant(bytes32) = keccak256("1")
IS_VALID_SIGNATURE: constant(bytes4) = 0x1626BA7E
DELEGATED: constant(uint256) = 23  # bytes of EIP-7702 code; such a person still signs in person

spent_of: HashMap[address, HashMap[uint256, uint256]]  # who -> nonce >> 8 -> bits


event Revoked:
    who: indexed(address)
    nonce: uint256


@external
def revoke(_nonce: uint256):
    """
    @notice Take back a signature that nobody has sent yet.
    @param _nonce The nonce in it.
    """
    self._use(msg.sender, _nonce)
    log Revoked(who=msg.sender, nonce=_nonce)


@external
@view
def is_spent(_who: address, _nonce: uint256) -> bool:
    """
    @notice Answers if a nonce was used or revoked.
    @param _who Whose nonce.
    @param _nonce The nonce.
    """
    return (self.spent_of[_who][_nonce >> 8] >> (_nonce & 255)) & 1 == 1


@internal
def _spend(
    _who: address,
    _contract: address,
    _type: bytes32,
    _subject: bytes32,
    _values: uint256[4],
    _width: uint256,
    _consent: IAgreement.Consent,
):
    """
    @dev Refuse unless `_who` signed this; then the nonce is spent.
         Every type reads (address by, <subject>, <the first `_width` values>, tip, nonce, deadline).
         `by` stands inside, so one owner of two wallets signs for one of them only.
    """
    assert block.timestamp <= _consent.deadline, "consent: too late"
    self._use(_who, _consent.nonce)
    tail: Bytes[96] = abi_encode(_consent.tip, _consent.nonce, _consent.deadline)
    message: bytes32 = empty(bytes32)
    if _width == 0:
        message = keccak256(concat(abi_encode(_type, _who, _subject), tail))
    else:
        values: Bytes[128] = slice(abi_encode(_values), 0, 32 * _width)
        message = keccak256(concat(abi_encode(_type, _who, _subject), values, tail))
    domain: bytes32 = keccak256(abi_encode(DOMAIN, NAME, VERSION, chain.id, _contract))
    digest: bytes32 = keccak256(concat(x"1901", domain, message))
    assert self._is_signed(_who, digest, _consent.signature), "consent: not their signature"


@internal
def _use(_who: address, _nonce: uint256):
    bits: uint256 = self.spent_of[_who][_nonce >> 8]
    bit: uint256 = 1 << (_nonce & 255)
    assert bits & bit == 0, "consent: used already"
    self.spent_of[_who][_nonce >> 8] = bits | bit


@internal
@view
def _is_signed(_who: address, _digest: bytes32, _signature: Bytes[768]) -> bool:
    # A broken signature recovers to the zero address, so nobody may ever be it.
    if _who == empty(address):
        return False
    if _who.codesize == 0 or _who.codesize == DELEGATED:
        if len(_signature) != 65:
            return False
        return ecdsa._recover_sig(_digest, slice(_signature, 0, 65)) == _who
    # snekmate's checker takes 65 bytes only; a wallet with many owners needs more.
    ok: bool = False
    answer: Bytes[32] = b""
    ok, answer = raw_call(
        _who,
        abi_encode(_digest, _signature, method_id=IS_VALID_SIGNATURE),
        max_outsize=32,
        is_static_call=True,
        revert_on_failure=False,
    )
    if not ok or len(answer) != 32:
        return False
    return convert(answer, bytes32) == convert(IS_VALID_SIGNATURE, bytes32)
