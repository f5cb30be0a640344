"""Imports step by step, by a manager, without a server that goes on by itself."""

import pytest

from admit.actions import accounts, import_steps, imports, registrations
from admit.lib import tables
from admit.model.actors import Member
from admit.model.errors import ImportMoved
from admit.model.imports import Import, Purpose, State
from admit.model.members import Role
from admit.model.paging import PageRequest
from admit.model.people import parse_email
from admit.store import members
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk

ROWS = 3 * import_steps.ROWS_AT_ONCE
TABLE = tables.read_file(
    b"email,name\n" + b"".join(b"p%d@example.com,Person %d\n" % (number, number) for number in range(ROWS)),
    rows_max=ROWS + 1,
    width_max=2,
)


class Importing:
    """An import of three steps, which a test moves on."""

    def __init__(self, desk: Desk, purpose: Purpose) -> None:
        self._desk = desk
        community_id = desk.community()
        self.airmeet_id = desk.airmeet(community_id).airmeet_id
        self.alice = desk.by(OPERATOR, _join, community_id)
        self._import_id = desk.by(
            self.alice, imports.begin, self.airmeet_id, table=TABLE, source="people.csv", purpose=purpose
        ).import_id
        desk.by(self.alice, imports.add_rows, self.airmeet_id, self._import_id, TABLE.rows)
        desk.by(self.alice, imports.finish_upload, self.airmeet_id, self._import_id)
        self.go_on(4)

    def go_on(self, steps: int) -> Import:
        for _ in range(steps):
            self._desk.by(OPERATOR, _go_on, self.airmeet_id, self._import_id)
        return self.look()

    def look(self) -> Import:
        return self._desk.by(self.alice, imports.get, self.airmeet_id, self._import_id)

    def start(self) -> None:
        self._desk.by(self.alice, imports.start, self.airmeet_id, self._import_id)

    def cancel(self) -> State:
        return self._desk.by(self.alice, imports.cancel, self.airmeet_id, self._import_id)

    def undo(self) -> None:
        self._desk.by(self.alice, imports.undo, self.airmeet_id, self._import_id)

    def stop(self) -> None:
        self._desk.by(OPERATOR, _stop, self.airmeet_id, self._import_id)

    def count(self) -> int:
        """Registrations, as the list tells."""
        return self._desk.by(self.alice, registrations.list_page, self.airmeet_id, PageRequest()).count


async def _join(tx: Transaction, _: object, community_id: str) -> Member:
    email = parse_email("alice@example.com")
    await accounts.sign_up(tx, email=email, password_hash="none", community_name="Elsewhere")
    account = await accounts.find_by_email(tx, email)
    assert account is not None
    await members.insert(tx, community_id=community_id, account_id=account.account_id, role=Role.MANAGER)
    membership = await members.find(tx, community_id, account.account_id)
    assert membership is not None
    return Member(membership)


async def _go_on(tx: Transaction, _: object, airmeet_id: str, import_id: str) -> None:
    await import_steps.go_on(tx, airmeet_id, import_id)


async def _stop(tx: Transaction, _: object, airmeet_id: str, import_id: str) -> None:
    await import_steps.stop(tx, airmeet_id, import_id, "The disk is full.")


@pytest.fixture(params=list(Purpose))
def importing(desk: Desk, request: pytest.FixtureRequest) -> Importing:
    return Importing(desk, request.param)


def test_each_step_takes_a_few_rows(importing: Importing) -> None:
    importing.start()
    for step in (1, 2):
        moved = importing.go_on(1)
        done = sum(moved.counts[what] for what in ("registered", "authorized"))
        kinds = moved.purpose.registers + moved.purpose.authorizes
        assert (moved.state, done) == (State.RUNNING, kinds * step * import_steps.ROWS_AT_ONCE)
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
    assert (importing.count(), undone.counts["kept"]) == (0, 0)
    assert desk.rows("SELECT COUNT(*) FROM attendees WHERE revoked_at IS NULL") == [(0,)]


def test_undoing_that_broke_off_is_taken_up_again(importing: Importing) -> None:
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
    assert importing.count() == 0


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
