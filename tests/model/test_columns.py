"""Guessing what columns mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admit.model import columns
from admit.model.errors import InputWrong
from admit.model.imports import Meaning, require_mapped

IGNORED, EMAIL, NAME, FIRST, LAST = (
    *(Meaning.IGNORED, Meaning.EMAIL, Meaning.NAME),
    *(Meaning.FIRST_NAME, Meaning.LAST_NAME),
)
CITY, COUNTRY, ORGANISATION, DESIGNATION = (
    *(Meaning.CITY, Meaning.COUNTRY),
    *(Meaning.ORGANISATION, Meaning.DESIGNATION),
)
ADA = "ada@example.com"


def guess(*rows: list[str]) -> tuple[bool, list[Meaning]]:
    return columns.guess(rows, max(len(row) for row in rows))


@pytest.mark.parametrize(
    "header, meanings",
    [
        (
            ["email", "name", "city", "country", "organisation", "designation"],
            [EMAIL, NAME, CITY, COUNTRY, ORGANISATION, DESIGNATION],
        ),
        (["E-Mail Address", "FULL NAME", "Job title"], [EMAIL, NAME, DESIGNATION]),
        (["First Name", "Last_Name", "e-mail", "Company", "Role"], [FIRST, LAST, EMAIL, ORGANISATION, DESIGNATION]),
        (["Émail", "Nâme", "Órganization"], [EMAIL, NAME, ORGANISATION]),
        (["Given name", "Surname", "Mail", "Town"], [FIRST, LAST, EMAIL, CITY]),
        (["Email", "Email address", "Name"], [EMAIL, IGNORED, NAME]),
        (["Id", "Email", "Name", "Notes"], [IGNORED, EMAIL, NAME, IGNORED]),
    ],
    ids=" ".join,
)
def test_a_header_is_understood_in_any_case_and_with_accents(header: list[str], meanings: list[Meaning]) -> None:
    assert guess(header, [ADA] * len(header)) == (True, meanings)


def test_without_a_header_the_address_is_found_and_the_fullest_column_is_the_name() -> None:
    assert guess(["", "Ada", ADA], ["x", "Grace", "grace@example.com"]) == (False, [IGNORED, NAME, EMAIL])


def test_a_header_in_another_language_leaves_the_address_to_be_found() -> None:
    assert guess(["Nom", "Courriel"], ["Ada", ADA]) == (True, [NAME, EMAIL])


def test_a_header_has_the_last_word_on_how_many_columns_there_are() -> None:
    assert guess(["name", "email"], ["Ada", ADA, "", "more"]) == (True, [NAME, EMAIL])
    assert guess(["Guests of the evening"], ["Ada", ADA]) == (True, [NAME, EMAIL])


@given(rows=st.lists(st.lists(st.text(max_size=9), min_size=1, max_size=5), min_size=1, max_size=5))
def test_no_meaning_is_guessed_twice(rows: list[list[str]]) -> None:
    _, meanings = guess(*rows)
    given_ = [meaning for meaning in meanings if meaning is not IGNORED]
    assert len(given_) == len(set(given_))


@pytest.mark.parametrize(
    "meanings, sentences",
    [
        ([EMAIL, EMAIL, NAME], ("Two columns are the email; choose one.",)),
        ([EMAIL, FIRST, FIRST], ("Two columns are the first name; choose one.",)),
        ([NAME, IGNORED, IGNORED], ("Choose the column that holds the email.",)),
        ([EMAIL], ("Choose the column that holds the name, or those of the first and the last name.",)),
    ],
)
def test_columns_that_make_no_person_are_refused(meanings: list[Meaning], sentences: tuple[str, ...]) -> None:
    with pytest.raises(InputWrong) as caught:
        require_mapped(meanings)
    assert caught.value.sentences == sentences
