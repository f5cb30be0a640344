"""Undoing an import: what it added goes, and nothing else does."""

from tests.dashboard import Organizer
from tests.harness import Integration
from tests.web.dashboard.imports import loads

ADA = ["Ada Lovelace", "ada@example.com", "London"]
GRACE = ["Grace Hopper", "grace@example.com", "New York"]
JOAN = ["Joan Clarke", "joan@example.com", "Bletchley"]


def emails(airmeet: Integration) -> list[str]:
    return [row["email"] for row in airmeet.list_registrations()["data"]]


def test_undoing_registers_nobody_any_more_whom_the_import_added(
    organizer: Organizer, airmeet: Integration, imports: str
) -> None:
    airmeet.register("ada@example.com")
    address = loads.run(organizer, imports, ADA, GRACE, JOAN)
    assert emails(airmeet) == ["ada@example.com", "grace@example.com", "joan@example.com"]
    assert "2 registrations that it added" in organizer.get(f"{address}/undo").text
    assert loads.press(organizer, address, "undo") == {
        "Registered": 2,
        "Already there": 1,
        "Twice in the file": 0,
        "Rejected": 0,
        "Taken off the list": 2,
        "Changed or came since, and kept": 0,
    }
    assert emails(airmeet) == ["ada@example.com"]


def test_a_cursor_is_never_given_to_another(organizer: Organizer, airmeet: Integration, imports: str) -> None:
    address = loads.run(organizer, imports, ADA, GRACE)
    loads.press(organizer, address, "undo")
    airmeet.register("joan@example.com")
    page = airmeet.list_registrations()
    assert page["cursors"] == {"before": 3, "after": 3, "pageCount": 1}
    assert airmeet.list_registrations(after=2) == page


def test_who_may_enter_because_of_the_import_may_not_any_more(
    organizer: Organizer, airmeet: Integration, imports: str
) -> None:
    links = {name: airmeet.authorize(f"{name}@example.com").json()["entryLink"] for name in ("ada", "joan")}
    airmeet.revoke("joan@example.com")
    address = loads.run(organizer, imports, ADA, GRACE, JOAN, purpose="both")
    assert loads.numbers(organizer.page)["Authorized"] == 2
    links["grace"] = airmeet.authorize("grace@example.com").json()["entryLink"]
    opened = {name: organizer.server.http.get(link).status_code for name, link in links.items()}
    assert opened == {"ada": 303, "joan": 303, "grace": 303}

    undone = loads.press(organizer, address, "undo")
    assert (undone["Taken off the list"], undone["Access taken away"]) == (3, 2)
    opened = {name: organizer.server.http.get(link).status_code for name, link in links.items()}
    assert opened == {"ada": 303, "joan": 404, "grace": 404}


def test_who_was_changed_since_is_kept_and_said_so(organizer: Organizer, airmeet: Integration, imports: str) -> None:
    address = loads.run(organizer, imports, ADA, GRACE)
    airmeet.authorize("grace@example.com")
    undone = loads.press(organizer, address, "undo")
    assert (undone["Taken off the list"], undone["Changed or came since, and kept"]) == (1, 1)
    assert loads.reasons(organizer.page) == [(3, "Was changed or came after the import, and stays as it is now.")]
    assert emails(airmeet) == ["grace@example.com"]
    assert airmeet.revoke("grace@example.com").status_code == 204


def test_who_registered_after_being_authorized_is_kept(
    organizer: Organizer, airmeet: Integration, imports: str
) -> None:
    address = loads.run(organizer, imports, ADA, purpose="authorize")
    airmeet.register("ada@example.com")
    assert loads.press(organizer, address, "undo")["Changed or came since, and kept"] == 1
    assert airmeet.revoke("ada@example.com").status_code == 204


def test_undoing_twice_is_refused(organizer: Organizer, airmeet: Integration, imports: str) -> None:
    address = loads.run(organizer, imports, ADA)
    loads.press(organizer, address, "undo")
    airmeet.register("ada@example.com")
    assert organizer.get(f"{address}/undo").status_code == 409
    organizer.get(address)
    assert "Undo this import" not in organizer.page.text
    organizer.get(imports)
    assert organizer.post(f"{address}/undo").status_code == 409
    organizer.server.finish_imports()
    assert emails(airmeet) == ["ada@example.com"]


def test_imported_again_after_being_undone(organizer: Organizer, airmeet: Integration, imports: str) -> None:
    address = loads.run(organizer, imports, ADA, purpose="both")
    loads.press(organizer, address, "undo")
    again = loads.run(organizer, imports, ADA, purpose="both")
    assert loads.numbers(organizer.get(again))["Registered"] == 1
    assert emails(airmeet) == ["ada@example.com"]
    assert airmeet.revoke("ada@example.com").status_code == 204


def test_a_week_after_the_end_the_rows_are_forgotten_and_the_numbers_stay(
    organizer: Organizer, airmeet: Integration, imports: str
) -> None:
    address = loads.run(organizer, imports, ADA, ["Nobody", "nobody", ""])
    import_id = address.rpartition("/")[2]
    kept = (
        "SELECT (SELECT COUNT(*) FROM import_chunks WHERE import_id = :import_id),"
        " (SELECT COUNT(*) FROM import_remarks WHERE import_id = :import_id)"
    )
    organizer.server.clock.advance(days=6.99)
    organizer.server.finish_imports()
    assert organizer.server.look(kept, import_id=import_id) == [(1, 1)]

    organizer.server.clock.advance(days=0.02)
    organizer.server.finish_imports()
    assert organizer.server.look(kept, import_id=import_id) == [(0, 0)]
    page = organizer.get(address)
    assert loads.numbers(page) == {"Registered": 1, "Already there": 0, "Twice in the file": 0, "Rejected": 1}
    assert "The uploaded rows were deleted" in page.text
    assert organizer.get(f"{address}/undo").status_code == 409
    assert emails(airmeet) == ["ada@example.com"]


def test_what_nobody_starts_is_forgotten_after_a_week(organizer: Organizer, imports: str) -> None:
    address = loads.begin(organizer, imports, ADA)
    organizer.server.clock.advance(days=7.01)
    organizer.server.finish_imports()
    import_id = address.rpartition("/")[2]
    for table in ("imports", "import_chunks", "import_remarks"):
        assert organizer.server.look(f"SELECT * FROM {table} WHERE import_id = :id", id=import_id) == []  # noqa: S608 (our own)
    assert organizer.get(address).status_code == 404
