"""The command beside a server that is busy, and a second writer too: all get on, and nothing is lost."""

import asyncio
from pathlib import Path
from random import Random

from admit.actions import communities
from admit.server import open_database
from tests.faults import kept
from tests.faults.clients import Clients
from tests.faults.ledger import Ledger
from tests.faults.programs import OPERATOR, Door, Serving, command, make_door, url

GUESTS = [f"guest-{number}@example.com" for number in range(100)]
COMMANDS = [f"From the command {number}" for number in range(3)]
WRITES = [f"From beside {number}" for number in range(20)]


class Crowd:
    """A server under load, and who writes beside it."""

    def __init__(self, path: Path, door: Door) -> None:
        self._path = path
        self._door = door
        self.ledger = Ledger()
        self.served_meanwhile: list[int] = []

    async def run(self) -> None:
        with Serving(self._path) as server:
            clients = Clients(server.url, self._door, self.ledger, Random(1))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(clients.run(GUESTS, count=8))
                await clients.first_answer.wait()
                await self._write_beside()
                await self._command()
                server.process.kill()

    async def _write_beside(self) -> None:
        async with open_database(url(self._path)) as database:
            for name in WRITES:
                await database.write(communities.create, OPERATOR, name=name)

    async def _command(self) -> None:
        for name in COMMANDS:
            served_before = self.ledger.acknowledged_count
            await asyncio.to_thread(command, self._path, "communities", "create", name)
            self.served_meanwhile.append(self.ledger.acknowledged_count - served_before)


def test_a_server_under_load_and_the_command_beside_it_both_get_on_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "admit.db"
    crowd = Crowd(path, make_door(path))

    asyncio.run(crowd.run())

    held, contradictions = kept.look(path)
    assert contradictions == []
    assert crowd.ledger.losses(held) == []
    assert all(crowd.served_meanwhile)
    names = [row["name"] for row in command(path, "communities", "list")]
    assert sorted(names) == sorted(["Alice's community", *WRITES, *COMMANDS])
