"""A key pair exchanged for a token."""

from admit.actions import tokens
from admit.model.access_keys import AccessKey
from admit.store.database import Transaction
from admit.web.calls import Call
from admit.wire.auth import AuthAnswer, TokenGrant


async def issue_token(call: Call) -> AuthAnswer:
    async def issue(tx: Transaction) -> tuple[AccessKey, str]:
        key, token = await tokens.issue(tx, call.header(b"x-airmeet-access-key"), call.header(b"x-airmeet-secret-key"))
        call.note_use(tx, key)
        return key, token

    key, token = await call.site.database.read(issue)
    return AuthAnswer(data=TokenGrant(label=key.label, token=token), token=token)
