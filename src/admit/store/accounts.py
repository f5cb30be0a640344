"""Accounts of the dashboard, and their sessions."""

from admit.lib.clock import Timestamp
from admit.model.accounts import Account
from admit.store.database import Transaction

INSERT_ACCOUNT = """
INSERT INTO accounts (account_id, email_key, email, password_hash, created_at)
VALUES (:account_id, :email_key, :email, :password_hash, :created_at)
ON CONFLICT (email_key) DO NOTHING
"""

ACCOUNT_COLUMNS = """
SELECT account_id, email_key, email, password_hash, created_at
FROM accounts
"""

FIND_ACCOUNT = ACCOUNT_COLUMNS + "WHERE account_id = :account_id"

FIND_BY_EMAIL = ACCOUNT_COLUMNS + "WHERE email_key = :email_key"

FIND_BY_SESSION = """
SELECT a.account_id, a.email_key, a.email, a.password_hash, a.created_at
FROM sessions s
JOIN accounts a ON a.account_id = s.account_id
WHERE s.session_digest = :session_digest AND s.expires_at > :now
"""

REPLACE_HASH = """
UPDATE accounts
SET password_hash = :password_hash
WHERE account_id = :account_id AND password_hash = :old_password_hash
"""

INSERT_SESSION = """
INSERT INTO sessions (account_id, session_digest, created_at, expires_at)
VALUES (:account_id, :session_digest, :now, :expires_at)
"""

DELETE_SESSION = "DELETE FROM sessions WHERE session_digest = :session_digest"

DELETE_SESSIONS = "DELETE FROM sessions WHERE account_id = :account_id"

DELETE_EXPIRED_SESSIONS = "DELETE FROM sessions WHERE account_id = :account_id AND expires_at <= :now"


async def insert(tx: Transaction, account: Account) -> bool:
    """False if the address has an account already."""
    parameters = {
        "account_id": account.account_id,
        "email_key": account.email_key,
        "email": account.email,
        "password_hash": account.password_hash,
        "created_at": account.created_at,
    }
    return await tx.run(INSERT_ACCOUNT, parameters) == 1


async def find(tx: Transaction, account_id: str) -> Account | None:
    row = await tx.one(FIND_ACCOUNT, {"account_id": account_id})
    return Account(*row) if row else None


async def find_by_email(tx: Transaction, email_key: str) -> Account | None:
    row = await tx.one(FIND_BY_EMAIL, {"email_key": email_key})
    return Account(*row) if row else None


async def find_by_session(tx: Transaction, session_digest: str) -> Account | None:
    """None if the session has ended or expired, or never was."""
    row = await tx.one(FIND_BY_SESSION, {"session_digest": session_digest, "now": tx.now})
    return Account(*row) if row else None


async def set_password(tx: Transaction, account: Account, password_hash: str) -> bool:
    """False if the password was changed since `account` was read."""
    parameters = {
        "account_id": account.account_id,
        "old_password_hash": account.password_hash,
        "password_hash": password_hash,
    }
    return await tx.run(REPLACE_HASH, parameters) == 1


async def insert_session(tx: Transaction, account_id: str, session_digest: str, expires_at: Timestamp) -> None:
    """The account's expired sessions leave with it."""
    await tx.run(DELETE_EXPIRED_SESSIONS, {"account_id": account_id, "now": tx.now})
    await tx.run(
        INSERT_SESSION,
        {"account_id": account_id, "session_digest": session_digest, "expires_at": expires_at, "now": tx.now},
    )


async def delete_session(tx: Transaction, session_digest: str) -> None:
    await tx.run(DELETE_SESSION, {"session_digest": session_digest})


async def delete_sessions(tx: Transaction, account_id: str) -> None:
    await tx.run(DELETE_SESSIONS, {"account_id": account_id})
