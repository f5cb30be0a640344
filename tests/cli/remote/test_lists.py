"""`admit airmeets`, `admit registrations` and `admit register`."""

import csv
import io
import json
from pathlib import Path

import pytest

from admit import Person
from admit.testing import AdmitServer
from tests.cli.remote.user import WIDTH, User, plain
from tests.client.canned import canned, json_answer

ADA = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "city": "London",
    "country": "",
    "organisation": "",
    "Designation": "Countess",
    "registrationDate": "2026-11-24T04:30:00.000Z",
}


@pytest.fixture
def ada(admit_server: AdmitServer) -> str:
    """The airmeet that she is registered for."""
    airmeet = admit_server.airmeet_id
    admit_server.client.register(airmeet, "ada@example.com", "Ada Lovelace", city="London", designation="Countess")
    return airmeet


def emails(answer: str) -> list[str]:
    return [json.loads(line)["email"] for line in answer.splitlines()]


def test_airmeets_are_listed_to_programs_and_people(user: User, admit_server: AdmitServer) -> None:
    [shown] = user.ask("airmeets")
    assert shown == {
        "uid": admit_server.airmeet_id,
        "name": "Open evening",
        "status": "CREATED",
        "timezone": "UTC",
        "startTime": "2026-12-24T04:30:00.000Z",
        "endTime": "2026-12-24T06:30:00.000Z",
    }
    assert user.tell("airmeets") == [list(shown), list(shown.values())]


def test_the_operators_commands_are_where_they_were(user: User) -> None:
    database = f"sqlite:///{user.home}/admit.db"
    listed = user.run("airmeets", "list", "--database", database, "--json")
    assert (listed.status, listed.answer, listed.complaint) == (0, "[]\n", "")


def test_registrations_are_an_array_on_one_line(user: User, ada: str) -> None:
    assert user.ask("registrations", ada) == [ADA]


def test_registrations_are_an_object_a_line(user: User, ada: str) -> None:
    outcome = user.run("registrations", ada, "--jsonl")
    assert [json.loads(line) for line in outcome.answer.splitlines()] == [ADA]


def test_registrations_are_csv(user: User, ada: str) -> None:
    outcome = user.run("registrations", ada, "--csv")
    assert list(csv.DictReader(io.StringIO(outcome.answer))) == [ADA]


def test_registrations_are_a_table_for_people(user: User, ada: str) -> None:
    shown = [line.split() for line in user.run("registrations", ada).answer.splitlines()]
    assert shown[0] == list(ADA)
    assert shown[1] == ["ada@example.com", "Ada", "Lovelace", "London", "Countess", "2026-11-24T04:30:00.000Z"]


@pytest.mark.parametrize(
    "words, answer",
    [((), "There are none.\n"), (("--json",), "[]\n"), (("--jsonl",), ""), (("--csv",), ",".join(ADA) + "\n")],
)
def test_an_empty_list_is_told_in_each_shape(user: User, airmeet: str, words: tuple[str, ...], answer: str) -> None:
    outcome = user.run("registrations", airmeet, *words)
    assert (outcome.status, outcome.answer) == (0, answer)


def test_a_long_list_comes_whole_in_each_shape(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    people = [Person(email=f"guest{number}@example.com", name="Guest") for number in range(501)]
    admit_server.client.register_many(airmeet, people, concurrency=1)
    expected = [person.email for person in people]
    assert [row["email"] for row in user.ask("registrations", airmeet)] == expected
    assert emails(user.run("registrations", airmeet, "--jsonl").answer) == expected
    assert [
        row["email"] for row in csv.DictReader(io.StringIO(user.run("registrations", airmeet, "--csv").answer))
    ] == (expected)
    assert [cells[0] for cells in user.tell("registrations", airmeet)] == ["email", *expected]


def test_a_cursor_file_gives_those_who_came_since(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    words = ("registrations", airmeet, "--jsonl", "--cursor-file", "cursor.txt")
    given = []
    for number in range(3):
        admit_server.client.register(airmeet, f"guest{number}@example.com", "Guest")
        given.append(emails(user.run(*words).answer))
    assert given == [[f"guest{number}@example.com"] for number in range(3)]
    assert user.run(*words).answer == ""
    assert (user.home / "cursor.txt").read_text() == "3\n"
    (user.home / "cursor.txt").write_text("soon")
    outcome = user.run(*words)
    assert (outcome.status, outcome.complaint.splitlines()[-1]) == (
        *(2, "Error: Invalid value for --cursor-file: cursor.txt holds no cursor."),
    )


def test_who_registers_a_person_is_told_their_address(user: User, airmeet: str) -> None:
    words = ("register", airmeet, "ada@example.com", "Ada Lovelace", "--city", "London", "--designation", "Countess")
    assert user.ask(*words) == {"email": "ada@example.com"}
    assert user.tell(*words) == [["email", "ada@example.com"]]
    assert user.ask("registrations", airmeet) == [ADA]


def test_colours_are_for_terminals(user: User, ada: str) -> None:
    assert "\x1b[1m" in user.watch("airmeets")
    assert "\x1b" not in user.run("airmeets").answer
    assert "\x1b" not in user.run("registrations", ada).answer


def test_a_table_fits_the_terminal(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    admit_server.client.register(airmeet, "a-rather-long-address@an-even-longer-domain.example.com", "N" * 200)
    lines = plain(user.watch("registrations", airmeet)).splitlines()
    assert [len(line) <= WIDTH for line in lines] == [True, True]
    assert "…" in lines[1]


def test_nobodys_name_moves_the_cursor_of_a_terminal(user: User) -> None:
    row = b'{"uid": "1", "name": "\\u001b[2J", "status": "", "timezone": "", "startTime": "", "endTime": ""}'
    pages = [b'{"data": [%s], "cursors": {"before": 1, "after": 1, "pageCount": 1}}' % row, b'{"data": []}']
    with canned(json_answer(b'{"token": "eyJ"}'), *map(json_answer, pages)) as url:
        pair = {"ADMIT_URL": url, "ADMIT_ACCESS_KEY": "key", "ADMIT_SECRET_KEY": "secret"}
        outcome = user.run("airmeets", variables=pair)
    assert (outcome.status, "\x1b" in outcome.answer, "\ufffd[2J" in outcome.answer) == (0, False, True)


@pytest.mark.parametrize(
    "words", [("airmeets",), ("registrations", "x"), ("attendees", "revoke", "x", "a@example.com")]
)
def test_a_server_that_is_not_there_has_an_exit_status_of_its_own(user: User, words: tuple[str, ...]) -> None:
    pair = {"ADMIT_URL": "http://127.0.0.1:1", "ADMIT_ACCESS_KEY": "key", "ADMIT_SECRET_KEY": "secret"}
    outcome = user.run(*words, variables=pair)
    assert (outcome.status, outcome.answer) == (4, "")
    assert outcome.complaint.startswith("Error: No answer: ConnectError")


def test_a_server_that_cannot_work_right_now_has_the_same(user: User, admit_server: AdmitServer) -> None:
    admit_server.fail_next(503, path="/airmeets", times=5)
    assert user.run("airmeets").status == 4


def test_a_refusal_is_told_with_its_request_id(user: User) -> None:
    outcome = user.run("registrations", "nowhere")
    assert (outcome.status, outcome.answer) == (1, "")
    assert outcome.complaint.startswith("Error: There is no airmeet with this airmeet_id. (404, request ")


def test_files_are_where_the_system_wants_them(user: User) -> None:
    assert [Path(path).parts[-2:] for path in user.config.rglob("*.json")] == [("profiles", "default.json")]
