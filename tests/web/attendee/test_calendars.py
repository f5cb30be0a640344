"""The calendar file, read by another library than the one that wrote it."""

from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import pytest
import vobject  # type: ignore[import-untyped]  # it says nothing of its types

from admit.actions import airmeets
from admit.lib.clock import Timestamp
from admit.model.airmeets import Particulars
from tests.harness import Integration
from tests.web.attendee.evenings import OPEN_EVENING, between, hold


def get(alice: Integration) -> httpx.Response:
    return alice.server.http.get(f"/e/{alice.airmeet_id}/event.ics")


def entry(alice: Integration) -> Any:  # noqa: ANN401 (of vobject)
    [calendar] = vobject.readComponents(get(alice).text)
    return calendar.vevent


def test_another_parser_reads_what_was_planned(alice: Integration) -> None:
    text = "Come, see; bring a friend:\n\\o/ " + "Grüße " * 40
    hold(alice, msgspec.structs.replace(OPEN_EVENING, particulars=Particulars(description=text)))
    read = entry(alice)
    url = f"{alice.server.url}/e/{alice.airmeet_id}"
    assert {name: values[0].value for name, values in read.contents.items()} == {
        "uid": f"{alice.airmeet_id}@127.0.0.1",
        "sequence": "1",
        "dtstamp": datetime(2026, 11, 24, 4, 30, tzinfo=UTC),
        "last-modified": datetime(2026, 11, 24, 4, 30, tzinfo=UTC),
        "dtstart": datetime(2026, 12, 10, 18, tzinfo=UTC),
        "dtend": datetime(2026, 12, 10, 20, tzinfo=UTC),
        "summary": "Open evening",
        "description": f"{text.strip()}\n\n{url}",
        "location": url,
        "url": url,
    }


@pytest.mark.parametrize(
    "timezone, starts_at, ends_at",
    [
        ("Europe/London", "2026-10-25T00:30", "2026-10-25T01:30"),
        ("America/New_York", "2026-03-08T04:00", "2026-03-08T08:00"),
        ("Australia/Lord_Howe", "2026-10-03T15:00", "2026-10-03T17:00"),
        ("Asia/Kolkata", "2026-10-25T00:30", "2026-10-25T01:30"),
        ("America/Sao_Paulo", "2026-10-25T00:30", "2026-10-25T01:30"),
    ],
)
def test_the_instants_are_right_over_a_change_of_the_clocks(
    alice: Integration, timezone: str, starts_at: str, ends_at: str
) -> None:
    hold(alice, between(starts_at, ends_at, timezone))
    read = entry(alice)
    planned = [datetime.fromisoformat(f"{each}:00+00:00") for each in (starts_at, ends_at)]
    assert [read.dtstart.value, read.dtend.value] == planned


def test_a_copy_made_after_the_event_moved_replaces_the_earlier_one(alice: Integration) -> None:
    alice.airmeet_id = alice.new_airmeet("Open evening")
    first = entry(alice)
    alice.server.clock.advance(hours=1)
    moved = msgspec.structs.replace(OPEN_EVENING, ends_at=Timestamp("2026-12-10T21:00:00.000Z"))
    copies = [first]
    for plan in (moved, moved, OPEN_EVENING):
        alice.server.operate(airmeets.change, alice.airmeet_id, plan)
        copies.append(entry(alice))
    assert [int(copy.sequence.value) for copy in copies] == [0, 1, 1, 2]
    assert len({copy.uid.value for copy in copies}) == 1
    assert [copy.dtstamp.value.hour for copy in copies] == [4, 5, 5, 5]


def test_it_is_a_calendar_file_with_a_name(alice: Integration) -> None:
    hold(alice, msgspec.structs.replace(OPEN_EVENING, name='Grüße: "Öffnung" / 開会'))
    answer = get(alice)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        "inline; filename=event.ics; filename*=UTF-8''gr%C3%BC%C3%9Fe-%C3%B6ffnung-%E9%96%8B%E4%BC%9A.ics"
    )
    assert "METHOD:PUBLISH\r\n" in answer.text
    assert [line for line in answer.text.split("\r\n") if len(line.encode()) > 75] == []
