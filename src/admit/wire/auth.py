"""POST /api/v1/auth."""

import msgspec


class TokenGrant(msgspec.Struct, frozen=True):
    label: str
    token: str


class AuthAnswer(msgspec.Struct, frozen=True):
    """The token stands twice: in `data`, and at the top, where deployed clients read it."""

    data: TokenGrant
    token: str
    success: bool = True
