"""The work that is measured, and what is wanted of it."""

from pathlib import Path

from bench.load import Load
from bench.measures import Goal, Speed
from bench.seed import Guests, Seeded

PAGE_SIZE = 50
REGISTER = "register a new person"
AUTHORIZE = "authorize an attendee"


def bare_app(url: str) -> Load:
    return Load("bare ASGI app", url, "same", ("GET", "/"))


def speeds(url: str, bare: Load, seeded: Seeded, links: Path) -> list[Speed]:
    """In the order in which each round goes through them. `links` is a file of entry paths, a line each."""
    door = f"/api/v1/airmeet/{seeded.door_id}"
    token = {"X-Airmeet-Access-Token": seeded.token}
    writing = {**token, "Content-Type": "application/json"}
    pair = {"X-Airmeet-Access-Key": seeded.access_key, "X-Airmeet-Secret-Key": seeded.secret_key}

    def page(guests: Guests) -> Load:
        """Its token is checked, and its cursor lies anywhere in the list."""
        path = f"/api/v1/airmeet/{guests.airmeet_id}/registrations"
        values = (path, str(guests.rows), str(PAGE_SIZE))
        return Load(f"page of {PAGE_SIZE} out of {guests.rows:,}", url, "page", values, token)

    return [
        Speed(page(seeded.usual), bare, Goal(0.14, 0.22)),
        Speed(Load(REGISTER, url, "person", (f"{door}/user",), writing), bare, Goal(0.12, 0.20)),
        Speed(Load(AUTHORIZE, url, "person", (f"{door}/attendee",), writing), bare, Goal(0.12, 0.20)),
        Speed(Load("POST /auth", url, "same", ("POST", "/api/v1/auth"), pair), bare, Goal(0.25, 0.40)),
        Speed(Load("open an entry link", url, "link", (str(links),)), bare, Goal(0.08, 0.15)),
        Speed(page(seeded.large), page(seeded.small), Goal(0.85, 0.97)),
    ]
