"""`admit airmeets`."""

import pytest

from admit.actions import activities
from admit.model.activities import ActorKind, Kind, Sought
from tests.cli.terminal import Terminal

CREATE = ("airmeets", "create", "--name", "Open evening")


def test_an_airmeet_is_made_and_listed(terminal: Terminal, community: str) -> None:
    created = terminal.ask(
        *(*CREATE, "--community", community, "--timezone", "Asia/Kolkata"),
        *("--start", "2026-12-10T18:00", "--end", "2026-12-10T14:30:00Z"),
    )
    assert created == {
        "uid": created["uid"],
        "name": "Open evening",
        "status": "CREATED",
        "timezone": "Asia/Kolkata",
        "startTime": "2026-12-10T12:30:00.000Z",
        "endTime": "2026-12-10T14:30:00.000Z",
        "community": community,
        "registrations": 0,
        "archivedAt": None,
    }
    assert terminal.ask("airmeets", "list") == [created]
    assert terminal.ask("airmeets", "list", "--community", community) == [created]
    assert terminal.ask("airmeets", "list", "--community", "another") == []


def test_a_person_is_shown_lines(terminal: Terminal, community: str) -> None:
    times = ("--start", "2026-12-10", "--end", "2026-12-11")
    created = terminal.tell(*CREATE, "--community", community, "--timezone", "UTC", *times)
    assert terminal.tell("airmeets", "list") == [list(column) for column in zip(*created, strict=True)]


def test_the_log_says_that_it_was_done_by_a_command(terminal: Terminal, community: str) -> None:
    terminal.ask(
        *(*CREATE, "--community", community, "--timezone", "UTC"), *("--start", "2026-12-10", "--end", "2026-12-11")
    )
    page, _ = terminal.arrange(activities.list_page, community, Sought())
    assert [(row.kind, row.actor_kind, row.actor_label, row.address) for row in page.rows] == [
        (Kind.AIRMEET_CREATED, ActorKind.OPERATOR, "", "command")
    ]


@pytest.mark.parametrize(
    "zone, start, instant",
    [
        ("America/New_York", "2027-03-14T02:30", "2027-03-14T07:30:00.000Z"),  # skipped when the clocks go forward
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00.000Z"),  # comes twice when they go back
        ("Asia/Kathmandu", "2026-12-10T05:45", "2026-12-10T00:00:00.000Z"),
        ("Asia/Kathmandu", "2026-12-10T05:45+01:00", "2026-12-10T04:45:00.000Z"),
    ],
)
def test_a_time_without_an_offset_is_read_on_the_clocks_of_the_zone(
    terminal: Terminal, community: str, zone: str, start: str, instant: str
) -> None:
    """A time that the clocks skip or repeat has the offset from before they change, as in RFC 5545, 3.3.5."""
    created = terminal.ask(
        *CREATE, "--community", community, "--timezone", zone, "--start", start, "--end", "2027-12-31"
    )
    assert created["startTime"] == instant


@pytest.mark.parametrize(
    "wrong, status, sentence",
    [
        ({"--end": "2026-12-10T17:59"}, 1, "end must come after start."),
        ({"--end": "2026-12-10T18:00:00.0001"}, 1, "end must come after start."),
        ({"--community": "nowhere"}, 1, "There is no community nowhere."),
        ({"--name": ""}, 1, "name is empty."),
        (
            {"--timezone": "Mars/Olympus"},
            2,
            "Invalid value for --timezone: 'Mars/Olympus' is no IANA time zone such as Asia/Kolkata.",
        ),
        (
            {"--timezone": "../../etc/passwd"},
            2,
            "Invalid value for --timezone: '../../etc/passwd' is no IANA time zone such as Asia/Kolkata.",
        ),
        ({"--start": "soon"}, 2, "Invalid value for --start: 'soon' is not an instant such as 2026-12-10T18:00."),
        (
            {"--end": "9999-12-31T23:59:59-01:00"},
            2,
            "Invalid value for --end: '9999-12-31T23:59:59-01:00' is not an instant such as 2026-12-10T18:00.",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else None,
)
def test_an_airmeet_is_made_only_of_what_makes_sense(
    terminal: Terminal, community: str, wrong: dict[str, str], status: int, sentence: str
) -> None:
    right = {"--community": community, "--start": "2026-12-10T18:00", "--end": "2026-12-10T20:00", "--timezone": "UTC"}
    outcome = terminal.run(*CREATE, *(word for option in (right | wrong).items() for word in option))
    assert (outcome.status, outcome.answer, outcome.complaint.splitlines()[-1]) == (status, "", f"Error: {sentence}")
    assert terminal.ask("airmeets", "list") == []


def test_an_airmeet_goes_through_its_life(terminal: Terminal, airmeet: str) -> None:
    statuses = [terminal.ask("airmeets", move, airmeet)["status"] for move in ("start", "pause", "resume", "finish")]
    assert statuses == ["ONGOING", "PAUSED", "ONGOING", "FINISHED"]
    outcome = terminal.run("airmeets", "start", airmeet)
    assert (outcome.status, outcome.answer, outcome.complaint) == (
        1,
        "",
        "Error: An airmeet that is FINISHED cannot become ONGOING.\n",
    )
    assert terminal.ask("airmeets", "list")[0]["status"] == "FINISHED"


def test_each_move_shows_a_person_where_the_airmeet_stands(terminal: Terminal, airmeet: str) -> None:
    shown = [dict(terminal.tell("airmeets", move, airmeet))["status"] for move in ("start", "pause", "finish")]
    assert shown == ["ONGOING", "PAUSED", "FINISHED"]


def test_an_archived_airmeet_stays_in_the_operators_list(terminal: Terminal, airmeet: str) -> None:
    archived = terminal.ask("airmeets", "archive", airmeet)
    assert archived["archivedAt"] is not None
    assert terminal.ask("airmeets", "list") == [archived]
    assert dict(terminal.tell("airmeets", "archive", airmeet))["archivedAt"] == archived["archivedAt"]


@pytest.mark.parametrize("move", ["start", "archive"])
def test_an_airmeet_that_is_not_there_cannot_be_moved(terminal: Terminal, move: str) -> None:
    outcome = terminal.run("airmeets", move, "nothing")
    sentence = "There is no airmeet with this airmeet_id."
    assert (outcome.status, outcome.answer, outcome.complaint) == (1, "", f"Error: {sentence}\n")
