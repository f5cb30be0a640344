"""The work that is measured, and what is wanted of it."""

from pathlib import Path

import msgspec

from bench.load import Load
from bench.measures import Goal, Speed
from bench.seed import Seeded

PAGE_SIZE = 50
REGISTER = "register a new person"
AUTHORIZE = "authorize an attendee"


class Site(msgspec.Struct, frozen=True):
    """A running Admit and what its database was filled with."""

    url: str
    seeded: Seeded
    database: Path


def bare_app(url: str) -> Load:
    return Load("bare ASGI app", url, "same", ("GET", "/"))


def speeds(bare: Load, usual: Site, long: Site, links: Path) -> list[Speed]:
    """In the order in which each round goes through them. `links` is a file of entry paths, a line each."""
    url, seeded = usual.url, usual.seeded
    door = f"/api/v1/airmeet/{seeded.door_id}"
    token = {"X-Airmeet-Access-Token": seeded.token}
    writing = {**token, "Content-Type": "application/json"}
    pair = {"X-Airmeet-Access-Key": seeded.access_key, "X-Airmeet-Secret-Key": seeded.secret_key}

    return [
        Speed(_page(usual, 0), bare, Goal(0.14, 0.22)),
        Speed(Load(REGISTER, url, "person", (f"{door}/user",), writing), bare, Goal(0.12, 0.20)),
        Speed(Load(AUTHORIZE, url, "person", (f"{door}/attendee",), writing), bare, Goal(0.12, 0.20)),
        Speed(Load("POST /auth", url, "same", ("POST", "/api/v1/auth"), pair), bare, Goal(0.25, 0.40)),
        Speed(Load("open an entry link", url, "link", (str(links),), hops=2), bare, Goal(0.08, 0.15)),
        Speed(_page(long, 1), _page(long, 0), Goal(0.85, 0.97)),
    ]


def _page(site: Site, number: int) -> Load:
    """Of the site's list of this number. Its token is checked, and its cursor lies anywhere in the list."""
    guests = site.seeded.lists[number]
    path = f"/api/v1/airmeet/{guests.airmeet_id}/registrations"
    values = (path, str(guests.rows), str(PAGE_SIZE))
    token = {"X-Airmeet-Access-Token": site.seeded.token}
    return Load(f"page of {PAGE_SIZE} out of {guests.rows:,}", site.url, "page", values, token, site.database)
