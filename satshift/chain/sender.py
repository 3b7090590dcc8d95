"""Sends signed transactions and stays with them until the chain has answered."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from eth_account.signers.local import LocalAccount

from satshift.chain import abi, fees, nonces, watch
from satshift.chain.fees import FeeQuote
from satshift.chain.node import Node
from satshift.chain.values import Receipt
from satshift.chain.watch import Sent
from satshift.kernel.address import Address
from satshift.kernel.errors import NotKnownYet, Refused, SatshiftError, Unreachable
from satshift.kernel.money import WEI_PER_SAT
from satshift.kernel.shape import Call
from satshift.kernel.words import say

TRIES = 5  # how often a place that somebody else took is given up for the next
POLL = 0.25  # seconds between looks at the chain, at least
TRANSFER_GAS = 21_000


@dataclass(slots=True)
class Sender:
    """One account on one network. Threads may share it, and several processes may use the same account."""

    node: Node
    account: LocalAccount = field(repr=False)
    poll: float = POLL
    keep: Callable[[Sent], None] | None = None  # is told of each signed transaction before it leaves
    _waiting: dict[int, Sent] = field(default_factory=dict)

    @property
    def address(self) -> Address:
        return Address(self.account.address.lower())

    def quote(self, call: Call) -> FeeQuote:
        """What the network's fee for this call is now; raises the contract's refusal when it would fail."""
        return self._quote(call.to, abi.encode_call(call), call.value)

    def send(self, call: Call) -> Sent:
        """Sign a call and hand it over. Raises Refused when it can't succeed, before anything is sent."""
        return self.transmit(call.to, abi.encode_call(call), value=call.value)

    def do(self, call: Call, *, confirmations: int | None = None) -> Receipt:
        """Send and wait."""
        return self.wait(self.send(call), confirmations=confirmations)

    def transmit(self, to: Address | None, data: str, *, value: int = 0, most_gas: int | None = None) -> Sent:
        """Sign and hand over raw calldata. `most_gas` goes before what the network's profile recommends."""
        quote = self._quote(to, data, value, most_gas)
        draft = Sent("", self.address, 0, "", to, data, value, quote.gas, quote.price)
        for _ in range(TRIES):
            try:
                with nonces.turn(self.node.chain_id, self.address):
                    return self._hand_over(replace(draft, nonce=self._next_nonce()))
            except Refused as error:
                # Somebody else sent from this account between our question and our sending.
                if error.code not in ("nonce-too-low", "nonce-too-high", "replacement-underpriced"):
                    raise
                taken = error
                time.sleep(self.poll)
        raise taken

    def replace(self, sent: Sent) -> Sent:
        """Send the same again for a higher fee; for a transaction that is stuck."""
        return self._outbid(sent, to=sent.to, data=sent.data, value=sent.value, gas=sent.gas)

    def cancel(self, sent: Sent) -> Sent:
        """Send nothing to oneself in the same place. Which of both is mined, `wait` tells."""
        return self._outbid(sent, to=self.address, data="0x", value=0, gas=TRANSFER_GAS)

    def rebroadcast(self, sent: Sent) -> None:
        """Hand the same transaction over again; a node that has it, or has mined it, is content."""
        watch.rebroadcast(self.node, sent)

    def wait(
        self,
        sent: Sent,
        *,
        confirmations: int | None = None,
        timeout: float = 120,
        replace_after: float | None = None,
    ) -> Receipt:
        """The receipt, once the transaction is `confirmations` blocks deep (1: mined).

        A transaction that the node forgot is handed over again; after `replace_after` seconds its fee is raised.
        Raises Refused when it failed or another one took its place, and NotKnownYet when time is up.
        """
        until, raised_at = time.monotonic() + timeout, time.monotonic()
        while True:
            receipt = watch.look(self.node, sent, confirmations or 1)
            if receipt is not None:
                self._forget(sent.nonce)
                return watch.succeeded(self.node, sent, receipt)
            if time.monotonic() >= until:
                raise NotKnownYet(
                    "transaction-waiting",
                    say("The transaction {hash} is not mined yet. Look again later, or offer a higher fee."),
                    hash=sent.hash,
                    sent=sent,
                )
            if replace_after is not None and time.monotonic() - raised_at > replace_after:
                sent, raised_at = self._try_replace(sent), time.monotonic()
            time.sleep(min(max(self.poll, self.node.profile.block_seconds / 20), 2.0))

    # Below: how a transaction is made and handed over.

    def _quote(self, to: Address | None, data: str, value: int, most_gas: int | None = None) -> FeeQuote:
        balance = self.node.balance(self.address)
        self._check_coin(balance, value)  # else the estimate fails with the node's words
        quote = fees.quote(self.node, to, data, sender=self.address, value=value)
        most = most_gas or self.node.profile.tx_gas_limit
        if quote.gas > most:
            raise Refused(
                "gas-above-limit",
                say("This needs {gas} gas; the network takes {most}. Split it into smaller steps."),
                gas=quote.gas,
                most=most,
            )
        self._check_coin(balance, value + quote.total_wei)
        return quote

    def _check_coin(self, balance: int, needed: int) -> None:
        if balance >= needed:
            return
        missing = -(-(needed - balance) // WEI_PER_SAT)
        raise Refused(
            "coin-too-little",
            say(
                "{missing_sats} sats are missing on {address} for the amount and the network's fee. Receive more first."
            ),
            missing_sats=missing,
            address=self.address,
            missing_wei=needed - balance,
        )

    def _next_nonce(self) -> int:
        """The next free place. Transactions of ours that the node has lost are handed over first, so no gap stays."""
        expected = self.node.nonce(self.address)
        waiting = dict(self._waiting)  # another thread may forget one meanwhile
        for nonce in sorted(waiting):
            if nonce < expected:
                continue
            if nonce > expected:  # a gap we can't fill: what waits behind it is mined when it is filled
                break
            watch.rebroadcast(self.node, waiting[nonce])
            expected += 1
        self._heed_limit(expected)
        return expected

    def _heed_limit(self, nonce: int) -> None:
        if nonce - self.node.nonce(self.address, "latest") >= self.node.profile.max_pending:
            raise Refused(
                "too-many-waiting",
                say(
                    "{count} transactions of this account wait already, the most the network keeps. Wait for one."
                ),
                count=self.node.profile.max_pending,
            )

    def _sign(self, draft: Sent) -> Sent:
        fields: dict[str, Any] = {
            "chainId": self.node.chain_id,
            "nonce": draft.nonce,
            "gas": draft.gas,
            "value": draft.value,
            "data": draft.data,
            **draft.price.fields(),
        }
        if draft.to is not None:
            fields["to"] = bytes.fromhex(draft.to[2:])
        signed = self.account.sign_transaction(fields)
        return replace(draft, hash=_hex(signed.hash), raw=_hex(signed.raw_transaction))

    def _hand_over(self, draft: Sent) -> Sent:
        """Sign and send. If no answer comes, the node is asked whether it has it; nothing is ever signed twice."""
        sent = self._sign(draft)
        if self.keep is not None:
            self.keep(sent)
        try:
            self.node.send_raw(sent.raw)
        except Unreachable as error:
            self._waiting[sent.nonce] = sent
            self._make_sure(sent, error)
        except Refused as error:
            if error.code != "already-known" or not watch.is_known(self.node, sent):
                raise
        self._waiting[sent.nonce] = sent
        return sent

    def _make_sure(self, sent: Sent, error: Unreachable) -> None:
        try:
            if not watch.is_known(self.node, sent):
                watch.rebroadcast(self.node, sent)
        except Unreachable:
            raise NotKnownYet(
                "send-unanswered",
                say(
                    "The node went away while {hash} was sent, so we don't know yet if it arrived. Look again later."
                ),
                hash=sent.hash,
                sent=sent,
            ) from error

    def _outbid(self, sent: Sent, *, to: Address | None, data: str, value: int, gas: int) -> Sent:
        with nonces.turn(self.node.chain_id, self.address):
            bump = self.node.profile.replacement_bump_percent
            price = sent.price.raised(bump).at_least(fees.price(self.node))
            self._check_coin(self.node.balance(self.address), value + gas * price.most)
            draft = Sent("", self.address, sent.nonce, "", to, data, value, gas, price, sent.hashes)
            try:
                return self._hand_over(draft)
            except Refused as error:
                if error.code != "nonce-too-low":
                    raise
                raise Refused(
                    "already-mined",
                    say("It is mined already, so it can't be changed any more."),
                    hash=sent.hash,
                ) from error

    def _try_replace(self, sent: Sent) -> Sent:
        try:
            return self.replace(sent)
        except SatshiftError:  # too little coin, mined meanwhile, node away: waiting goes on
            return sent

    def _forget(self, nonce: int) -> None:
        for old in [known for known in list(self._waiting) if known <= nonce]:
            self._waiting.pop(old, None)


def _hex(raw: bytes) -> str:
    return "0x" + bytes(raw).hex()
