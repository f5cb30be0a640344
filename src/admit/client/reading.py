"""Answers into wire shapes, also where a server spells a member differently or leaves one out.

Admit's own answers are decoded straight. Any other is looked at member by member: `token` in `data` or at the top,
`organisation` with an s or a z, `Designation` with a capital or without, null or nothing for a detail or a cursor.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from admit.wire.airmeets import Airmeet, AirmeetPage
from admit.wire.attendees import AuthorizedAttendee
from admit.wire.auth import AuthAnswer
from admit.wire.paging import Cursors
from admit.wire.registrations import Registered, Registration, RegistrationPage

T = TypeVar("T")

Members = Mapping[str, Any]


class Unreadable(Exception):
    """Not what was promised, however one looks at it."""


def _reader(kind: type[T], understand: Callable[[Members], object]) -> Callable[[bytes], T]:
    """From bytes to `kind`; `understand` makes its members out of those that came."""
    decoder = msgspec.json.Decoder(kind)

    def read(body: bytes) -> T:
        try:
            try:
                return decoder.decode(body)
            except msgspec.ValidationError:
                members = msgspec.json.decode(body, type=dict[str, Any])
                return msgspec.convert(understand(members), kind, strict=False)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Unreadable(str(error)) from None

    return read


def nothing(_: bytes) -> None:
    """Of an answer that says all by its status."""


def _auth_answer(members: Members) -> object:
    data = _object(members.get("data"))
    token = members.get("token") or data.get("token")
    return {"token": token, "data": {"label": data.get("label") or "", "token": token}}


def _airmeet_page(members: Members) -> object:
    return _page(members, _airmeet)


def _registration_page(members: Members) -> object:
    return _page(members, _registration)


def _page(members: Members, row: Callable[[Members], object]) -> object:
    data = members.get("data")
    return {
        "data": [row(_object(each)) for each in data] if isinstance(data, list) else data,
        "cursors": _cursors(members),
    }


def _cursors(members: Members) -> object:
    told = _object(members.get("cursors"))
    return {name: told.get(name) or 0 for name in _names(Cursors)}


def _airmeet(members: Members) -> object:
    return {name: _first(members, (name,)) for name in _names(Airmeet)}


def _registration(members: Members) -> object:
    spellings = {"organisation": ("organisation", "organization"), "Designation": ("Designation", "designation")}
    return {name: _first(members, spellings.get(name, (name,))) for name in _names(Registration)}


def _as_it_is(members: Members) -> object:
    return members


def _first(members: Members, spellings: Iterable[str]) -> object:
    """The first that says something; the empty string where none does."""
    return next((members[name] for name in spellings if members.get(name)), "")


def _names(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return kind.__struct_encode_fields__


def _object(value: object) -> Members:
    return value if isinstance(value, dict) else {}


auth_answer = _reader(AuthAnswer, _auth_answer)
airmeet_page = _reader(AirmeetPage, _airmeet_page)
registration_page = _reader(RegistrationPage, _registration_page)
registered = _reader(Registered, _as_it_is)
authorized = _reader(AuthorizedAttendee, _as_it_is)
