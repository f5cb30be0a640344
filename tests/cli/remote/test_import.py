"""`admit attendees import`: every row once and told of, whatever happens on the way."""

import csv
import json
import re
import signal
import time
from pathlib import Path

import pytest

from admit.testing import AdmitServer
from tests.cli.remote.user import User, plain

HEADINGS = ["row", "email", "outcome", "entryLink", "error"]


def write(user: User, text: str, *, encoding: str = "utf-8") -> Path:
    path = user.home / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


def crowd(user: User, rows: int) -> list[str]:
    """Their emails, once they are in a file."""
    emails = [f"guest{number}@example.com" for number in range(rows)]
    write(user, "".join(["email,name\n", *(f"{email},Guest\n" for email in emails)]))
    return emails


def report(user: User) -> list[list[str]]:
    with (user.home / "people.report.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def listed(server: AdmitServer) -> list[str]:
    return [row.email for row in server.client.registrations(server.airmeet_id)]


def test_everybody_gets_a_link_and_a_line_in_the_report(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    write(user, "Name,Company,E-Mail,EMAIL,city\nAda,AS,x,ada@example.com,London\nGrace,,y,grace@example.com,\n")
    answer = user.ask("attendees", "import", airmeet, "people.csv", "--concurrency", "1")
    assert answer == {"rows": 2, "done": 2, "doneBefore": 0, "refused": 0, "report": "people.report.csv"}
    emails = ("ada@example.com", "grace@example.com")
    links = [admit_server.client.authorize(airmeet, email, "Again").entry_link for email in emails]
    assert report(user) == [
        HEADINGS,
        ["2", "ada@example.com", "authorized", links[0], ""],
        ["3", "grace@example.com", "authorized", links[1], ""],
    ]
    assert oct((user.home / "people.report.csv").stat().st_mode & 0o777) == "0o600"
    assert [request.json() for request in admit_server.requests if request.path.endswith("/attendee")][:2] == [
        {"email": "ada@example.com", "name": "Ada", "city": "London"},
        {"email": "grace@example.com", "name": "Grace"},
    ]


def test_they_are_registered_if_that_is_asked_for(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    emails = crowd(user, 5)
    user.ask("attendees", "import", airmeet, "people.csv", "--register", "--concurrency", "1")
    assert listed(admit_server) == emails
    assert {tuple(line[2:]) for line in report(user)[1:]} == {("registered", "", "")}


def test_a_row_that_is_refused_is_told_and_has_an_exit_status(
    user: User, admit_server: AdmitServer, airmeet: str
) -> None:
    write(user, "email;name;organization\nada@example.com;Ada;AS\nnobody;;\n\ngrace@example.com;Grace;Navy\n")
    outcome = user.run("attendees", "import", airmeet, "people.csv", "--register", "--concurrency", "1")
    assert (outcome.status, outcome.complaint) == (3, "")
    assert report(user)[2] == ["3", "nobody", "refused", "", report(user)[2][4]]
    assert "email" in report(user)[2][4]
    assert "name" in report(user)[2][4]
    assert [(row.email, row.organisation) for row in admit_server.client.registrations(airmeet)] == [
        *(("ada@example.com", "AS"), ("grace@example.com", "Navy"))
    ]


def test_who_was_refused_is_tried_again_once_the_file_is_mended(
    user: User, admit_server: AdmitServer, airmeet: str
) -> None:
    words = ("attendees", "import", airmeet, "people.csv", "--register", "--concurrency", "1")
    write(user, "email,name\nada@example.com,Ada\nnobody,Grace\n")
    assert user.run(*words).status == 3
    write(user, "email,name\nada@example.com,Ada\ngrace@example.com,Grace\n")
    answer = user.ask(*words, "--resume")
    assert answer == {"rows": 2, "done": 1, "doneBefore": 1, "refused": 0, "report": "people.report.csv"}
    assert listed(admit_server) == ["ada@example.com", "grace@example.com"]
    assert [line[:3] for line in report(user)[1:]] == [
        *(["2", "ada@example.com", "registered"], ["3", "grace@example.com", "registered"])
    ]


@pytest.mark.parametrize("rows", [1500, pytest.param(100_000, marks=[pytest.mark.soak, pytest.mark.timeout(0)])])
def test_an_import_that_is_killed_goes_on_where_it_was(
    user: User, admit_server: AdmitServer, airmeet: str, rows: int
) -> None:
    emails = crowd(user, rows)
    words = ("attendees", "import", airmeet, "people.csv", "--register")
    done: list[int] = []
    for part in (1, 2):
        wanted = rows * part // 3
        with user.start(*words, *(["--resume"] if done else [])) as process:
            while len(admit_server.requests) < wanted:
                assert process.poll() is None
                time.sleep(0.01)  # A terminal has no event to wait for: this is a look at how far it is.
            process.kill()
        assert process.returncode == -signal.SIGKILL
        done.append(len(report(user)) - 1)
    assert 0 < done[0] < done[1] < rows
    answer = user.ask(*words, "--resume")
    assert (answer["rows"], answer["done"] + answer["doneBefore"], answer["refused"]) == (rows, rows, 0)
    assert answer["doneBefore"] in {done[1], done[1] - 1}
    assert sorted(listed(admit_server)) == sorted(emails)
    assert sorted(line[1] for line in report(user)[1:]) == sorted(emails)
    sent = sum(request.path.endswith("/user") for request in admit_server.requests)
    assert sent < rows + 2 * 16 + 1


def test_ctrl_c_says_how_to_go_on(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    crowd(user, 1000)
    admit_server.delay(0.02)
    with user.start("attendees", "import", airmeet, "people.csv") as process:
        while len(admit_server.requests) < 20:
            time.sleep(0.01)  # As above.
        process.send_signal(signal.SIGINT)
        answer, complaint = process.communicate()
    assert (process.returncode, answer) == (130, "")
    assert complaint == "Error: Interrupted. --resume goes on from the report.\n"
    assert 10 < len(report(user)) < 1000


def test_what_stops_it_is_told_with_how_to_go_on(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    crowd(user, 50)
    admit_server.fail_next(403, path="/attendee", times=9, sentence="Ask another day.")
    outcome = user.run("attendees", "import", airmeet, "people.csv", "--concurrency", "1")
    assert (outcome.status, outcome.answer) == (1, "")
    first, second = outcome.complaint.splitlines()
    assert first == "--resume goes on from the report."
    assert second.startswith("Error: Ask another day. (403, request ")


def test_an_earlier_report_is_not_written_over(user: User, airmeet: str) -> None:
    crowd(user, 3)
    words = ("attendees", "import", airmeet, "people.csv")
    user.ask(*words)
    before = report(user)
    outcome = user.run(*words)
    sentence = "people.report.csv is of an earlier import: go on with --resume, or name another --report."
    assert (outcome.status, outcome.complaint, report(user)) == (1, f"Error: {sentence}\n", before)


def test_a_file_that_is_no_report_is_not_written_over(user: User, airmeet: str) -> None:
    crowd(user, 3)
    before = (user.home / "people.csv").read_bytes()
    for more in ((), ("--resume",)):
        outcome = user.run("attendees", "import", airmeet, "people.csv", "--report", "people.csv", *more)
        sentence = "people.csv is no report of an import: name another file with --report."
        assert (outcome.status, outcome.complaint) == (1, f"Error: {sentence}\n")
    assert (user.home / "people.csv").read_bytes() == before


def test_a_dry_run_counts_refusals_as_the_import_does(user: User, airmeet: str) -> None:
    write(user, "email,name\nada@example.com,Ada\nnobody,\nADA@example.com,Ada\n")
    words = ("attendees", "import", airmeet, "people.csv", "--json")
    answers = [json.loads(user.run(*words, *more).answer) for more in (["--dry-run"], [])]
    assert [answer["refused"] for answer in answers] == [1, 1]


def test_a_dry_run_looks_and_changes_nothing(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    write(user, "email,name\nada@example.com,Ada\nnobody,\nADA@example.com,Ada\n")
    outcome = user.run("attendees", "import", airmeet, "people.csv", "--dry-run")
    assert outcome.status == 3
    told = dict(re.split(r" {2,}", line) for line in outcome.answer.splitlines())
    assert told == {
        "rows": "3",
        "refused": "1",
        "faults": "row 3: 'nobody' is not an email address., row 3: name is empty.",
        "repeated": "row 4: ADA@example.com is in row 2 already.",
    }
    assert {request.method for request in admit_server.requests[1:]} == {"POST", "GET"}
    assert [path.name for path in user.home.glob("*.csv")] == ["people.csv"]
    outcome = user.run("attendees", "import", "nowhere", "people.csv", "--dry-run")
    assert (outcome.status, outcome.answer) == (1, "")


@pytest.mark.parametrize(
    "text, encoding, sentence",
    [
        ("email\nada@example.com\n", "utf-8", "people.csv has no column name in its first line."),
        ("", "utf-8", "people.csv has no column email and no column name in its first line."),
        ("email,name\nåsa@example.com,Åsa\n", "latin-1", "people.csv is not in UTF-8: save it as CSV UTF-8."),
        ('email,name\n"ada@example.com,Ada\n', "utf-8", "people.csv is not CSV: unexpected end of data."),
    ],
)
def test_a_file_that_cannot_be_read_is_said_to_be_so(
    user: User, airmeet: str, text: str, encoding: str, sentence: str
) -> None:
    write(user, text, encoding=encoding)
    outcome = user.run("attendees", "import", airmeet, "people.csv")
    assert (outcome.status, outcome.answer, outcome.complaint) == (1, "", f"Error: {sentence}\n")


def test_a_file_of_a_spreadsheet_is_read(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    """With a byte order mark, carriage returns, and a line break within a cell that is left alone."""
    write(user, '\ufeffemail\tname\tnotes\r\nåsa@example.com\tÅsa\t"two\nlines"\r\n+x@example.com\tX\t\r\n')
    words = ("attendees", "import", airmeet, "people.csv", "--register", "--concurrency", "1")
    assert user.ask(*words)["done"] == 2
    assert [line[:2] for line in report(user)[1:]] == [["2", "åsa@example.com"], ["3", "'+x@example.com"]]
    assert user.ask(*words, "--resume")["doneBefore"] == 2
    assert listed(admit_server) == ["åsa@example.com", "+x@example.com"]


def test_a_terminal_shows_a_bar_with_rate_and_time_left(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    crowd(user, 60)
    admit_server.delay(0.1)
    shown = plain(user.watch("attendees", "import", airmeet, "people.csv", "--concurrency", "2"))
    bars = [line for line in re.split(r"[\r\n]+", shown) if line.startswith("Importing")]
    assert len(bars) > 5
    assert re.fullmatch(r"Importing  \[#+-+\]  \d+/60  00:00:0\d  \d+ rows/s", bars[len(bars) // 2].rstrip())
    assert re.match(r"Importing  \[#{36}\]  60/60", bars[-1])


def test_an_attendee_is_authorized_and_sent_away(user: User, admit_server: AdmitServer, airmeet: str) -> None:
    words = ("attendees", "authorize", airmeet, "ada@example.com", "Ada", "--organisation", "AS")
    authorized = user.ask(*words)
    link = admit_server.client.authorize(airmeet, "ada@example.com", "Ada").entry_link
    assert authorized == {"email": "ada@example.com", "entryLink": link}
    assert user.ask("attendees", "revoke", airmeet, "ada@example.com") == {"email": "ada@example.com", "revoked": True}
    outcome = user.run("attendees", "revoke", airmeet, "ada@example.com")
    assert outcome.status == 1
    assert outcome.complaint.startswith("Error: No attendee with this email is authorized for this airmeet. (404, ")
