"""A community with a member in each role, and one in another community."""

import itertools
from collections.abc import Collection

from admit.actions import accounts, invitations, members
from admit.model.accounts import Account
from admit.model.actors import Member, Operator
from admit.model.invitations import Invitation
from admit.model.members import Membership, Role
from admit.model.people import parse_email
from admit.store import members as store
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk

INVITED = parse_email("Invited@example.com")

numbers = itertools.count(1)


class Team:
    """`actor` is somebody as they are now; `account_ids` has one of each role, named for it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.community_id = desk.community()
        self.airmeet_id = desk.airmeet(self.community_id).airmeet_id
        self.account_ids = {role.value: self.add(role) for role in Role}

    def add(self, role: Role, community_id: str | None = None) -> str:
        """The account of a new member."""
        account = self.new_account(f"{role}.{next(numbers)}@example.com")
        community_id = community_id or self.community_id
        self.desk.by(OPERATOR, _join, community_id, account.account_id, role)
        return account.account_id

    def new_account(self, email: str) -> Account:
        return self.desk.by(OPERATOR, _create, email)

    def actor(self, name: str) -> Member:
        return Member(self.membership(self.account_ids[name]))

    def invite(self, actor: Member, role: Role, airmeet_ids: Collection[str] = ()) -> tuple[Invitation, str]:
        """With the code of its link."""
        return self.desk.by(
            actor,
            invitations.invite,
            email=INVITED,
            role=role,
            public_url="https://admit.example.com",
            airmeet_ids=airmeet_ids,
        )

    def membership(self, account_id: str) -> Membership:
        found = self.desk.by(OPERATOR, _find, self.community_id, account_id)
        assert found is not None
        return found

    def roles(self) -> dict[str, Role]:
        """By account, as an owner sees them."""
        owner = next(Member(each) for each in self._everybody() if each.role is Role.OWNER)
        return {member.account_id: member.role for member in self.desk.by(owner, members.list_)}

    def _everybody(self) -> list[Membership]:
        return self.desk.by(OPERATOR, _list, self.community_id)


async def _create(tx: Transaction, _: Operator, email: str) -> Account:
    return await accounts.create(tx, email=parse_email(email), password_hash="unused")


async def _join(tx: Transaction, _: Operator, community_id: str, account_id: str, role: Role) -> None:
    await store.insert(tx, community_id=community_id, account_id=account_id, role=role)


async def _find(tx: Transaction, _: Operator, community_id: str, account_id: str) -> Membership | None:
    return await store.find(tx, community_id, account_id)


async def _list(tx: Transaction, _: Operator, community_id: str) -> list[Membership]:
    return await store.list_of_community(tx, community_id, size=100)
