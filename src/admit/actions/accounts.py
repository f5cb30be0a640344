"""Accounts: signed up, signed in and out, and turned into the member that a session speaks for."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar

from admit.actions import communities
from admit.lib import hashing, ids
from admit.lib.clock import Timestamp, timestamp, to_datetime
from admit.model.accounts import SESSION_DAYS, Account
from admit.model.actors import Member, Operator
from admit.model.errors import AccountExists, CommunityUnknown, SignedOut, SignInWrong
from admit.model.members import Membership, Role
from admit.model.people import Email
from admit.store import accounts, members, resets
from admit.store.database import Transaction

P = ParamSpec("P")
R = TypeVar("R")


async def sign_up(tx: Transaction, *, email: Email, password_hash: str, community_name: str) -> tuple[str, str]:
    """A new account that owns a new community: the secret of its first session, and the community's id."""
    account = await create(tx, email=email, password_hash=password_hash)
    community = await communities.create(tx, Operator(), name=community_name)
    await members.insert(tx, community_id=community.community_id, account_id=account.account_id, role=Role.OWNER)
    return await open_session(tx, account), community.community_id


async def create(tx: Transaction, *, email: Email, password_hash: str) -> Account:
    """A new account that belongs to no community. Raises AccountExists."""
    account = Account(
        account_id=ids.new_id(),
        email_key=email.key,
        email=email.address,
        password_hash=password_hash,
        created_at=tx.now,
    )
    if not await accounts.insert(tx, account):
        raise AccountExists
    return account


async def find_by_email(tx: Transaction, email: Email) -> Account | None:
    return await accounts.find_by_email(tx, email.key)


async def sign_in(tx: Transaction, verified: Account) -> str:
    """The secret of a new session. `verified` is the account as it was when its password was found to be right."""
    account = await accounts.find_by_email(tx, verified.email_key)
    if account is None or account.password_hash != verified.password_hash:
        raise SignInWrong
    return await open_session(tx, account)


async def sign_out(tx: Transaction, session: str) -> None:
    """Ending a session that has ended changes nothing."""
    await accounts.delete_session(tx, hashing.digest(session))


async def sign_out_everywhere(tx: Transaction, account: Account) -> None:
    """On every device, this one too."""
    await accounts.delete_sessions(tx, account.account_id)


async def change_password(tx: Transaction, verified: Account, *, password_hash: str) -> str:
    """Every session ends, and a new one begins for who changed it: its secret. Raises SignInWrong as `sign_in` does.

    Codes to set a forgotten password end as well.
    """
    if not await accounts.set_password(tx, verified, password_hash):
        raise SignInWrong
    await accounts.delete_sessions(tx, verified.account_id)
    await resets.delete_of_email(tx, verified.email_key)
    return await open_session(tx, verified)


async def identify(tx: Transaction, session: str | None) -> Account:
    """Raises SignedOut."""
    account = await accounts.find_by_session(tx, hashing.digest(session)) if session else None
    if account is None:
        raise SignedOut
    return account


async def memberships(tx: Transaction, session: str | None) -> tuple[Account, list[Membership]]:
    """Who is signed in, and in which communities, oldest first. Raises SignedOut."""
    account = await identify(tx, session)
    return account, await members.list_of_account(tx, account.account_id)


async def as_member(
    tx: Transaction,
    session: str | None,
    address: str,
    community_id: str,
    action: Callable[Concatenate[Transaction, Member, P], Awaitable[R]],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """`action` as the member of the community who is signed in, in the same transaction: who was removed cannot act.

    `address` is where they come from.

    Raises SignedOut, and CommunityUnknown for a community that is not theirs as well.
    """
    account = await identify(tx, session)
    membership = await members.find(tx, community_id, account.account_id)
    if membership is None:
        raise CommunityUnknown(community_id)
    return await action(tx, Member(membership, address), *args, **kwargs)


async def open_session(tx: Transaction, account: Account) -> str:
    """Its secret."""
    secret = ids.new_session()
    await accounts.insert_session(tx, account.account_id, hashing.digest(secret), _days_later(tx.now, SESSION_DAYS))
    return secret


def _days_later(now: Timestamp, days: int) -> Timestamp:
    return timestamp(to_datetime(now) + timedelta(days=days))
