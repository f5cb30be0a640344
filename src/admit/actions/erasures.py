"""Erasures: asked for in a profile, and carried out by Admit itself, a stretch at a time until nothing is left."""

import msgspec

from admit.actions import activities as log
from admit.actions import attendees as authorizations
from admit.actions.profiles import identify
from admit.lib import ids
from admit.lib.clock import later
from admit.model.activities import Kind
from admit.model.actors import Entrant
from admit.model.deliveries import KINDS_TO_GUESTS
from admit.model.erasures import OUT_FOR, STRETCH, Erasure, Stage
from admit.model.errors import InputWrong
from admit.model.guests import Authorized
from admit.model.people import parse_email
from admit.store import (
    activities,
    airmeets,
    attendees,
    deliveries,
    enrolments,
    erasures,
    guests,
    people,
    presences,
    profiles,
    registrations,
)
from admit.store.database import Transaction


async def begin(tx: Transaction, session: str | None) -> None:
    """The profile is gone and the session over when this is durable; the rest follows. Raises AddressUnproven."""
    email = await identify(tx, session)
    await erasures.begin(tx, Erasure(email_key=email.key, salt=ids.new_session()))
    await people.delete(tx, email.key)
    await profiles.delete_codes(tx, email.key)
    await profiles.delete_sessions(tx, email.key)
    await enrolments.delete_of_person(tx, email.key)


async def is_any_under_way(tx: Transaction) -> bool:
    return await erasures.find_first(tx) is not None


async def go_on(tx: Transaction) -> bool:
    """One stretch; False if it has to wait. Done again it does no harm: two processes do not disturb each other."""
    erasure = await erasures.find_first(tx)
    if erasure is None:
        return False
    following = await STEPS[erasure.stage](tx, erasure)
    if following is None:
        await erasures.delete(tx, erasure.email_key)
    else:
        await erasures.update(tx, following)
    return following != erasure


async def _erase_guest(tx: Transaction, erasure: Erasure) -> Erasure | None:
    stretch = await airmeets.list_ids(tx, after=erasure.reached, size=STRETCH)
    if not stretch:
        return _begun(erasure, Stage.ACTIVITIES)
    found = await profiles.list_airmeet_ids(tx, erasure.email_key, after=erasure.reached, until=stretch[-1])
    for airmeet_id in found:
        await _erase_from_list(tx, erasure, airmeet_id)
    return msgspec.structs.replace(erasure, reached=stretch[-1])


async def _erase_from_list(tx: Transaction, erasure: Erasure, airmeet_id: str) -> None:
    """The link dies first, as any access that is taken away. The registration stays counted, as nobody's."""
    airmeet = await airmeets.get(tx, airmeet_id)
    guest = await guests.find(tx, airmeet_id, erasure.email_key, with_code=False)
    if guest is not None and guest.authorized is Authorized.YES:
        actor = Entrant(airmeet_id, guest.email)
        await authorizations.revoke(tx, actor, airmeet_id=airmeet_id, email=guest.email)
    pseudonym = erasure.pseudonym(airmeet.community_id)
    await registrations.erase(tx, airmeet_id, erasure.email_key, pseudonym)
    await attendees.erase(tx, airmeet_id, erasure.email_key, pseudonym, code=ids.new_entry_code())
    await log.record(
        tx,
        Entrant(airmeet_id, pseudonym),
        airmeet.community_id,
        Kind.PERSON_ERASED,
        airmeet_id=airmeet_id,
        person=pseudonym.key,
    )


async def _erase_activities(tx: Transaction, erasure: Erasure) -> Erasure | None:
    """Community by community."""
    stretch = await activities.list_ids(tx, erasure.community_id, after=erasure.reached, size=STRETCH)
    if not stretch:
        community_id = await activities.find_next_community(tx, erasure.community_id)
        if community_id is None:
            return _begun(erasure, Stage.MESSAGES)
        return msgspec.structs.replace(erasure, community_id=community_id, reached="")
    await activities.erase(
        tx,
        erasure.community_id,
        erasure.email_key,
        erasure.pseudonym(erasure.community_id).key,
        after=erasure.reached,
        until=stretch[-1],
    )
    return msgspec.structs.replace(erasure, reached=stretch[-1])


async def _erase_messages(tx: Transaction, erasure: Erasure) -> Erasure | None:
    """Those to guests. An organizer's account at the dashboard is another matter."""
    stretch = await deliveries.list_recipients(tx, after=erasure.reached, size=STRETCH)
    for message_id, kind, recipient in stretch:
        if kind in KINDS_TO_GUESTS and _is_address_of(recipient, erasure.email_key):
            await deliveries.erase(tx, message_id, erasure.pseudonym("").address)
    if not stretch:
        return _begun(erasure, Stage.PRESENCES)
    return msgspec.structs.replace(erasure, reached=stretch[-1][0])


async def _erase_presences(tx: Transaction, erasure: Erasure) -> Erasure | None:
    """Last of all: the pages of somebody who was sent away hear of it by the name that they were opened with."""
    stretch = await airmeets.list_ids(tx, after=erasure.reached, size=STRETCH)
    if not stretch:
        return None
    long_out = later(tx.now, -OUT_FOR)
    for airmeet_id in await profiles.list_visited_ids(tx, erasure.email_key, after=erasure.reached, until=stretch[-1]):
        presence = await presences.find(tx, airmeet_id, erasure.email_key)
        if presence is not None and presence.seen_at > long_out:
            return erasure
        airmeet = await airmeets.get(tx, airmeet_id)
        await presences.erase(tx, airmeet_id, erasure.email_key, erasure.pseudonym(airmeet.community_id).key)
    return msgspec.structs.replace(erasure, reached=stretch[-1])


STEPS = {
    Stage.AIRMEETS: _erase_guest,
    Stage.ACTIVITIES: _erase_activities,
    Stage.MESSAGES: _erase_messages,
    Stage.PRESENCES: _erase_presences,
}


def _begun(erasure: Erasure, stage: Stage) -> Erasure:
    return msgspec.structs.replace(erasure, stage=stage, community_id="", reached="")


def _is_address_of(recipient: str, email_key: str) -> bool:
    try:
        return parse_email(recipient).key == email_key
    except InputWrong:
        return False
