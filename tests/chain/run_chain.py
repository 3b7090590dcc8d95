"""Run as a program: keeps a chain in a folder and sends for ever, telling of each receipt it got; made to be killed."""

import sys
from pathlib import Path

from eth_account import Account

from satshift.chain.anvil import Anvil
from satshift.chain.sender import Sender
from satshift.kernel.shape import Call


def main(folder: str, key: str, snapshot_every: int) -> None:
    with Anvil(Path(folder), snapshot_every=snapshot_every) as chain:
        sender = Sender(chain.node(), Account.from_key(key), poll=0.01)
        if not chain.node().balance(sender.address):
            chain.give(sender.address, 10**18)
        while True:
            receipt = sender.do(Call(sender.address, "", "", (), 1))
            print(receipt.hash, receipt.block_hash, receipt.block, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
