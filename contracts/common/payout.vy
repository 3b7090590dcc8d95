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
from contracts.common import actor
from contracts.common import terms
from contracts.interfaces import IAgreement

uses: actor

PUSH_GAS: constant(uint256) = 50_000  # enough for a contract wallet, too little for mischief
TOKEN_GAS: constant(uint256) = 150_000  # a proxied token with a blocklist needs up to 100_000
MARGIN: constant(
    uint256
) = 16_000  # what a value call costs its caller, and the 1/64 that stays behind
DEPTH: constant(uint256) = 8  # calls that a wallet or token may nest; most nest two
MEZO_BTC: constant(
    address
) = 0x7b7C000000000000000000000000000000000000  # the coin's second face on Mezo

credit_of: public(HashMap[address, HashMap[address, uint256]])  # who -> currency -> wei


@internal
@payable
def _take_token(_token: address, _amount: uint256):
    """
    @dev Take exactly `_amount`. A token that takes a fee on the way is refused.
    """
    assert msg.value == 0, "payout: coin sent with a token"
    assert _token != MEZO_BTC, "payout: this token is the coin"
    before: uint256 = staticcall IERC20(_token).balanceOf(self)
    assert extcall IERC20(_token).transferFrom(
        actor._payer(), self, _amount, default_return_value=True
    ), "payout: the token refused"
    after: uint256 = staticcall IERC20(_token).balanceOf(self)
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
def _pay_team(_currency: address, _payees: DynArray[uint256, 16], _amount: uint256):
    """
    @dev Pay everybody's share; the last takes the rounding.
    """
    rest: uint256 = _amount
    last: uint256 = len(_payees) - 1
    for i: uint256 in range(last, bound=15):
        payee: uint256 = _payees[i]
        share: uint256 = _amount * (payee >> 160) // terms.MILLION
        rest -= share
        self._pay(_currency, convert(payee & terms.ACCOUNT, address), share)
    self._pay(_currency, convert(_payees[last] & terms.ACCOUNT, address), rest)


@internal
def _less_tip(_currency: address, _amount: uint256) -> uint256:
    """
    @dev Pay the tip that goes off `_amount`, and answer the rest.
    """
    tip: uint256 = actor._tip()
    assert tip <= _amount, "payout: tip above the payment"
    if tip != 0:
        self._pay(_currency, actor._payer(), tip)
    return _amount - tip


@internal
def _withdraw(_who: address, _currency: address, _to: address):
    """
    @dev Send all that was credited to `_who`. Unlike a push, this fails whole.
    """
    amount: uint256 = self.credit_of[_who][_currency]
    assert amount != 0, "payout: nothing credited"
    self.credit_of[_who][_currency] = 0
    log IAgreement.Withdrawn(who=_who, currency=_currency, to=_to, amount=amount)
    rest: uint256 = self._less_tip(_currency, amount)
    if _currency == empty(address):
        raw_call(_to, b"", value=rest)
    else:
        assert self._push_token(_currency, _to, rest), "payout: the token refused"


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
    # Near the depth limit calls fail, so a failed push there says nothing about the payee.
    assert raw_call(
        self,
        abi_encode(DEPTH, method_id=method_id("is_within_depth(uint256)")),
        is_static_call=True,
        revert_on_failure=False,
    ), "payout: called too deep"
    self.credit_of[_to][_currency] += _amount
    log IAgreement.Credited(who=_to, currency=_currency, amount=_amount)


@external
@view
@reentrant
def is_within_depth(_calls: uint256) -> bool:
    """
    @notice Answers if so many calls fit below this one, else fails; asked before a payee is credited.
    @param _calls How many.
    """
    if _calls != 0:
        raw_call(
            self,
            abi_encode(_calls - 1, method_id=method_id("is_within_depth(uint256)")),
            is_static_call=True,
        )
    return True
