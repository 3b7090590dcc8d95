"""Rows tell the same story as the chain: credits, rebuilding, taking back, and the contract's own slots."""

from dataclasses import dataclass

from satshift.chain.node import Node
from satshift.kernel.address import Address
from satshift.work.agreements import queries, standing
from satshift.work.agreements.rules import Agreement
from tests.chains import address_of
from tests.houses import DAY, Builder, Lived

REVERTS = "0x60006000fd"  # a payee that refuses every coin
TAKES = "0x00"


@dataclass
class Straight:
    """A desk with nothing but a node."""

    node: Node
    lived: Lived
    first_block: int

    def contract(self, name: str) -> Address:
        return self.lived.house.desk.contract(name)


def test_a_share_that_can_t_be_sent_is_credited_and_withdrawn(lived: Lived) -> None:
    client, worker, mate = lived.person(), lived.person(), lived.person()
    lived.anvil.ask("anvil_setCode", address_of(mate), REVERTS)
    team = [{"account": worker.address, "share": "70"}, {"account": mate.address, "share": "30"}]
    agreement = lived.agreed(client, worker, team=team)
    lived.do(client, "release", agreement=agreement, milestone=1)

    waiting = lived.get("/credits", account=mate.address)["credits"]
    assert [each["amount"]["sats"] for each in waiting] == [15_000]
    paid = lived.get(f"/{agreement}/payments")["payments"]
    assert {each["role"]: each["is_credited"] for each in paid} == {"worker": False, "payee": True}
    assert [move["name"] for move in lived.get(f"/{agreement}/timeline")["moves"]][-1] == "Credited"

    lived.anvil.ask("anvil_setCode", address_of(mate), "0x")
    lived.do(mate, "withdraw", by=mate.address)
    assert lived.get("/credits", account=mate.address)["credits"] == []


def test_the_last_payee_takes_the_rounding(lived: Lived) -> None:
    client, worker, mate = lived.person(), lived.person(), lived.person()
    team = [{"account": worker.address, "share": "33.3333"}, {"account": mate.address, "share": "66.6667"}]
    agreement = lived.agreed(client, worker, team=team)
    before = lived.house.node.balance(address_of(mate))
    lived.do(client, "release", agreement=agreement, milestone=1, amount="7")

    paid = {
        each["role"]: int(each["amount"]["wei"]) for each in lived.get(f"/{agreement}/payments")["payments"]
    }
    assert paid["payee"] == lived.house.node.balance(address_of(mate)) - before
    assert sum(paid.values()) == 7 * 10**10


def test_rows_and_slots_agree_after_every_kind_of_step(lived: Lived) -> None:
    client, worker, arbiter = lived.person(), lived.person(), lived.person()
    due = lived.now + 7 * DAY
    milestones = [{"title": str(number), "amount": "1000", "due": str(due)} for number in range(5)]
    first = lived.house.node.head().number
    agreement = lived.agreed(client, worker, arbiter=arbiter.address, milestones=milestones)
    lived.do(worker, "submit", agreement=agreement, milestone=2)
    lived.do(worker, "submit", agreement=agreement, milestone=3)
    lived.do(client, "request_changes", agreement=agreement, milestone=3, note="More.")
    lived.do(client, "extend", agreement=agreement, milestone=4, until=str(due + DAY))
    lived.do(worker, "extend", agreement=agreement, milestone=2, until=str(lived.now + 20 * DAY))
    lived.do(client, "release", agreement=agreement, milestone=5, amount="300")
    lived.do(client, "dispute", agreement=agreement, milestone=1, note="No.")
    lived.do(worker, "give_back", agreement=agreement, milestones=[5])

    by_rows = lived.house.desk.find(Agreement, agreement)
    by_chain = standing.from_chain(Straight(lived.house.node, lived, first), agreement)

    assert by_rows == by_chain
    known, _ = queries.agreement(lived.house.store, agreement)
    assert known.books.released == 300 * 10**10
    assert known.books.returned == 700 * 10**10


def test_rebuilding_from_the_beginning_gives_the_same_bytes(build_house: Builder) -> None:
    lived = build_house()
    client, worker = lived.person(), lived.person()
    agreement = lived.agreed(client, worker)
    lived.do(worker, "submit", agreement=agreement)
    lived.do(client, "release", agreement=agreement)
    before = list(lived.house.store.dump())

    lived.indexer.rebuild()

    assert list(lived.house.store.dump()) == before


def test_rows_are_taken_back_to_before_the_release(build_house: Builder) -> None:
    lived = build_house()
    client, worker = lived.person(), lived.person()
    agreement = lived.agreed(client, worker)
    lived.anvil.mine()
    lived.catch_up()
    block = lived.house.node.head().number
    before = list(lived.house.store.dump())
    lived.do(client, "release", agreement=agreement, milestone=1)
    assert list(lived.house.store.dump()) != before

    lived.house.store.take_back(block)

    assert list(lived.house.store.dump()) == before


def test_lists_are_read_page_by_page_and_by_role(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    made = [lived.agreed(client, worker) for _ in range(3)]

    first = lived.get("", account=client.address, role="client", limit=2)
    second = lived.get("", account=client.address, role="client", limit=2, after=first["after"])

    found = [each["id"] for each in (*first["agreements"], *second["agreements"])]
    assert sorted(found) == sorted(made)
    assert second["after"] is None
    assert lived.get("", account=client.address, role="worker")["agreements"] == []
    assert len(lived.get("", account=worker.address, state="bound")["agreements"]) == 3
