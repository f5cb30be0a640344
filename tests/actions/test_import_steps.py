"""Imports step by step, by a manager, without a server that goes on by itself."""

import pytest

from admit.actions import activities, imports, registrations
from admit.model.activities import Kind, Sought
from admit.model.errors import ImportMoved
from admit.model.imports import Purpose, State
from admit.model.paging import PageRequest
from tests.actions.desk import OPERATOR, Desk
from tests.actions.importing import Importing, manager

ROWS = [[f"p{number}@example.com", f"Person {number}"] for number in range(1, 3 * imports.CHUNK_ROWS)]
"""With their header, three chunks."""


def new(desk: Desk, purpose: Purpose, rows: list[list[str]] = ROWS) -> Importing:
    community_id = desk.community()
    return Importing(desk, desk.airmeet(community_id).airmeet_id, manager(desk, community_id), rows, purpose)


def count(desk: Desk, importing: Importing) -> int:
    """Registrations, as the list tells."""
    return desk.by(OPERATOR, registrations.list_page, importing.airmeet_id, PageRequest()).count


@pytest.fixture(params=list(Purpose))
def importing(desk: Desk, request: pytest.FixtureRequest) -> Importing:
    return new(desk, request.param)


def test_each_step_takes_a_few_rows(importing: Importing) -> None:
    importing.start()
    for step in (1, 2):
        moved = importing.go_on(1)
        done = sum(moved.counts[what] for what in ("registered", "authorized"))
        kinds = moved.purpose.registers + moved.purpose.authorizes
        assert (moved.state, done) == (State.RUNNING, kinds * (step * imports.CHUNK_ROWS - 1))
    assert importing.go_on(2).state is State.FINISHED


def test_a_step_more_changes_nothing(desk: Desk, importing: Importing) -> None:
    importing.start()
    importing.go_on(4)
    before = desk.everything()
    importing.go_on(1)
    assert desk.everything() == before


def test_stopped_halfway_it_is_undone_as_far_as_it_came(desk: Desk, importing: Importing) -> None:
    importing.start()
    importing.go_on(2)
    assert importing.cancel() is State.STOPPED
    before = desk.everything()
    importing.go_on(1)
    assert desk.everything() == before

    importing.undo()
    undone = importing.go_on(4)
    assert undone.state is State.UNDONE
    assert undone.counts["unregistered"] == undone.counts["registered"]
    assert undone.counts["revoked"] == undone.counts["authorized"]
    assert (count(desk, importing), undone.counts["kept"]) == (0, 0)
    assert desk.rows("SELECT COUNT(*) FROM attendees WHERE revoked_at IS NULL") == [(0,)]


def test_undoing_that_broke_off_is_taken_up_again(desk: Desk, importing: Importing) -> None:
    importing.start()
    importing.go_on(4)
    importing.undo()
    importing.go_on(1)
    importing.stop()
    assert (importing.look().state, importing.look().note) == (State.STOPPED, "The disk is full.")
    importing.undo()
    undone = importing.go_on(4)
    assert (undone.state, undone.note, undone.counts["kept"]) == (State.UNDONE, "", 0)
    assert undone.counts["unregistered"] == undone.counts["registered"]
    assert count(desk, importing) == 0


def test_what_does_not_fit_the_state_is_refused(desk: Desk, importing: Importing) -> None:
    def refused(*deeds: str) -> None:
        before = desk.everything()
        for deed in deeds:
            with pytest.raises(ImportMoved):
                getattr(importing, deed)()
        assert desk.everything() == before

    refused("undo")
    importing.start()
    refused("start", "undo")
    importing.go_on(4)
    refused("start", "cancel")
    importing.undo()
    refused("start", "cancel", "undo")
    importing.go_on(4)
    refused("start", "cancel", "undo")


def test_an_email_that_is_chunks_above_is_there_twice(desk: Desk) -> None:
    late = [["P7@example.com", "Seven"], ["nobody", "Nobody"], ["p8@EXAMPLE.com", "Eight"], ["p8@example.com", "Eight"]]
    importing = new(desk, Purpose.REGISTER, [*ROWS, *late])
    assert importing.look().counts == {"new": len(ROWS), "twice": 3, "wrong": 1}
    first = len(ROWS) + 2
    assert [(remark.number, remark.reason) for remark in importing.view().left_out] == [
        (first, "Row 8 has the same email."),
        (first + 1, "email is not a valid address: An email address must have an @-sign."),
        (first + 2, "Row 9 has the same email."),
        (first + 3, "Row 9 has the same email."),
    ]


def test_the_log_has_a_line_for_each_thing_that_somebody_did(desk: Desk) -> None:
    importing = new(desk, Purpose.BOTH)
    importing.start()
    importing.go_on(2)
    importing.cancel()
    importing.undo()
    importing.finish()
    sought = Sought(airmeet_id=importing.airmeet_id)
    community_id = importing.look().community_id
    page, _ = desk.by(OPERATOR, activities.list_page, community_id, sought)
    assert [(each.kind, each.actor_label, each.address, each.subject) for each in page.rows] == [
        (Kind.IMPORT_UNDONE, "alice@example.com", "192.0.2.7", "people.csv (999)"),
        (Kind.IMPORT_STOPPED, "alice@example.com", "192.0.2.7", "people.csv (999)"),
        (Kind.PEOPLE_IMPORTED, "alice@example.com", "192.0.2.7", "people.csv (1,499)"),
        (Kind.AIRMEET_CREATED, "", "", ""),
    ]
