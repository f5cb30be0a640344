"""Accounts: who signs in to the dashboard, and for how long."""

import msgspec

from admit.lib.clock import Timestamp
from admit.model.errors import InputWrong

PASSWORD_LENGTH_MIN = 10
PASSWORD_LENGTH_MAX = 256
SESSION_DAYS = 30
RESET_MINUTES = 60
RESETS_OPEN_MAX = 5
"""Codes that one address may have at a time: nobody's mailbox is filled through us."""


class Account(msgspec.Struct, frozen=True):
    """`email_key` is the same for every way to write the address."""

    account_id: str
    email_key: str
    email: str
    password_hash: str
    created_at: Timestamp


def check_password(password: str) -> None:
    """Length is what makes a password hard to guess; no rule asks for a digit or a capital (NIST SP 800-63B)."""
    if len(password) < PASSWORD_LENGTH_MIN:
        raise InputWrong(f"password is shorter than {PASSWORD_LENGTH_MIN} characters.")
    if len(password) > PASSWORD_LENGTH_MAX:
        raise InputWrong(f"password is longer than {PASSWORD_LENGTH_MAX} characters.")
