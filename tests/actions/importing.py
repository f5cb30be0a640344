"""An import that moves on when a test says so."""

from collections.abc import Sequence

from admit.actions import accounts, import_steps, imports
from admit.actions.import_checks import Seen
from admit.lib.tables import Row, Table
from admit.model.actors import Member
from admit.model.imports import Import, Purpose, State
from admit.model.members import Role
from admit.model.people import parse_email
from admit.store import members
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk

HEADER = ["email", "name"]


class Importing:
    """Of rows of email and name, by Alice, who manages the community. It has been checked."""

    def __init__(self, desk: Desk, airmeet_id: str, alice: Member, rows: Sequence[list[str]], purpose: Purpose) -> None:
        self._desk = desk
        self._alice = alice
        self.airmeet_id = airmeet_id
        table = Table([Row(number, cells) for number, cells in enumerate([HEADER, *rows], start=1)], "UTF-8")
        begun = desk.by(alice, imports.begin, airmeet_id, table=table, source="people.csv", purpose=purpose)
        self._import_id = begun.import_id
        desk.by(alice, imports.add_rows, airmeet_id, self._import_id, table.rows)
        desk.by(alice, imports.finish_upload, airmeet_id, self._import_id)
        self.finish()

    def go_on(self, steps: int = 1) -> Import:
        """Each by another process, which remembers nothing of the one before."""
        for _ in range(steps):
            self._desk.by(OPERATOR, _go_on, self.airmeet_id, self._import_id)
        return self.look()

    def finish(self) -> Import:
        while self.look().is_at_work:
            self.go_on()
        return self.look()

    def look(self) -> Import:
        return self._desk.by(self._alice, imports.get, self.airmeet_id, self._import_id)

    def view(self) -> imports.View:
        return self._desk.by(self._alice, imports.view, self.airmeet_id, self._import_id)

    def start(self) -> None:
        self._desk.by(self._alice, imports.start, self.airmeet_id, self._import_id)

    def cancel(self) -> State:
        return self._desk.by(self._alice, imports.cancel, self.airmeet_id, self._import_id)

    def undo(self) -> None:
        self._desk.by(self._alice, imports.undo, self.airmeet_id, self._import_id)

    def stop(self) -> None:
        self._desk.by(OPERATOR, _stop, self.airmeet_id, self._import_id)


def manager(desk: Desk, community_id: str) -> Member:
    """Alice, who has a community of her own as well."""
    return desk.by(OPERATOR, _join, community_id)


async def _join(tx: Transaction, _: object, community_id: str) -> Member:
    email = parse_email("alice@example.com")
    if await accounts.find_by_email(tx, email) is None:
        await accounts.sign_up(tx, email=email, password_hash="none", community_name="Elsewhere")
    account = await accounts.find_by_email(tx, email)
    assert account is not None
    await members.insert(tx, community_id=community_id, account_id=account.account_id, role=Role.MANAGER)
    membership = await members.find(tx, community_id, account.account_id)
    assert membership is not None
    return Member(membership, "192.0.2.7")


async def _go_on(tx: Transaction, _: object, airmeet_id: str, import_id: str) -> None:
    await import_steps.go_on(tx, airmeet_id, import_id, Seen())


async def _stop(tx: Transaction, _: object, airmeet_id: str, import_id: str) -> None:
    await import_steps.stop(tx, airmeet_id, import_id, "The disk is full.")
