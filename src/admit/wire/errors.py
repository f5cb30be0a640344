"""The body of every answer that is not a success."""

import msgspec


class ErrorBody(msgspec.Struct, frozen=True):
    """`code` follows the status; `errors` holds a sentence for each fault."""

    code: str
    errors: list[str]
    success: bool = False
