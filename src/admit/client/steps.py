"""What a script asks of the driver that runs it: to send, to wait, to renew the token."""

from collections.abc import Generator, Mapping
from typing import TypeVar

import msgspec

from admit.client.tokens import Token

R = TypeVar("R")


class Send(msgspec.Struct, frozen=True):
    """To be sent; its Answer is handed back, or Lost thrown in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        """The path may name a person, and a header is a secret."""
        return f"Send({self.method!r}, …)"


class Pause(msgspec.Struct, frozen=True):
    seconds: float


class Renew(msgspec.Struct, frozen=True):
    """The session's `renew` is to be run, by one at a time: who comes second finds it done."""

    stale: Token | None


class Answer(msgspec.Struct, frozen=True):
    """The names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Lost(Exception):
    """No answer came; whether the request arrived is not known."""


Step = Send | Pause | Renew
Script = Generator[Step, Answer | None, R]
"""Steps, and what they come to in the end."""
