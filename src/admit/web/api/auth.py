"""A key pair exchanged for a token."""

from admit.actions import tokens
from admit.web.calls import Call
from admit.wire.auth import AuthAnswer, TokenGrant


async def issue_token(call: Call) -> AuthAnswer:
    key, token = await call.site.database.read(
        tokens.issue, call.header(b"x-airmeet-access-key"), call.header(b"x-airmeet-secret-key")
    )
    return AuthAnswer(data=TokenGrant(label=key.label, token=token), token=token)
