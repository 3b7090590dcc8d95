"""Random chains with forks, lies and restarts, against a fresh index of the same chain."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from satshift.indexer import Indexer
from satshift.kernel.errors import SatshiftError
from satshift.store import Store
from tests.indexer.scripted_node import CONTRACTS, Chain, ScriptedNode, Told, emptied, filled, opened
from tests.store.jars import CARD, PAPERS, TABLES

WINDOW = 12
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # thousands of commits need not reach a disk


class AnyChain(RuleBasedStateMachine):
    """The rows always equal what a fresh index of the chain up to the same block would hold."""

    @initialize(logs_range=st.sampled_from([1, 3, 1_000]))
    def begin(self, logs_range: int) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="satshift-any-", dir=MEMORY)
        self.chain = Chain()
        self.node = ScriptedNode(self.chain)
        self.node.profile = replace(self.node.profile, logs_range=logs_range)
        self.store = Store(f"sqlite:///{self.folder.name}/satshift.db", window=WINDOW)
        self.store.create(TABLES, PAPERS)
        self.fresh = Store(f"sqlite:///{self.folder.name}/fresh.db", window=WINDOW)
        self.fresh.create(TABLES, PAPERS)
        self.indexer = self._indexer(self.store, self.node)
        self.count = 0

    @rule(shape=st.lists(st.sampled_from(["open", "fill", "fill", "empty"]), max_size=5))
    def mine(self, shape: list[str]) -> None:
        alive = self._alive()
        told: list[Told] = []
        for kind in shape:
            self.count += 1
            if kind == "open" or not alive:
                alive.append(self.count)
                told.append(opened(self.count))
            elif kind == "fill":
                told.append(filled(alive[self.count % len(alive)], self.count * 10**18 + self.count))
            else:
                told.append(emptied(alive.pop(self.count % len(alive))))
        self.chain.mine(*told)

    @rule(blocks=st.integers(1, 30))
    def mine_empty(self, blocks: int) -> None:
        self.chain.mine_many(blocks)

    @rule(depth=st.integers(1, 20), longer=st.integers(-3, 3))
    def reorganise(self, depth: int, longer: int) -> None:
        depth = min(depth, self.chain.tip.number)
        self.chain.roll_back(depth)
        self.chain.mine_many(max(0, depth + longer))

    @rule(about=st.sampled_from(["head", "blocks", "logs"]))
    def lie_once(self, about: str) -> None:
        lies = {
            "head": lambda head: self.chain.blocks[head.number // 2],
            "blocks": lambda blocks: [None for _ in blocks],
            "logs": lambda logs: logs[1:],
        }
        self.node.lie(about, lies[about])

    @rule(looks=st.integers(1, 4))
    def look(self, looks: int) -> None:
        for _ in range(looks):
            self._tried(self.indexer.look)

    @rule()
    def catch_up(self) -> None:
        for _ in range(60):
            head = self.store.head() if self._tried(self.indexer.catch_up) else None
            if head is not None and head.number == self.chain.tip.number:
                break
        self._compare()
        assert head is not None
        assert head.hash == self.chain.tip.hash

    @rule()
    def restart(self) -> None:
        self.indexer = self._indexer(self.store, self.node)

    def _tried(self, act: Callable[[], object]) -> bool:
        """Whether it went well; when not, it is the node's or the chain's doing."""
        try:
            act()
        except SatshiftError as error:
            if not error.code.startswith(("node-", "chain-")):
                raise
            return False
        return True

    def _compare(self) -> None:
        """The rows equal a fresh index of the chain up to the same block."""
        head = self.store.head()
        if (
            head is None
            or head.number > self.chain.tip.number
            or self.chain.blocks[head.number].hash != head.hash
        ):
            return  # the chain has moved and nobody looked yet
        self.fresh.forget()
        known = Chain(self.chain.blocks[: head.number + 1], self.chain.logs, mined_in=self.chain.mined_in)
        self._indexer(self.fresh, ScriptedNode(known)).catch_up()
        assert list(self.store.dump()) == list(self.fresh.dump())

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.fresh.close()
            self.folder.cleanup()

    def _indexer(self, store: Store, node: ScriptedNode) -> Indexer:
        return Indexer(node, store, [CARD], CONTRACTS)

    def _alive(self) -> list[int]:
        alive: list[int] = []
        for logs in self.chain.logs.values():
            for log in logs:
                jar = int(log.topics[1], 16)
                if log.topics[0] == opened(0).topics()[0]:
                    alive.append(jar)
                elif log.topics[0] == emptied(0).topics()[0]:
                    alive.remove(jar)
        return alive


TestAnyChain = AnyChain.TestCase
# Bounded: every step here is a handful of commits.
TestAnyChain.settings = settings(
    max_examples=min(settings().max_examples, 100),
    stateful_step_count=20,
    phases=(Phase.generate, Phase.shrink),
)
