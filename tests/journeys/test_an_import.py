"""Five thousand rows with 37 bad ones: brought in while the bar moves, the bad ones taken home, and undone."""

import csv
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw
import pytest
from playwright.sync_api import Page, expect

from admit.actions import imports
from tests.dashboard import new_email
from tests.harness import Integration, LiveServer
from tests.journeys import steps

HEADER = ["Name", "Email", "Company"]
GOOD, BAD = 4_963, 37
ROWS = [[f"Person {number}", f"person{number}@example.org", "Tidewater"] for number in range(GOOD)]
BAD_ROWS = [[f"Nobody {number}", f"nobody-{number}", ""] for number in range(BAD)]
SLOWLY = 5
"""Rows to a step, so that five thousand take a machine as long as a hundred thousand would."""
MILLISECONDS_MAX = 60_000


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A bad row after every 130 good ones or so."""
    rows = list(ROWS)
    for number, bad in enumerate(BAD_ROWS):
        rows.insert(100 + 131 * number, bad)
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def test_an_import_from_the_file_to_its_undoing(
    page: Page, server: LiveServer, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "CHUNK_ROWS", SLOWLY)
    steps.sign_up(page, new_email())
    page.get_by_role("link", name="Make your first airmeet").click()
    steps.make_airmeet(page, "An evening of engines")
    steps.expect_heading(page, "An evening of engines")
    integration = Integration(server, steps.community_of(page))
    integration.airmeet_id = steps.airmeet_of(page)

    page.get_by_role("link", name="Import people").click()
    page.get_by_label("A CSV file").set_input_files(sheet)
    page.get_by_role("button", name="Look at the rows").click()
    expect_state(page, "Waits for you to start it")
    assert numbers(page) == {"New": GOOD, "Already there": 0, "Twice in the file": 0, "Wrong": BAD}
    assert count(integration) == 0

    page.get_by_role("button", name="Import 4,963 people").click()
    expect_the_bar_to_move(page, server)
    expect_state(page, "Done")
    assert numbers(page) == {"Registered": GOOD, "Already there": 0, "Twice in the file": 0, "Rejected": BAD}
    assert count(integration) == GOOD

    with page.expect_download() as download:
        page.get_by_role("link", name="Download them all").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        header, *rejects = csv.reader(file)
    assert header == [*HEADER, "reason"]
    assert [row[:3] for row in rejects] == BAD_ROWS
    assert {row[3] for row in rejects} == {"email is not a valid address: An email address must have an @-sign."}

    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo this import").click()
    expect_state(page, "Undone")
    assert numbers(page)["Taken off the list"] == GOOD
    assert count(integration) == 0


def expect_the_bar_to_move(page: Page, server: LiveServer) -> None:
    """It is seen at two places on its way, at each of which the import is made to stand still."""
    with standing_still(server, behind=0) as first:
        expect(page.get_by_role("progressbar")).to_have_attribute("value", str(first))
    with standing_still(server, behind=first) as second:
        expect(page.get_by_role("progressbar")).to_have_attribute("value", str(second))
    assert 0 < first < second < len(ROWS) + len(BAD_ROWS)


@contextmanager
def standing_still(server: LiveServer, *, behind: int) -> Iterator[int]:
    """At which row, counted from 1. Whoever holds the database's lock keeps the next step waiting."""
    with closing(apsw.Connection(str(server.path))) as other:
        other.set_busy_handler(lambda _: True)
        position = behind
        while position == behind:
            if other.in_transaction:
                other.execute("ROLLBACK")
            other.execute("BEGIN IMMEDIATE")
            [(position,)] = other.execute("SELECT position FROM imports WHERE state = 'running'")
        yield position


def expect_state(page: Page, state: str) -> None:
    expect(page.get_by_role("status")).to_have_text(state, timeout=MILLISECONDS_MAX)


def numbers(page: Page) -> dict[str, int]:
    names, values = page.locator("dl.numbers dt").all_inner_texts(), page.locator("dl.numbers dd").all_inner_texts()
    return {name: int(value.replace(",", "")) for name, value in zip(names, values, strict=True)}


def count(integration: Integration) -> int:
    """Registered, as the API has it."""
    pages: int = integration.list_registrations(size=1)["cursors"]["pageCount"]
    return pages
