"""Addresses and texts, as everybody who gives them is understood."""

import re
import string
import unicodedata

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import assume, given
from hypothesis import strategies as st

from admit.model.errors import InputWrong
from admit.model.people import Details, Email, clean_details, clean_text, parse_email, parse_person

CONTROLS = st.characters(categories=["Cc"])
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300)
CASED = st.characters(categories=["Ll", "Lu", "Nd"]).filter(lambda letter: letter.upper().lower() == letter.lower())
"""Letters that come back from upper case: not ß, which becomes SS."""
DOMAINS = [
    *(
        "example.com",
        "Mail.Example.COM",
        "localhost",
        "example",
        "a.test",
        "xn--bcher-kva.example",
        "b\u00fccher.example",
    ),
    *(
        "a-b.example.com",
        "-a.example.com",
        "a..example.com",
        "1.2.3.4",
        "example.123",
        "x" * 64 + ".example",
        "a_b.example",
    ),
    "",
]


def sentences(text: str, *, is_mandatory: bool = False) -> tuple[str, ...]:
    with pytest.raises(InputWrong) as refused:
        clean_text("city", text, is_mandatory=is_mandatory)
    return refused.value.sentences


@given(TEXT)
def test_a_cleaned_text_is_trimmed_in_nfc_and_stays_as_it_is(text: str) -> None:
    assume(len(unicodedata.normalize("NFC", text.strip())) <= 255)
    cleaned = clean_text("city", text)
    assert cleaned == cleaned.strip()
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean_text("city", cleaned) == cleaned


@given(TEXT, TEXT)
def test_ways_to_write_the_same_text_are_cleaned_to_the_same(before: str, after: str) -> None:
    text = f"{before}é{after}"
    assume(len(unicodedata.normalize("NFC", text.strip())) <= 255)
    assert clean_text("city", unicodedata.normalize("NFD", text)) == clean_text("city", text)


@given(st.text(max_size=20), CONTROLS, st.text(max_size=20))
def test_a_control_character_is_refused_wherever_it_stands(before: str, control: str, after: str) -> None:
    assert sentences(before + control + after) == ("city contains a control character.",)


def test_what_could_not_be_decoded_is_refused() -> None:
    assert sentences("Z\udcfcrich") == ("city contains a control character.",)


@pytest.mark.parametrize("text", ["", " ", "\u2003\u00a0"])
def test_only_what_is_mandatory_may_not_be_empty(text: str) -> None:
    assert clean_text("city", text) == ""
    assert sentences(text, is_mandatory=True) == ("city is empty.",)


def test_a_text_is_measured_as_it_will_be_kept() -> None:
    decomposed = "e\u0301" * 255
    assert clean_text("city", f"  {decomposed}  ") == "é" * 255
    assert sentences(decomposed + "x") == ("city is longer than 255 characters.",)


@given(st.emails())
def test_the_key_of_a_key_is_itself(address: str) -> None:
    key = parse_email(address).key
    assert parse_email(key).key == key


@given(st.text(string.ascii_letters + string.digits + "._+-", max_size=60), st.sampled_from(DOMAINS))
def test_the_short_way_for_plain_addresses_ends_where_the_long_one_does(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    try:
        normalized = validate_email(address, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        with pytest.raises(InputWrong, match=re.escape(str(error))):
            parse_email(address)
    else:
        assert parse_email(address).key == normalized


@given(st.text(CASED, min_size=1, max_size=20))
def test_an_address_is_one_person_whatever_its_letter_case(local: str) -> None:
    keys = {parse_email(f"{written}@Example.com").key for written in (local, local.upper(), local.lower())}
    assert len(keys) == 1


@pytest.mark.parametrize(
    "text, address, key",
    [
        (" Ada@Example.COM ", "Ada@Example.COM", "ada@example.com"),
        ("ada+list@example.com", "ada+list@example.com", "ada+list@example.com"),
        ("jose\u0301@example.com", "josé@example.com", "josé@example.com"),
        ("JOSÉ@example.com", "JOSÉ@example.com", "josé@example.com"),
        ("ada@BÜCHER.example", "ada@BÜCHER.example", "ada@bücher.example"),
        ("ΝΊΚΟΣ@example.com", "ΝΊΚΟΣ@example.com", "νίκοσ@example.com"),
        ("νίκος@example.com", "νίκος@example.com", "νίκοσ@example.com"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example", "ada@bücher.example"),
    ],
)
def test_an_address_is_kept_as_it_was_written_and_found_by_its_key(text: str, address: str, key: str) -> None:
    assert parse_email(text) == Email(address=address, key=key)


@pytest.mark.parametrize(
    "text", ["", "ada", "@example.com", "ada@", "ada@example", "a b@example.com", "ada@example.com, b@example.com"]
)
def test_what_is_no_address_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(InputWrong) as refused:
        parse_email(text)
    [sentence] = refused.value.sentences
    assert sentence.startswith("email is not a valid address: ")


def test_addresses_of_different_people_stay_different() -> None:
    addresses = ["ada@example.com", "ada@example.org", "ad.a@example.com", "ada+1@example.com", "straße@example.com"]
    assert len({parse_email(address).key for address in [*addresses, "strasse@example.com"]}) == 6


def test_a_person_is_refused_with_a_sentence_for_each_fault() -> None:
    with pytest.raises(InputWrong) as refused:
        parse_person("nobody", Details(name=" ", city="x" * 256, designation="a\tb"))
    email, *others = refused.value.sentences
    assert email.startswith("email is not a valid address: ")
    assert others == [
        "name is empty.",
        "city is longer than 255 characters.",
        "designation contains a control character.",
    ]


def test_a_person_is_cleaned_member_by_member() -> None:
    details = Details(name=" Ada ", city=" London", country="UK ", designation="Countess", organisation=" ")
    assert parse_person("ada@example.com", details) == (
        Email(address="ada@example.com", key="ada@example.com"),
        Details(name="Ada", city="London", country="UK", designation="Countess", organisation=""),
    )


MEMBERS = st.one_of(
    TEXT, st.sampled_from(["", " ", "Ada", "Z\u00fcrich", "a\tb", "x\n", "\u3000", "e\u0301", "\u0301", "x" * 200])
)


@given(st.lists(MEMBERS, min_size=5, max_size=5))
def test_all_details_at_once_are_cleaned_as_each_one_is(texts: list[str]) -> None:
    details = Details(*texts)
    try:
        cleaned = [clean_text(member, getattr(details, member)) for member in Details.__struct_fields__]
        clean_text("name", details.name, is_mandatory=True)
    except InputWrong:
        with pytest.raises(InputWrong):
            clean_details(details)
    else:
        assert clean_details(details) == Details(*cleaned)
