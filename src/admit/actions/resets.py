"""A forgotten password: a code by mail to who owns the address, and a new password for who has the code."""

from datetime import timedelta

from admit.actions import accounts as signed_in
from admit.actions import deliveries
from admit.lib import hashing, ids
from admit.lib.clock import timestamp, to_datetime
from admit.model.accounts import RESET_MINUTES, RESETS_OPEN_MAX, Account
from admit.model.deliveries import Kind
from admit.model.errors import ResetUnknown
from admit.model.people import Email
from admit.store import accounts, resets
from admit.store.database import Transaction

SUBJECT = "Set a new password"
TEXT = """\
Somebody, most likely you, asked to set a new password for {email} on
{public_url}

This link does it, once, within an hour:

{public_url}/reset?code={code}

If it was not you, do nothing: your password stays as it is.
"""


async def request(tx: Transaction, *, email: Email, public_url: str) -> None:
    """Nobody can tell whether there is an account: a code is kept for any address, and told to an account's only."""
    code = ids.new_session()
    is_new = await resets.insert(
        tx,
        email_key=email.key,
        code_digest=hashing.digest(code),
        expires_at=timestamp(to_datetime(tx.now) + timedelta(minutes=RESET_MINUTES)),
        open_max=RESETS_OPEN_MAX,
    )
    account = await accounts.find_by_email(tx, email.key)
    if is_new and account is not None:
        text = TEXT.format(email=account.email, public_url=public_url, code=code)
        await deliveries.post(tx, Kind.PASSWORD_RESET, recipient=account.email, subject=SUBJECT, body=text)


async def open_(tx: Transaction, code: str) -> Account:
    """Whose password the code may set. Changes nothing. Raises ResetUnknown."""
    email_key = await resets.find_email_key(tx, hashing.digest(code))
    account = await accounts.find_by_email(tx, email_key) if email_key else None
    if account is None:
        raise ResetUnknown
    return account


async def use(tx: Transaction, code: str, *, password_hash: str) -> str:
    """As `accounts.change_password`, which ends the code and all others of the account. Raises ResetUnknown."""
    return await signed_in.change_password(tx, await open_(tx, code), password_hash=password_hash)
