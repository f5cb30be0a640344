"""A community with somebody signed in for each role: they came by invitation."""

import re
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from admit.actions import accounts, deliveries
from admit.model.actors import Operator
from admit.model.members import Role
from admit.model.people import parse_email
from admit.store import members
from admit.store.database import Transaction
from tests.dashboard import PASSWORD, Organizer, new_email
from tests.harness import Integration, LiveServer

LINK = re.compile(r"http://[^<\s]+/join\?code=[\w-]+")


class Crew:
    """`by` has an organizer for each role, named for it."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self._exits = ExitStack()
        self.by: dict[str, Organizer] = {}

    def __enter__(self) -> Self:
        self.by["owner"] = self.visitor().sign_up("Analytical Society")
        self.community_id = self.by["owner"].community_id
        self.home = f"/communities/{self.community_id}"
        self.integration = Integration(self.server, self.community_id)
        for role in (Role.ADMIN, Role.MANAGER, Role.HELPER):
            self.by[role.value] = self.join(self.invite(role, airmeet=[self.integration.airmeet_id]))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._exits.close()

    def visitor(self) -> Organizer:
        """Somebody who has not signed in."""
        return self._exits.enter_context(Organizer(self.server))

    def invite(self, role: str, email: str = "", airmeet: list[str] | None = None, by: str = "owner") -> str:
        """The path of the link that is shown."""
        self.by[by].get("/")
        page = self.by[by].post(
            f"{self.home}/settings/invitations", email=email or new_email(), role=role, airmeet=airmeet or []
        )
        assert page.status_code == 200, page.text
        [link] = LINK.findall(page.text)
        return str(link).removeprefix(self.server.url)

    def join(self, path: str) -> Organizer:
        """A newcomer with an account of their own."""
        visitor = self.visitor()
        visitor.get(path)
        visitor.email = new_email()
        page = visitor.post("/join/signup", email=visitor.email, password=PASSWORD)
        assert page.url.path == f"{self.home}/airmeets"
        return visitor

    def state(self) -> dict[str, Any]:
        """Everything that is kept, and as it stays: the worker finds no mail that it could lay aside."""
        self.server.operate(_hold_mail)
        return self.server.state()

    def add(self, role: Role) -> str:
        """The account of a further member, who never signs in."""
        return self.server.operate(_add, self.community_id, new_email(role.value), role)

    def role(self, account_id: str) -> str | None:
        """As it is kept; None for who does not belong to the community."""
        rows = self.server.look(
            "SELECT role FROM members WHERE community_id = :community_id AND account_id = :account_id",
            community_id=self.community_id,
            account_id=account_id,
        )
        return rows[0][0] if rows else None

    def open_invitation(self, email: str) -> str | None:
        """Its id."""
        rows = self.server.look("SELECT invitation_id FROM invitations WHERE email = :email", email=email)
        return rows[0][0] if rows else None


def account_of(organizer: Organizer) -> str:
    """The id of an account, which its owner is told nowhere."""
    [(account_id,)] = organizer.server.look(
        "SELECT account_id FROM accounts WHERE email_key = :email", email=organizer.email
    )
    return str(account_id)


async def _hold_mail(tx: Transaction, _: Operator) -> None:
    await deliveries.hold_due(tx)


async def _add(tx: Transaction, _: Operator, community_id: str, email: str, role: Role) -> str:
    account = await accounts.create(tx, email=parse_email(email), password_hash="unused")
    await members.insert(tx, community_id=community_id, account_id=account.account_id, role=role)
    return account.account_id
