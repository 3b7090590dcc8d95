"""Tokens come from signing in, are shown once, and can be ended."""

from eth_account.messages import encode_defunct

from tests.houses import Lived


def make(lived: Lived, who) -> dict:
    text = lived.json.get("/api/v1/tokens/message", params={"address": who.address}).json()["message"]
    signature = "0x" + who.sign_message(encode_defunct(text=text)).signature.hex().removeprefix("0x")
    return {"message": text, "signature": signature, "name": "a laptop"}


def test_who_signs_in_gets_a_token_that_counts_until_it_is_ended(lived: Lived) -> None:
    client = lived.person(wei=0)
    wanted = make(lived, client)
    made = lived.json.post("/api/v1/tokens", json=wanted)
    assert made.status_code == 201
    bearer = {"authorization": f"Bearer {made.json()['token']}"}

    assert lived.json.get("/api/v1/tokens/current", headers=bearer).json()["name"] == "a laptop"
    assert lived.json.delete("/api/v1/tokens/current", headers=bearer).status_code == 204
    assert lived.json.get("/api/v1/tokens/current", headers=bearer).status_code == 401


def test_one_sign_in_makes_one_token(lived: Lived) -> None:
    wanted = make(lived, lived.person(wei=0))
    assert lived.json.post("/api/v1/tokens", json=wanted).status_code == 201
    again = lived.json.post("/api/v1/tokens", json=wanted)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "sign-in-used")


def test_a_stranger_does_not_sign_in_for_another(lived: Lived) -> None:
    client, stranger = lived.person(wei=0), lived.person(wei=0)
    wanted = {**make(lived, client), "signature": make(lived, stranger)["signature"]}
    assert lived.json.post("/api/v1/tokens", json=wanted).status_code == 409


def test_the_secret_is_not_kept(lived: Lived) -> None:
    made = lived.json.post("/api/v1/tokens", json=make(lived, lived.person(wei=0))).json()
    database = lived.house.settings.data_dir / "satshift.db"
    kept = b"".join(file.read_bytes() for file in database.parent.glob("satshift.db*"))
    assert made["token"].encode() not in kept
