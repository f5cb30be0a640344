"""What is kept for a time only, and leaves when that is over."""

from admit.store.database import Transaction

TABLES = ("enrolments", "mail_requests", "profile_codes", "profile_sessions")

FIND_EXPIRED = {table: f"SELECT expires_at FROM {table} WHERE expires_at <= :now LIMIT 1" for table in TABLES}

DELETE_EXPIRED = {table: f"DELETE FROM {table} WHERE expires_at <= :now" for table in TABLES}


async def is_any_expired(tx: Transaction) -> bool:
    found = [await tx.one(statement, {"now": tx.now}) for statement in FIND_EXPIRED.values()]
    return any(row is not None for row in found)


async def delete_expired(tx: Transaction) -> None:
    for statement in DELETE_EXPIRED.values():
        await tx.run(statement, {"now": tx.now})
