"""What an integration may never do, however much its key may do otherwise."""

from collections.abc import Callable
from typing import Any

import pytest

from admit.actions import access_keys, airmeets, communities, tokens
from admit.model.access_keys import Access
from admit.model.actors import KeyHolder
from admit.model.airmeets import Status
from admit.model.errors import KeyNotPermitted
from tests.actions.desk import ENDS_AT, OPERATOR, STARTS_AT, Desk

Deed = Callable[[Desk, KeyHolder, str], Any]

DEEDS: dict[str, Deed] = {
    "create a community": lambda desk, holder, _: desk.by(holder, communities.create, name="Mine"),
    "list the communities": lambda desk, holder, _: desk.by(holder, communities.list_),
    "create a key": lambda desk, holder, _: desk.by(
        holder, access_keys.create, community_id=holder.community_id, label="More"
    ),
    "list the keys": lambda desk, holder, _: desk.by(holder, access_keys.list_),
    "revoke a key": lambda desk, holder, _: desk.by(holder, access_keys.revoke, access_key=holder.access_key),
    "mint a token": lambda desk, holder, _: desk.by(
        holder, tokens.mint, access_key=holder.access_key, lifetime_seconds=60
    ),
    "create an airmeet": lambda desk, holder, _: desk.by(
        holder,
        airmeets.create,
        community_id=holder.community_id,
        name="Mine",
        starts_at=STARTS_AT,
        ends_at=ENDS_AT,
        timezone="UTC",
    ),
    "list all airmeets": lambda desk, holder, _: desk.by(holder, airmeets.list_all),
    "start an airmeet": lambda desk, holder, uid: desk.by(holder, airmeets.change_status, uid, Status.ONGOING),
    "archive an airmeet": lambda desk, holder, uid: desk.by(holder, airmeets.archive, uid),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_an_integration_may_not(desk: Desk, deed: str) -> None:
    community_id = desk.community()
    airmeet = desk.airmeet(community_id)
    key, _ = desk.by(OPERATOR, access_keys.create, community_id=community_id, label="CRM sync")
    holder = KeyHolder(community_id=community_id, access_key=key.access_key, access=Access.READ_WRITE)
    before = desk.everything()
    with pytest.raises(KeyNotPermitted):
        DEEDS[deed](desk, holder, airmeet.airmeet_id)
    assert desk.everything() == before
