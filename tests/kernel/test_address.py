"""Addresses as people paste them: both checksums taken, lower case kept, the network's own form shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from satshift.kernel.address import checksum, parse_address
from satshift.kernel.errors import Invalid

PLAIN = "0xdf682cb153e8af3e13e90e9acd79a39dde98ebd8"
BY_CHAIN = {
    None: "0xDf682CB153E8af3E13E90e9ACD79a39DDe98eBd8",
    4114: "0xDf682CB153E8af3E13E90e9ACD79a39DDe98eBd8",
    30: "0xdF682cb153E8AF3E13E90e9aCD79A39Dde98EBD8",
    31: "0xdf682cb153e8af3e13e90E9aCD79A39DDe98eBd8",
}
EIP55 = (  # from the standard itself
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
)


@pytest.mark.parametrize("chain_id", BY_CHAIN)
def test_the_networks_own_form_is_shown(chain_id: int | None) -> None:
    assert checksum(PLAIN, chain_id) == BY_CHAIN[chain_id]


@pytest.mark.parametrize("text", EIP55)
def test_the_standards_examples_hold(text: str) -> None:
    assert checksum(text.lower()) == text
    assert parse_address(text) == text.lower()


@pytest.mark.parametrize("text", [*BY_CHAIN.values(), PLAIN, PLAIN.upper(), f"  {PLAIN}\n", "0X" + PLAIN[2:]])
def test_every_right_form_is_taken_and_kept_in_lower_case(text: str) -> None:
    assert parse_address(text) == PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0x",
        PLAIN[:-1],
        PLAIN + "0",
        PLAIN[2:],
        "0x" + "g" * 40,
        "rsk.eth",
        "0x" + "１" * 40,
        PLAIN + "\x00",
    ],
)
def test_what_is_no_address_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_address(text)

    assert refused.value.code == "address-unreadable"


@given(st.binary(min_size=20, max_size=20), st.sampled_from([None, 30, 31, 4114]))
def test_each_form_comes_back_as_the_same_address(raw: bytes, chain_id: int | None) -> None:
    assert parse_address(checksum("0x" + raw.hex(), chain_id)) == "0x" + raw.hex()


@pytest.mark.parametrize("text", [form for form in BY_CHAIN.values() if form is not None])
def test_a_changed_letter_is_found_out(text: str) -> None:
    place = next(place for place in range(2, 42) if text[place].isupper())
    broken = text[:place] + text[place].lower() + text[place + 1 :]

    with pytest.raises(Invalid) as refused:
        parse_address(broken)

    assert refused.value.code == "address-checksum"
