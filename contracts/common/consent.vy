# pragma version ~=0.4.3
# pragma nonreentrancy on
"""
@title Consent
@license AGPL-3.0-only
@notice Checks that a person signed for an action that somebody else sends, and that it counts once.
@dev Typed data by https://eips.ethereum.org/EIPS/eip-712, contract wallets by
     https://eips.ethereum.org/EIPS/eip-1271. Nonces are free to choose and kept as bits,
     so two devices of one person never wait for each other.
"""

from snekmate.utils import eip712_domain_separator
from snekmate.utils import ecdsa
from contracts.interfaces import IAgreement

initializes: eip712_domain_separator
exports: eip712_domain_separator.eip712Domain

IS_VALID_SIGNATURE: constant(bytes4) = 0x1626BA7E
DELEGATED_SIZE: constant(uint256) = 23  # a person's own account with EIP-7702 code still signs itself

is_spent: HashMap[address, HashMap[uint256, uint256]]  # who -> nonce >> 8 -> bits


@deploy
def __init__(_name: String[50], _version: String[20]):
    eip712_domain_separator.__init__(_name, _version)


@internal
def _spend(_who: address, _message: bytes32, _consent: IAgreement.Consent):
    """
    @dev Refuse unless `_who` signed `_message` (an EIP-712 struct hash); then the nonce is spent.
    """
    assert block.timestamp <= _consent.deadline, "consent: too late"
    self._use(_who, _consent.nonce)
    digest: bytes32 = eip712_domain_separator._hash_typed_data_v4(_message)
    if _who.codesize == 0 or _who.codesize == DELEGATED_SIZE:
        signature: Bytes[65] = slice(_consent.signature, 0, 65)
        assert ecdsa._recover_sig(digest, signature) == _who, "consent: not their signature"
    else:
        assert self._is_approved(_who, digest, _consent.signature), "consent: wallet says no"


@internal
@view
def _is_approved(_wallet: address, _digest: bytes32, _signature: Bytes[1_024]) -> bool:
    # snekmate's checker takes 65 bytes only; a wallet with many owners needs more.
    ok: bool = False
    answer: Bytes[32] = b""
    ok, answer = raw_call(
        _wallet,
        abi_encode(_digest, _signature, method_id=IS_VALID_SIGNATURE),
        max_outsize=32,
        is_static_call=True,
        revert_on_failure=False,
    )
    return ok and len(answer) == 32 and convert(answer, bytes32) == convert(
        IS_VALID_SIGNATURE, bytes32
    )


@internal
def _use(_who: address, _nonce: uint256):
    bits: uint256 = self.is_spent[_who][_nonce >> 8]
    bit: uint256 = 1 << (_nonce & 255)
    assert bits & bit == 0, "consent: used already"
    self.is_spent[_who][_nonce >> 8] = bits | bit


@external
def revoke(_nonce: uint256):
    """
    @notice Take back a signature that nobody has sent yet.
    @param _nonce The nonce in it.
    """
    self._use(msg.sender, _nonce)
    log IAgreement.Revoked(who=msg.sender, nonce=_nonce)


@external
@view
def is_nonce_spent(_who: address, _nonce: uint256) -> bool:
    """
    @notice Answers if a nonce was used or revoked.
    """
    return self.is_spent[_who][_nonce >> 8] >> (_nonce & 255) & 1 == 1
