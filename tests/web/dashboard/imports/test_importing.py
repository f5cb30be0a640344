"""Importing people: a file looked at, run, and the rest of it taken home."""

import csv
import io
import re

import pytest

from tests.dashboard import Organizer
from tests.harness import Integration
from tests.web.dashboard.imports import loads

ADA = ["Ada Lovelace", "ada@example.com", "London"]
GRACE = ["Grace Hopper", "grace@example.com", "New York"]


def bad(number: int) -> list[str]:
    """A row that is wrong in one of four ways."""
    email = f"bad{number}@example.com"
    return [["No address", "nobody", ""], ["", email, ""], ["x" * 256, email, ""], ["Bell\a", email, ""]][number % 4]


def test_five_thousand_rows_with_37_bad_ones(organizer: Organizer, airmeet: Integration, imports: str) -> None:
    assert airmeet.register("Person7@Example.com", "The seventh").status_code == 200
    rows = [[f"Person {number}", f"person{number}@example.com", "Gera"] for number in range(4963)]
    bad_at = {97 + 131 * number: bad(number) for number in range(37)}
    for at, row in bad_at.items():
        rows.insert(at, row)

    address = loads.begin(organizer, imports, *rows)
    assert loads.numbers(organizer.page) == {"New": 4962, "Already there": 1, "Twice in the file": 0, "Wrong": 37}
    assert [number for number, _ in loads.reasons(organizer.page)] == [at + 2 for at in bad_at]
    assert airmeet.list_registrations(size=500)["cursors"]["pageCount"] == 1

    assert loads.press(organizer, address, "start") == {
        "Registered": 4962,
        "Already there": 1,
        "Twice in the file": 0,
        "Rejected": 37,
    }
    assert airmeet.list_registrations(size=500)["cursors"]["pageCount"] == 10
    download = organizer.http.get(f"{address}/left-out.csv")
    header, *left_out = list(csv.reader(io.StringIO(download.content.decode("utf-8-sig"), newline="")))
    assert header == [*loads.HEADER, "reason"]
    assert [row[:3] for row in left_out] == list(bad_at.values())
    assert all(row[3] for row in left_out)

    assert loads.press(organizer, address, "undo")["Taken off the list"] == 4962
    page = airmeet.list_registrations()
    assert [row["email"] for row in page["data"]] == ["Person7@Example.com"]
    assert page["cursors"] == {"before": 1, "after": 1, "pageCount": 1}


def test_what_is_wrong_with_a_row_is_said_in_the_words_of_the_api(organizer: Organizer, imports: str) -> None:
    loads.begin(organizer, imports, ADA, ["", "grace", "x" * 256], [*GRACE, "", "more"], ["Ada", "ADA@example.com", ""])
    assert loads.reasons(organizer.page) == [
        (
            3,
            (
                "email is not a valid address: An email address must have an @-sign. name is empty. "
                "city is longer than 255 characters."
            ),
        ),
        (4, "The row has 5 cells, but there are 3 columns."),
        (5, "Row 2 has the same email."),
    ]


def test_registered_people_are_listed_as_the_api_lists_them(
    organizer: Organizer, airmeet: Integration, imports: str
) -> None:
    header = "FIRST NAME;Surname;E-mail;Ville;País;Company;Role;City"
    content = f"sep=;\r\n{header}\r\nZoë;Ångström;zoe@example.com;;;Acme;CEO;Gera\r\n"
    page = loads.send(organizer, imports, content.encode("utf-8-sig"))
    organizer.server.finish_imports()
    loads.press(organizer, page.url.path, "start")
    [row] = airmeet.list_registrations()["data"]
    row.pop("registrationDate")
    assert row == {
        "email": "zoe@example.com",
        "name": "Zoë Ångström",
        "city": "Gera",
        "country": "",
        "organisation": "Acme",
        "Designation": "CEO",
    }


def test_pasted_rows_without_a_header_are_understood(organizer: Organizer, airmeet: Integration, imports: str) -> None:
    organizer.get(imports)
    page = organizer.post(
        imports, pasted="ada@example.com\tAda Lovelace\r\ngrace@example.com\tGrace\r\n", purpose="both"
    )
    organizer.server.finish_imports()
    done = loads.press(organizer, page.url.path, "start")
    assert done == {"Registered": 2, "Authorized": 2, "Already there": 0, "Twice in the file": 0, "Rejected": 0}
    assert [row["name"] for row in airmeet.list_registrations()["data"]] == ["Ada Lovelace", "Grace"]
    assert airmeet.revoke("ada@example.com").status_code == 204


def test_authorized_people_are_not_registered(organizer: Organizer, airmeet: Integration, imports: str) -> None:
    address = loads.run(organizer, imports, ADA, purpose="authorize")
    assert loads.numbers(organizer.page)["Authorized"] == 1
    assert airmeet.list_registrations()["data"] == []
    assert "Registered" not in loads.numbers(organizer.get(address))
    assert airmeet.revoke("ada@example.com").status_code == 204


def test_the_same_file_again_changes_nothing(organizer: Organizer, imports: str) -> None:
    loads.run(organizer, imports, ADA, GRACE, purpose="both")
    tables = ("registrations", "attendees", "people", "airmeets")
    before = {table: organizer.server.state()[table] for table in tables}
    loads.begin(organizer, imports, ADA, GRACE, purpose="both")
    assert loads.numbers(organizer.page) == {"New": 0, "Already there": 2, "Twice in the file": 0, "Wrong": 0}
    assert "There is nobody to add." in organizer.page.text
    assert {table: organizer.server.state()[table] for table in tables} == before


def test_columns_may_be_chosen_otherwise(organizer: Organizer, airmeet: Integration, imports: str) -> None:
    page = loads.send(organizer, imports, b"a,b,c\nada@example.com,x,Ada\n")
    address = page.url.path
    organizer.server.finish_imports()
    organizer.get(address)
    wrong = organizer.post(f"{address}/columns", column=["email", "email", ""], header="yes", purpose="register")
    assert wrong.status_code == 400
    assert "Two columns are the email; choose one." in wrong.text
    organizer.post(f"{address}/columns", column=["email", "city", "name"], header="yes", purpose="register")
    organizer.server.finish_imports()
    assert loads.press(organizer, address, "start")["Registered"] == 1
    [row] = airmeet.list_registrations()["data"]
    assert (row["name"], row["city"]) == ("Ada", "x")


def test_a_table_without_an_address_waits_for_its_columns(organizer: Organizer, imports: str) -> None:
    page = loads.send(organizer, imports, b"one,two\nAda,London\n")
    organizer.server.finish_imports()
    organizer.get(page.url.path)
    assert "Waits for its columns" in organizer.page.text
    assert organizer.post(f"{page.url.path}/start").status_code == 409


def test_windows_1252_is_said_aloud(organizer: Organizer, imports: str) -> None:
    address = loads.send(organizer, imports, "name,email\nZoë,zoe@example.com\n".encode("cp1252")).url.path
    organizer.server.finish_imports()
    page = organizer.get(address)
    assert "it was read as Windows-1252" in page.text
    assert "Zoë" in page.text


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_formula_is_harmless_in_the_download(organizer: Organizer, imports: str, start: str) -> None:
    address = loads.begin(organizer, imports, [f"{start}cmd()", "nobody", ""])
    download = organizer.http.get(f"{address}/left-out.csv")
    [_, row] = list(csv.reader(io.StringIO(download.text, newline="")))
    assert row[0] == f"'{start}cmd()"


def test_cells_are_shown_as_text(organizer: Organizer, imports: str) -> None:
    script = "<script>alert(1)</script>"
    loads.begin(organizer, imports, [script, script, script])
    assert script not in organizer.page.text
    assert "&lt;script&gt;" in organizer.page.text


def test_a_page_of_work_looks_again_by_itself(organizer: Organizer, imports: str) -> None:
    refresh = '<noscript><meta http-equiv="refresh" content="2"></noscript>'
    address = loads.begin(organizer, imports, ADA)
    assert refresh not in organizer.page.text
    page = organizer.post(f"{address}/start")
    at_work = re.search(r"Running|Done", page.text)
    assert at_work is not None
    assert (refresh in page.text) == (at_work[0] == "Running")
    organizer.server.finish_imports()
    assert refresh not in organizer.get(address).text


def test_what_was_not_started_is_discarded_without_a_trace(organizer: Organizer, imports: str) -> None:
    before = organizer.server.state()
    address = loads.begin(organizer, imports, ADA)
    organizer.post(f"{address}/cancel")
    organizer.server.finish_imports()
    assert organizer.server.state() == before
    assert organizer.get(address).status_code == 404


def test_past_imports_are_listed_newest_first(organizer: Organizer, imports: str) -> None:
    addresses = [loads.run(organizer, imports, row) for row in (ADA, GRACE)]
    page = organizer.get(imports)
    assert re.findall(rf'href="({imports}/[^"]+)"', page.text) == addresses[::-1]


def test_two_imports_at_once_add_everybody_once(organizer: Organizer, airmeet: Integration, imports: str) -> None:
    people = [[f"Person {number}", f"person{number}@example.com", ""] for number in range(900)]
    addresses = [loads.begin(organizer, imports, *rows, purpose="both") for rows in (people[:600], people[300:])]
    for address in addresses:
        organizer.get(address)
        organizer.post(f"{address}/start")
    organizer.server.finish_imports()
    done = [loads.numbers(organizer.get(address)) for address in addresses]
    for what in ("Registered", "Authorized"):
        assert sum(numbers[what] for numbers in done) == 900
    assert sum(numbers["Already there"] for numbers in done) == 300
    assert airmeet.list_registrations(size=1)["cursors"]["pageCount"] == 900
