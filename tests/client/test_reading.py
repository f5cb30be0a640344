"""Answers of servers that are not Admit: members that are spelled differently, null, or not there."""

from typing import Any

import msgspec
import pytest

from admit.client import reading
from admit.client.reading import Unreadable
from admit.wire.airmeets import Airmeet
from admit.wire.paging import Cursors
from admit.wire.registrations import Registration

ROW = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "city": "London",
    "country": "United Kingdom",
    "organisation": "Analytical Society",
    "Designation": "Countess",
    "registrationDate": "2026-11-24T04:30:00.000Z",
}
READ = Registration(
    "ada@example.com",
    "Ada Lovelace",
    "London",
    "United Kingdom",
    "Analytical Society",
    "Countess",
    "2026-11-24T04:30:00.000Z",
)


def body(value: Any) -> bytes:  # noqa: ANN401 (whatever JSON a server answers)
    return msgspec.json.encode(value)


def read_row(row: dict[str, Any]) -> Registration:
    page = reading.registration_page(body({"data": [row], "cursors": {"before": 1, "after": 1, "pageCount": 1}}))
    return page.data[0]


def renamed(old: str, new: str) -> dict[str, Any]:
    return {new if name == old else name: value for name, value in ROW.items()}


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        renamed("organisation", "organization"),
        renamed("Designation", "designation"),
        ROW | {"organization": "Elsewhere", "designation": "Nobody"},
        renamed("organisation", "organization") | {"organisation": None},
        ROW | {"phone": "5", "id": 7},
    ],
)
def test_a_registration_is_read_however_its_members_are_spelled(row: dict[str, Any]) -> None:
    assert read_row(row) == READ


@pytest.mark.parametrize("row", [{"email": "ada@example.com"}, dict.fromkeys(ROW) | {"email": "ada@example.com"}])
def test_what_is_not_told_is_the_empty_string(row: dict[str, Any]) -> None:
    assert read_row(row) == Registration("ada@example.com", "", "", "", "", "", "")


@pytest.mark.parametrize(
    "told, cursors",
    [
        ({"before": 3, "after": 9, "pageCount": 2}, Cursors(3, 9, 2)),
        ({"before": "3", "after": "9", "pageCount": "2"}, Cursors(3, 9, 2)),
        ({"before": None, "after": None}, Cursors(0, 0, 0)),
        ({}, Cursors(0, 0, 0)),
        (None, Cursors(0, 0, 0)),
    ],
)
def test_cursors_are_numbers_in_the_end(told: Any, cursors: Cursors) -> None:  # noqa: ANN401 (whatever JSON it is)
    assert reading.airmeet_page(body({"data": [], "cursors": told})).cursors == cursors


def test_an_airmeet_may_leave_out_what_it_has_not() -> None:
    page = reading.airmeet_page(body({"data": [{"uid": "1", "name": "Open evening", "endTime": None}]}))
    assert page.data == [Airmeet("1", "Open evening", "", "", "", "")]


@pytest.mark.parametrize(
    "answer",
    [
        {"success": True, "data": {"label": "CRM sync", "token": "eyJ"}, "token": "eyJ"},
        {"success": True, "data": {"label": "CRM sync", "token": "eyJ"}},
        {"token": "eyJ", "data": {"label": "CRM sync"}},
    ],
)
def test_the_token_is_found_in_either_place(answer: dict[str, Any]) -> None:
    read = reading.auth_answer(body(answer))
    assert (read.token, read.data.label) == ("eyJ", "CRM sync")


def test_the_token_is_found_where_there_is_no_more_than_it() -> None:
    assert reading.auth_answer(b'{"token": "eyJ"}').token == "eyJ"


@pytest.mark.parametrize("answer", [b"", b"{", b"[]", b"{}", b'{"data": "eyJ"}', b'{"token": 5}', b"\xff"])
def test_an_answer_without_a_token_is_unreadable(answer: bytes) -> None:
    with pytest.raises(Unreadable):
        reading.auth_answer(answer)


@pytest.mark.parametrize("answer", [b"{}", b'{"data": {}}', b'{"data": null}', b'{"error": "x"}', b"5"])
def test_a_page_without_rows_is_not_taken_for_an_empty_one(answer: bytes) -> None:
    with pytest.raises(Unreadable):
        reading.registration_page(answer)
