"""Admit as processes of their own: the server that is killed or starved, and the command beside it."""

import asyncio
import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from admit.actions import access_keys, airmeets, communities, tokens
from admit.lib.clock import Timestamp
from admit.model.actors import Operator
from admit.server import open_database
from admit.store.database import Database
from tests import forks
from tests.forks import Program
from tests.harness import certificates, database_url

OPERATOR = Operator()


@dataclass(frozen=True)
class Door:
    """An airmeet, and a token that may do everything with it."""

    airmeet_id: str
    community_id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"X-Airmeet-Access-Token": self.token}

    def client(self, url: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=url, headers=self.headers, timeout=30, verify=certificates())

    @property
    def path(self) -> str:
        return f"/api/v1/airmeet/{self.airmeet_id}"


def make_door(where: Path | str) -> Door:
    """In a new database, at a path or a URL."""

    async def made() -> Door:
        async with open_database(database_url(where)) as database:
            return await add_door(database)

    return asyncio.run(made())


async def add_door(database: Database) -> Door:
    community = await database.write(communities.create, OPERATOR, name="Alice's community")
    airmeet = await database.write(
        airmeets.create,
        OPERATOR,
        community_id=community.community_id,
        name="Open evening",
        starts_at=Timestamp("2026-12-10T18:00:00.000Z"),
        ends_at=Timestamp("2026-12-10T20:00:00.000Z"),
        timezone="Europe/London",
    )
    key, _ = await database.write(access_keys.create, OPERATOR, community_id=community.community_id, label="CRM sync")
    token = await database.write(tokens.mint, OPERATOR, access_key=key.access_key, lifetime_seconds=3600)
    return Door(airmeet.airmeet_id, community.community_id, token)


class Serving:
    """`admit serve` in a process of its own, killed on the way out. Its log is the file beside the database."""

    def __init__(self, path: Path) -> None:
        with path.with_suffix(".log").open("ab") as log:
            words = ("serve", "--json", "--port", "0", "--database", url(path))
            self.process = Program(words, os.environ | {"ADMIT_LOG_REQUESTS": "false"}, path.parent, log)
        line = self.process.stdout.readline()
        assert line, path.with_suffix(".log").read_text()
        self.url: str = json.loads(line)["url"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    def kill(self) -> None:
        """As `kill -9` does."""
        self.process.kill()
        self.process.close()


def command(path: Path, *arguments: str) -> Any:  # noqa: ANN401 (whatever JSON the command answers)
    words = [*arguments, "--json", "--database", url(path)]
    status, answer, complaint = forks.run(words, os.environ, path.parent, typed="")
    assert (status, complaint) == (0, ""), complaint
    return json.loads(answer)


def url(path: Path) -> str:
    return f"sqlite:///{path}"
