"""The calls of the API: what each sends, and how its answer is read."""

from collections.abc import Callable, Mapping
from typing import Generic, TypedDict, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from admit.client import reading
from admit.wire.airmeets import Airmeet, AirmeetPage
from admit.wire.attendees import AuthorizedAttendee
from admit.wire.auth import AuthAnswer
from admit.wire.people import Person
from admit.wire.registrations import Registered, RegistrationPage

R_co = TypeVar("R_co", covariant=True)

ROOT = "/api/v1"
CURSOR_MAX = 2**63 - 1
"""Lies behind every row."""


class Details(TypedDict, total=False):
    """What may be told of a person besides email and name, up to 255 characters each."""

    city: str | None
    country: str | None
    designation: str | None
    organisation: str | None


class Call(msgspec.Struct, Generic[R_co], frozen=True, kw_only=True):
    """`name` is what the log calls it, since the path may name a person."""

    name: str
    method: str
    path: str
    read: Callable[[bytes], R_co]
    body: bytes = b""
    headers: Mapping[str, str] = {}
    is_done_if_gone: bool = False
    """A 404 to a later attempt means that an earlier one did it, and its answer was lost."""

    def __repr__(self) -> str:
        """The path may name a person, and a header may be a secret."""
        return f"Call({self.name!r}, …)"


def issue_token(access_key: str, secret_key: str) -> Call[AuthAnswer]:
    headers = {"X-Airmeet-Access-Key": access_key, "X-Airmeet-Secret-Key": secret_key}
    return Call(name="auth", method="POST", path=f"{ROOT}/auth", read=reading.auth_answer, headers=headers)


def list_airmeets(*, size: int, **cursor: int) -> Call[AirmeetPage]:
    return Call(name="airmeets", method="GET", path=_page("/airmeets", size, cursor), read=reading.airmeet_page)


def list_registrations(airmeet: Airmeet | str, /, *, size: int, **cursor: int) -> Call[RegistrationPage]:
    path = _page(f"{_of(airmeet)}/registrations", size, cursor)
    return Call(name="registrations", method="GET", path=path, read=reading.registration_page)


def register(airmeet: Airmeet | str, person: Person) -> Call[Registered]:
    return Call(
        name="register",
        method="POST",
        path=f"{ROOT}{_of(airmeet)}/user",
        read=reading.registered,
        body=msgspec.json.encode(person),
    )


def authorize(airmeet: Airmeet | str, person: Person) -> Call[AuthorizedAttendee]:
    return Call(
        name="authorize",
        method="POST",
        path=f"{ROOT}{_of(airmeet)}/attendee",
        read=reading.authorized,
        body=msgspec.json.encode(person),
    )


def revoke(airmeet: Airmeet | str, email: str) -> Call[None]:
    return Call(
        name="revoke",
        method="DELETE",
        path=f"{ROOT}{_of(airmeet)}/attendee/{quote(email, safe='')}",
        read=reading.nothing,
        is_done_if_gone=True,
    )


def _of(airmeet: Airmeet | str) -> str:
    return f"/airmeet/{quote(airmeet if isinstance(airmeet, str) else airmeet.uid, safe='')}"


def _page(path: str, size: int, cursor: Mapping[str, int]) -> str:
    return f"{ROOT}{path}?{urlencode({'size': size, **cursor})}"
