"""Makes an event's guest list agree with a CRM: who is invited may enter, who is not any more may not."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from admit import Client, Person
from admit.client import NotFound


@dataclass
class Contact:
    """A person in the CRM. `entry_link` is filled in by the sync."""

    email: str
    name: str
    company: str = ""
    is_invited: bool = True
    entry_link: str = ""


@dataclass
class Result:
    """What a sync did. `refused` has what the API said of a contact, by their email."""

    authorized: int = 0
    revoked: int = 0
    refused: dict[str, list[str]] = field(default_factory=dict)


def push(client: Client, airmeet: str, contacts: Iterable[Contact]) -> Result:
    """Safe to run again, and after a run that was interrupted: every call of the API is."""
    contacts = list(contacts)
    result = Result()
    invited = [contact for contact in contacts if contact.is_invited]
    people = (Person(email=each.email, name=each.name, organisation=each.company or None) for each in invited)
    for contact, outcome in zip(invited, client.authorize_many(airmeet, people), strict=True):
        if outcome.answer:
            contact.entry_link = outcome.answer.entry_link
            result.authorized += 1
        elif outcome.error:
            result.refused[contact.email] = list(outcome.error.sentences)
    for contact in contacts:
        if not contact.is_invited:
            result.revoked += _revoke(client, airmeet, contact.email)
    return result


def pull(client: Client, airmeet: str, state: Path) -> list[str]:
    """The emails of those who registered since the last pull. `state` keeps how far that came."""
    cursor = json.loads(state.read_text()) if state.exists() else 0
    registrations = client.registrations(airmeet, start_after=cursor)
    emails = [registration.email for registration in registrations]
    state.write_text(json.dumps(registrations.cursor))
    return emails


def _revoke(client: Client, airmeet: str, email: str) -> bool:
    """Whether there was anything to take away."""
    try:
        client.revoke(airmeet, email)
    except NotFound:
        return False
    return True
