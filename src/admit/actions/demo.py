"""A community to play with, for a first look."""

from datetime import timedelta
from itertools import product

import msgspec

from admit.actions import access_keys, airmeets, attendees, communities, registrations, tokens
from admit.lib.clock import Timestamp, timestamp, to_datetime
from admit.model.actors import Operator
from admit.model.airmeets import Airmeet, Status
from admit.model.attendees import Attendee
from admit.model.people import Details, Email, parse_email
from admit.store import communities as community_rows
from admit.store.database import Transaction

GIVEN_NAMES = ("Amara", "Björn", "Chiyo", "Dalia", "Emeka", "Farah", "Giulia", "Hiro", "Inés", "Jonas")
FAMILY_NAMES = (
    *("Abara", "Bergström", "Castillo", "Dubois", "Eriksen", "Ferrari", "Gupta", "Haddad", "Ivanova", "Jensen"),
    *("Kowalska", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Petrov", "Quispe", "Rossi", "Silva", "Tanaka"),
)
PLACES = (
    ("Pune", "India", "Tidewater Labs", "Engineer"),
    ("Lagos", "Nigeria", "Baobab Health", "Designer"),
    ("Lyon", "France", "Atelier Nord", "Product manager"),
    ("Osaka", "Japan", "", "Student"),
    ("", "", "", ""),
)
"""City, country, organisation and designation; not everybody tells."""


class Event(msgspec.Struct, frozen=True):
    """`starts_in` is seen from now; `path` holds the statuses that it goes through."""

    name: str
    timezone: str
    starts_in: timedelta
    path: tuple[Status, ...]


EVENTS = (
    Event("Open evening: how guest lists work", "Asia/Kolkata", timedelta(hours=-1), (Status.ONGOING,)),
    Event("Designing calm software", "Europe/Paris", timedelta(days=9), ()),
    Event("Community call, autumn", "America/New_York", timedelta(hours=-2), (Status.ONGOING, Status.PAUSED)),
    Event("Summer meet-up", "Africa/Lagos", timedelta(days=-120), (Status.ONGOING, Status.FINISHED)),
)
DURATION = timedelta(hours=3)
GUEST = (Email(address="ada@example.com", key="ada@example.com"), Details(name="Ada Lovelace", city="London"))


class Demo(msgspec.Struct, frozen=True):
    """What to show of the demo community, once: the secret key is not kept."""

    access_key: str
    secret_key: str
    token: str
    airmeet: Airmeet
    attendee: Attendee


async def fill_if_empty(tx: Transaction, actor: Operator) -> Demo | None:
    """Airmeets in every status, 200 registrations and a key pair; None if there is a community already."""
    if await community_rows.list_(tx):
        return None
    community = await communities.create(tx, actor, name="Demo community")
    events = [await _event(tx, actor, community.community_id, event) for event in EVENTS]
    for email, details in _people():
        await registrations.register(tx, actor, airmeet_id=events[0].airmeet_id, email=email, details=details)
    key, secret = await access_keys.create(tx, actor, community_id=community.community_id, label="Demo")
    email, details = GUEST
    return Demo(
        access_key=key.access_key,
        secret_key=secret,
        token=await tokens.mint(tx, actor, access_key=key.access_key, lifetime_seconds=tokens.LIFETIME_SECONDS),
        airmeet=events[0],
        attendee=await attendees.authorize(tx, actor, airmeet_id=events[0].airmeet_id, email=email, details=details),
    )


async def _event(tx: Transaction, actor: Operator, community_id: str, event: Event) -> Airmeet:
    airmeet = await airmeets.create(
        tx,
        actor,
        community_id=community_id,
        name=event.name,
        timezone=event.timezone,
        starts_at=_whole_hour(tx.now, event.starts_in),
        ends_at=_whole_hour(tx.now, event.starts_in + DURATION),
    )
    for status in event.path:
        airmeet = await airmeets.change_status(tx, actor, airmeet.airmeet_id, status)
    return airmeet


def _whole_hour(now: Timestamp, offset: timedelta) -> Timestamp:
    return timestamp((to_datetime(now) + offset).replace(minute=0, second=0, microsecond=0))


def _people() -> list[tuple[Email, Details]]:
    names = [f"{given} {family}" for family, given in product(FAMILY_NAMES, GIVEN_NAMES)]
    return [_person(number, name) for number, name in enumerate(names)]


def _person(number: int, name: str) -> tuple[Email, Details]:
    city, country, organisation, designation = PLACES[number % len(PLACES)]
    return (
        parse_email(f"guest{number + 1:03}@example.com"),
        Details(name=name, city=city, country=country, organisation=organisation, designation=designation),
    )
