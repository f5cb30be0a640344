"""Guests: an airmeet's people looked through, added, and changed many at a time."""

from collections.abc import Collection

from admit.actions import attendees, registrations
from admit.actions.airmeets import require_managing, require_reading, require_writing
from admit.model.actors import Actor
from admit.model.errors import GuestUnknown, NotAuthorized
from admit.model.guests import (
    PLACES_EXAMINED_MAX,
    Authorized,
    Change,
    From,
    Guest,
    Place,
    Slice,
    Wanted,
)
from admit.model.people import Details, Email
from admit.store import guests
from admit.store.database import Transaction

Keys = list[tuple[Place, str]]


async def list_slice(
    tx: Transaction,
    actor: Actor,
    airmeet_id: str,
    *,
    wanted: Wanted,
    start: From,
    size: int,
    with_codes: bool = False,
) -> Slice:
    """At most `size` people. A search may find fewer and still not have reached the end: go on from where it did."""
    await _require(tx, actor, airmeet_id, with_codes=with_codes)
    keys, reached = await _look(tx, airmeet_id, wanted, start, size)
    rows = [(place, await _get(tx, airmeet_id, email_key, with_code=with_codes)) for place, email_key in keys]
    return Slice(rows=rows, reached=reached)


async def count_slice(
    tx: Transaction, actor: Actor, airmeet_id: str, *, wanted: Wanted, start: From
) -> tuple[int, Place | None]:
    """How many are wanted on the next stretch of the list, and where it ends."""
    await require_reading(tx, actor, airmeet_id)
    keys, reached = await _look(tx, airmeet_id, wanted, start, PLACES_EXAMINED_MAX)
    return len(keys), reached


async def list_chosen(
    tx: Transaction, actor: Actor, airmeet_id: str, seqs: Collection[int], *, with_codes: bool = False
) -> list[Guest]:
    """In the order given, without those whose place by time has changed."""
    await _require(tx, actor, airmeet_id, with_codes=with_codes)
    keys = [await guests.find_email_key(tx, airmeet_id, seq) for seq in seqs]
    return [await _get(tx, airmeet_id, key, with_code=with_codes) for key in keys if key is not None]


async def get(tx: Transaction, actor: Actor, airmeet_id: str, seq: int) -> Guest:
    """With the code, for whoever may authorize may tell somebody their link. Raises GuestUnknown."""
    await require_writing(tx, actor, airmeet_id)
    email_key = await guests.find_email_key(tx, airmeet_id, seq)
    if email_key is None:
        raise GuestUnknown
    return await _get(tx, airmeet_id, email_key, with_code=True)


async def add(
    tx: Transaction,
    actor: Actor,
    *,
    airmeet_id: str,
    email: Email,
    details: Details,
    registers: bool,
    authorizes: bool,
) -> Guest:
    """Registered, authorized or both; somebody who is already stays as they are."""
    await require_writing(tx, actor, airmeet_id)
    if registers:
        await registrations.register(tx, actor, airmeet_id=airmeet_id, email=email, details=details)
    if authorizes:
        await attendees.authorize(tx, actor, airmeet_id=airmeet_id, email=email, details=details)
    return await _get(tx, airmeet_id, email.key, with_code=True)


async def change(
    tx: Transaction, actor: Actor, airmeet_id: str, change: Change, email_keys: Collection[str]
) -> list[str]:
    """Whose state this changed, by email key; the others are as wanted already, or not on the list."""
    await require_writing(tx, actor, airmeet_id)
    apply = {Change.AUTHORIZE: _authorize, Change.REVOKE: _revoke}[change]
    return [key for key in email_keys if await apply(tx, actor, airmeet_id, key)]


async def change_slice(
    tx: Transaction, actor: Actor, airmeet_id: str, what: Change, *, wanted: Wanted, start: From, size: int
) -> tuple[int, Place | None]:
    """The same to at most `size` people of the list: how many it changed, and from where to go on."""
    await require_writing(tx, actor, airmeet_id)
    keys, reached = await _look(tx, airmeet_id, wanted, start, size)
    changed = await change(tx, actor, airmeet_id, what, [email_key for _, email_key in keys])
    return len(changed), reached


async def _require(tx: Transaction, actor: Actor, airmeet_id: str, *, with_codes: bool) -> None:
    """Whoever takes away many codes at once must manage the airmeet."""
    await (require_managing if with_codes else require_reading)(tx, actor, airmeet_id)


async def _look(tx: Transaction, airmeet_id: str, wanted: Wanted, start: From, size: int) -> tuple[Keys, Place | None]:
    if not wanted.text:
        keys = await guests.list_places(tx, airmeet_id, listed=wanted.listed, sort=wanted.sort, start=start, size=size)
        return keys, keys[-1][0] if len(keys) == size else None
    text, examined = wanted.text.lower(), max(size, PLACES_EXAMINED_MAX)
    filed = await guests.list_filed(tx, airmeet_id, listed=wanted.listed, sort=wanted.sort, start=start, size=examined)
    found = [(place, filed_as.split("\t")[1]) for place, filed_as in filed if text in filed_as.lower()]
    if len(found) > size:
        return found[:size], found[size - 1][0]
    return found, filed[-1][0] if len(filed) == examined else None


async def _get(tx: Transaction, airmeet_id: str, email_key: str, *, with_code: bool) -> Guest:
    guest = await guests.find(tx, airmeet_id, email_key, with_code=with_code)
    if guest is None:
        raise GuestUnknown
    return guest


async def _authorize(tx: Transaction, actor: Actor, airmeet_id: str, email_key: str) -> bool:
    guest = await guests.find(tx, airmeet_id, email_key, with_code=False)
    if guest is None or guest.authorized is Authorized.YES:
        return False
    await attendees.authorize(tx, actor, airmeet_id=airmeet_id, email=guest.email, details=guest.details)
    return True


async def _revoke(tx: Transaction, actor: Actor, airmeet_id: str, email_key: str) -> bool:
    try:
        await attendees.revoke(tx, actor, airmeet_id=airmeet_id, email=Email(address=email_key, key=email_key))
    except NotAuthorized:
        return False
    return True
