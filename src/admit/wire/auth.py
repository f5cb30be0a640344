"""POST /api/v1/auth."""

from typing import Annotated

import msgspec
from msgspec import Meta


class TokenGrant(msgspec.Struct, frozen=True):
    label: Annotated[str, Meta(description="The name that the access key was given.")]
    token: Annotated[str, Meta(description="What every other call wants in `X-Airmeet-Access-Token`.")]


class AuthAnswer(msgspec.Struct, frozen=True):
    """The token stands twice: in `data`, and at the top, where deployed clients read it."""

    data: Annotated[TokenGrant, Meta(description="The token and whose it is.")]
    token: Annotated[str, Meta(description="The same token again.")]
    success: Annotated[bool, Meta(description="Always `true` here.")] = True
