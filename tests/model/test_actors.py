"""Who may do what, as a table."""

from collections.abc import Callable

import msgspec
import pytest

from admit.model.access_keys import Access
from admit.model.actors import Actor, KeyHolder, Operator
from admit.model.errors import KeyNotPermitted, OtherCommunity, Refusal
from tests.model.test_airmeets import OPEN_EVENING

HERS = msgspec.structs.replace(OPEN_EVENING, airmeet_id="hers", community_id="alice")
NOT_CHOSEN = msgspec.structs.replace(HERS, airmeet_id="not chosen")
FOREIGN = msgspec.structs.replace(HERS, airmeet_id="foreign", community_id="charlie")


def key(access: Access, *airmeet_ids: str) -> KeyHolder:
    return KeyHolder("alice", "key", access, frozenset(airmeet_ids) if airmeet_ids else None)


MAY: dict[str, Callable[[Actor], None]] = {
    "operate": lambda actor: actor.require_operator(),
    "list": lambda actor: actor.require_listing(),
    "read hers": lambda actor: actor.require_reading(HERS),
    "write hers": lambda actor: actor.require_writing(HERS),
    "read not chosen": lambda actor: actor.require_reading(NOT_CHOSEN),
    "write not chosen": lambda actor: actor.require_writing(NOT_CHOSEN),
    "read foreign": lambda actor: actor.require_reading(FOREIGN),
    "write foreign": lambda actor: actor.require_writing(FOREIGN),
}
Answers = dict[str, type[Refusal] | None]

YES = None
NO: type[Refusal] | None = KeyNotPermitted
OTHERS: Answers = {"read foreign": OtherCommunity, "write foreign": OtherCommunity}
ALL_HERS: Answers = {"read not chosen": YES, "write not chosen": YES}
NONE_BUT_CHOSEN: Answers = {"read not chosen": NO, "write not chosen": NO}

TABLE: list[tuple[str, Actor, Answers]] = [
    ("operator", Operator(), dict.fromkeys(MAY)),
    (
        "read-write key",
        key(Access.READ_WRITE),
        {"operate": NO, "list": YES, "read hers": YES, "write hers": YES} | ALL_HERS | OTHERS,
    ),
    (
        "read-only key",
        key(Access.READ_ONLY),
        {"operate": NO, "list": YES, "read hers": YES, "write hers": NO}
        | {"read not chosen": YES, "write not chosen": NO}
        | OTHERS,
    ),
    (
        "write-only key",
        key(Access.WRITE_ONLY),
        {"operate": NO, "list": NO, "read hers": NO, "write hers": YES}
        | {"read not chosen": NO, "write not chosen": YES}
        | OTHERS,
    ),
    (
        "key of chosen airmeets",
        key(Access.READ_WRITE, "hers"),
        {"operate": NO, "list": YES, "read hers": YES, "write hers": YES} | NONE_BUT_CHOSEN | OTHERS,
    ),
    (
        "key that was given a foreign airmeet",
        key(Access.READ_WRITE, "foreign"),
        {"operate": NO, "list": YES, "read hers": NO, "write hers": NO} | NONE_BUT_CHOSEN | OTHERS,
    ),
]


@pytest.mark.parametrize("name, actor, expected", TABLE, ids=[name for name, _, _ in TABLE])
def test_an_actor_may_do_this_and_no_more(name: str, actor: Actor, expected: Answers) -> None:
    del name
    answers: Answers = {}
    for deed, attempt in MAY.items():
        try:
            attempt(actor)
            answers[deed] = None
        except Refusal as refusal:
            answers[deed] = type(refusal)
    assert answers == expected
