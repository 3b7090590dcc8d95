# pragma version ~=0.4.3
# pragma nonreentrancy on
"""
@title Payout
@license AGPL-3.0-only
@notice Sends money out and takes money in, in the chain's own coin or in an ERC-20 token.
        A payee that can't be paid is credited and withdraws later, so it never blocks another.
@dev Every caller holds the contract's transient lock.
     A push that fails is the payee's own failure only if it had its full gas and depth to fail with:
     otherwise the sender starved it, and the whole call is refused.
     Rootstock has no 63/64 rule and a call depth of 400, which makes both checks matter there.
"""

from ethereum.ercs import IERC20
from contracts.interfaces import IAgreement

PUSH_GAS: constant(uint256) = 50_000  # enough for a contract wallet, too little for mischief
TOKEN_GAS: constant(uint256) = 150_000  # a proxied token with a blocklist needs up to 100_000
MARGIN: constant(uint256) = 16_000  # what a value call costs its caller, and the 1/64 that stays behind
MEZO_BTC: constant(address) = 0x7b7C000000000000000000000000000000000000  # the coin's second face on Mezo

credit_of: public(HashMap[address, HashMap[address, uint256]])  # who -> currency -> wei


@internal
@payable
def _take(_currency: address, _amount: uint256):
    """
    @dev Take exactly `_amount` from the caller. A token that takes a fee on the way is refused.
    """
    if _currency == empty(address):
        assert msg.value == _amount, "payout: not the agreed sum"
        return
    assert msg.value == 0, "payout: coin sent with a token"
    assert _currency != MEZO_BTC, "payout: this token is the coin"
    before: uint256 = staticcall IERC20(_currency).balanceOf(self)
    assert extcall IERC20(_currency).transferFrom(
        msg.sender, self, _amount, default_return_value=True
    ), "payout: the token refused"
    after: uint256 = staticcall IERC20(_currency).balanceOf(self)
    assert after == before + _amount, "payout: another sum arrived"


@internal
def _pay(_currency: address, _to: address, _amount: uint256):
    """
    @dev Push `_amount` to `_to`, or credit it.
    """
    if _amount == 0:
        return
    gas: uint256 = msg.gas
    if _currency == empty(address):
        if not raw_call(_to, b"", value=_amount, gas=PUSH_GAS, revert_on_failure=False):
            assert gas > PUSH_GAS + MARGIN, "payout: too little gas"
            self._credit(_currency, _to, _amount)
    elif not self._push_token(_currency, _to, _amount):
        assert gas > TOKEN_GAS + MARGIN, "payout: too little gas"
        self._credit(_currency, _to, _amount)


@internal
def _push_token(_token: address, _to: address, _amount: uint256) -> bool:
    ok: bool = False
    answer: Bytes[32] = b""
    ok, answer = raw_call(
        _token,
        abi_encode(_to, _amount, method_id=method_id("transfer(address,uint256)")),
        max_outsize=32,
        gas=TOKEN_GAS,
        revert_on_failure=False,
    )
    if len(answer) == 0:
        return ok and _token.is_contract
    return ok and convert(answer, uint256) == 1


@internal
def _credit(_currency: address, _to: address, _amount: uint256):
    # At the depth limit no call succeeds, so a failed push there says nothing about the payee.
    assert raw_call(
        self,
        method_id("is_within_depth()"),
        gas=5_000,
        is_static_call=True,
        revert_on_failure=False,
    ), "payout: called too deep"
    self.credit_of[_to][_currency] += _amount
    log IAgreement.Credited(who=_to, currency=_currency, amount=_amount)


@external
@pure
@reentrant
def is_within_depth() -> bool:
    """
    @notice Answers if one more call fits below the caller; asked before a payee is credited.
    """
    return True
