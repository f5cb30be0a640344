"""The body of every answer that is not a success."""

from typing import Annotated

import msgspec
from msgspec import Meta


class ErrorBody(msgspec.Struct, frozen=True):
    """`code` follows the status; `errors` holds a sentence for each fault."""

    code: Annotated[str, Meta(description="The status by name, such as `BAD_REQUEST`.")]
    errors: Annotated[list[str], Meta(description="One sentence for each fault, for a person to read.")]
    success: Annotated[bool, Meta(description="Always `false` here.")] = False
