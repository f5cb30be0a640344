"""Mail requests: how often an address was to be written to about an airmeet."""

from admit.lib import ids
from admit.lib.clock import Timestamp
from admit.store.database import Transaction

INSERT_MAIL_REQUEST = """
INSERT INTO mail_requests (airmeet_id, email_key, request_id, expires_at)
SELECT :airmeet_id, :email_key, :request_id, :expires_at
WHERE (
    SELECT COUNT(*)
    FROM mail_requests
    WHERE airmeet_id = :airmeet_id AND email_key = :email_key AND expires_at > :now
) < :open_max
"""


async def insert(tx: Transaction, airmeet_id: str, email_key: str, *, expires_at: Timestamp, open_max: int) -> bool:
    """False if `open_max` of them have not expired yet."""
    parameters = {
        "airmeet_id": airmeet_id,
        "email_key": email_key,
        "request_id": ids.new_id(),
        "expires_at": expires_at,
        "open_max": open_max,
        "now": tx.now,
    }
    return await tx.run(INSERT_MAIL_REQUEST, parameters) == 1
