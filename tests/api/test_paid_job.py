"""A whole job through JSON: drafted, locked, delivered, released; each step on a real chain."""

from tests.houses import DAY, Lived


def test_a_job_is_paid_from_draft_to_the_last_sat(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    draft = lived.draft(client, worker)
    agreement = draft["agreement"]
    lived.do(client, "open", draft=draft["digest"])
    lived.do(worker, "accept", agreement=agreement)
    lived.do(worker, "submit", agreement=agreement, milestone=1, note="Cut.", links=["https://example.org"])

    waits = lived.get("/needs", account=client.address)["needs"]
    assert waits[0]["agreement"]["id"] == agreement
    assert waits[0]["is_my_turn"]
    assert waits[0]["primary"] == {"action": "release", "milestone": 1}

    lived.do(client, "release", agreement=agreement, milestone=1, amount="20000")
    lived.do(client, "release", agreement=agreement, milestone=1)
    lived.do(client, "release", agreement=agreement, milestone=2)

    seen = lived.get(f"/{agreement}", **{"as": worker.address})
    assert seen["title"] == "A door"
    assert seen["situation"]["state"] == "released"
    assert seen["situation"]["money"]["released"]["sats"] == 80_000
    assert seen["situation"]["money"]["locked"]["sats"] == 0
    names = [move["name"] for move in lived.get(f"/{agreement}/timeline")["moves"]]
    assert names == ["Opened", "Accepted", "Submitted", "Released", "Released", "Released"]
    paid = lived.get("/payments", account=worker.address)["payments"]
    assert [each["amount"]["sats"] for each in paid] == [30_000, 30_000, 20_000]
    assert seen["as_of"]["block"] == lived.house.node.head().number


def test_a_worker_signs_a_draft_and_the_client_opens_it_bound(lived: Lived) -> None:
    client, worker = lived.person(), lived.person(wei=0)
    draft = lived.draft(client, worker)
    wanted = lived.post("accept_draft", draft=draft["digest"])["sign"]
    lived.post(f"drafts/{draft['digest']}/signatures", signature=lived.sign(worker, wanted))

    plan = lived.do(client, "open", draft=draft["digest"])

    assert plan["calls"][0]["contract"] == "AgreementTwin"
    assert lived.get(f"/{draft['agreement']}")["situation"]["state"] == "in_progress"


def test_a_signature_of_somebody_else_is_not_kept(lived: Lived) -> None:
    client, worker, stranger = lived.person(), lived.person(), lived.person()
    draft = lived.draft(client, worker)
    wanted = lived.post("accept_draft", draft=draft["digest"])["sign"]

    error = lived.refused(f"drafts/{draft['digest']}/signatures", signature=lived.sign(stranger, wanted))

    assert error["code"] == "signature-not-theirs"
    assert "signature" in error["fields"]


def test_both_part_with_a_split_that_one_signs_and_the_other_sends(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    agreement = lived.agreed(client, worker)
    wanted = lived.post("offer_to_part", agreement=agreement, by=client.address, share="25")["sign"]
    message = wanted["message"]
    lived.post(
        f"{agreement}/signatures",
        by=client.address,
        to_worker=str(message["to_worker"]),
        deadline=message["deadline"],
        signature=lived.sign(client, wanted),
    )

    lived.do(worker, "part", agreement=agreement, by=worker.address)

    seen = lived.get(f"/{agreement}")["situation"]
    assert seen["state"] == "cancelled_mutual"
    assert seen["money"]["released"]["sats"] == 20_000
    assert seen["money"]["returned"]["sats"] == 60_000


def test_what_a_worker_without_coin_signed_is_relayed_for_a_tip(lived: Lived) -> None:
    client, worker, relayer = lived.person(), lived.person(), lived.person()
    agreement = lived.agreed(client, worker)
    lived.do(worker, "submit", agreement=agreement, milestone=1)
    lived.pass_time(8 * DAY)
    wanted = lived.post("settle", agreement=agreement, milestone=1, signed=True, tip="100")["sign"]
    message = wanted["message"]

    lived.do(
        relayer,
        "relay",
        agreement=agreement,
        name="Settle",
        by=worker.address,
        values=[str(message["milestone"])],
        tip=str(message["tip"]),
        nonce=str(message["nonce"]),
        deadline=message["deadline"],
        signature=lived.sign(worker, wanted),
    )

    paid = {each["role"]: each["amount"]["sats"] for each in lived.get(f"/{agreement}/payments")["payments"]}
    assert paid == {"worker": 49_900, "tip": 100}
    assert lived.get(f"/{agreement}")["situation"]["money"]["fees"]["sats"] == 100


def test_a_disputed_milestone_is_ruled_while_the_other_flows_on(lived: Lived) -> None:
    client, worker, arbiter = lived.person(), lived.person(), lived.person()
    agreement = lived.agreed(client, worker, arbiter=arbiter.address, fee_cap="10")
    lived.do(client, "dispute", agreement=agreement, milestone=2, note="It is red.")
    assert lived.get("/cases", account=arbiter.address)["agreements"][0]["id"] == agreement
    lived.do(client, "release", agreement=agreement, milestone=1)

    lived.do(
        arbiter, "rule", agreement=agreement, milestone=2, share="50", fee="1000", note="Both are right."
    )

    seen = lived.get(f"/{agreement}")["situation"]
    assert [each["state"] for each in seen["milestones"]] == ["released", "ruled"]
    assert seen["money"]["fees"]["sats"] == 1_000
    assert seen["money"]["released"]["sats"] == 50_000 + 14_500
    assert seen["money"]["returned"]["sats"] == 14_500
    assert lived.get("/cases", account=arbiter.address)["agreements"] == []


def test_a_client_of_a_silent_worker_takes_the_money_back(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    agreement = lived.agreed(client, worker)
    assert lived.refused("reclaim", agreement=agreement, milestone=1)["code"] == "parties-the-worker-has-time"
    lived.pass_time(10 * DAY)

    lived.do(client, "reclaim", agreement=agreement, milestone=1)

    seen = lived.get(f"/{agreement}", **{"as": client.address})["situation"]
    assert seen["milestones"][0]["state"] == "refunded"
    assert seen["money"]["returned"]["sats"] == 50_000


def test_the_same_terms_open_again_after_they_ended(lived: Lived) -> None:
    client, worker = lived.person(), lived.person()
    draft = lived.draft(client, worker)
    lived.do(client, "open", draft=draft["digest"])
    assert lived.refused("open", draft=draft["digest"])["code"] == "agreement-open-already"
    lived.do(client, "take_back", agreement=draft["agreement"])

    lived.do(client, "open", draft=draft["digest"])

    seen = lived.get(f"/{draft['agreement']}")
    assert seen["opening"] == 2
    assert seen["situation"]["state"] == "offered"
    openings = [move["opening"] for move in lived.get(f"/{draft['agreement']}/timeline")["moves"]]
    assert openings == [1, 1, 2]
