# pragma version ~=0.4.3
# pragma nonreentrancy on
"""
@title Actor
@license AGPL-3.0-only
@notice Answers who acts: the caller, or the person whose signature the twin has checked.
@dev The twin is a contract of ours, fixed when this one is deployed; it has no owner and holds nothing.
     What it says is transient: it lasts for its next call and is gone with the transaction.
"""

TWIN: public(immutable(address))

person: transient(address)
sender: transient(address)  # who sent the transaction to the twin: pays in, gets the tip
tip: transient(uint256)  # wei


@deploy
def __init__(_twin: address):
    TWIN = _twin


@external
def act_for(_person: address, _sender: address, _tip: uint256):
    """
    @notice The twin says for whom it calls next.
    @param _person Who signed, or who called the twin.
    @param _sender Who called the twin.
    @param _tip Wei for the sender out of what the person is paid.
    """
    assert msg.sender == TWIN, "actor: not the twin"
    self.person = _person
    self.sender = _sender
    self.tip = _tip


@internal
@view
def _is(_person: address) -> bool:
    # The twin itself is nobody, even where terms name it: anyone can speak through it.
    if msg.sender == TWIN:
        return self.person == _person
    return msg.sender == _person


@internal
@view
def _who() -> address:
    if msg.sender != TWIN:
        return msg.sender
    return self.person


@internal
@view
def _payer() -> address:
    if msg.sender != TWIN:
        return msg.sender
    return self.sender


@internal
@view
def _tip() -> uint256:
    if msg.sender != TWIN:
        return 0
    return self.tip
