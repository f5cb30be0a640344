"""Integrations that write at once, about the same guests, and enter in the ledger what they ask and are told."""

import asyncio
from collections.abc import Sequence
from random import Random
from urllib.parse import parse_qs, quote, urlsplit

import httpx

from tests.faults.ledger import Claim, Ledger
from tests.faults.programs import Door


class Clients:
    """Each goes on until the server is gone."""

    def __init__(self, base_url: str, door: Door, ledger: Ledger, random: Random) -> None:
        self._base_url = base_url
        self._door = door
        self._ledger = ledger
        self._random = random
        self._http: httpx.AsyncClient
        self.first_answer = asyncio.Event()

    async def run(self, emails: Sequence[str], *, count: int) -> None:
        async with self._door.client(self._base_url) as self._http:
            await asyncio.gather(*(self._write_until_the_server_is_gone(emails) for _ in range(count)))

    async def _write_until_the_server_is_gone(self, emails: Sequence[str]) -> None:
        acts = (self._register, self._register, self._authorize, self._authorize, self._revoke)
        try:
            while True:
                await self._random.choice(acts)(self._random.choice(emails))
                self.first_answer.set()
        except httpx.TransportError:
            return

    async def _register(self, email: str) -> None:
        attempt = self._ledger.ask(email, Claim.REGISTERED)
        answer = await self._post("user", email)
        assert answer.json()["email"].lower() == email
        self._ledger.acknowledge(attempt)

    async def _authorize(self, email: str) -> None:
        attempt = self._ledger.ask(email, Claim.AUTHORIZED)
        answer = await self._post("attendee", email)
        code = parse_qs(urlsplit(answer.json()["entryLink"]).query)["code"][0]
        self._ledger.acknowledge(attempt, code=code)

    async def _revoke(self, email: str) -> None:
        """404 says that the person was not authorized at that moment, which is as good as having made it so."""
        attempt = self._ledger.ask(email, Claim.AUTHORIZED, makes=False)
        answer = await self._http.delete(f"{self._door.path}/attendee/{quote(email, safe='')}")
        assert answer.status_code in {204, 404}, answer.text
        self._ledger.acknowledge(attempt)

    async def _post(self, what: str, email: str) -> httpx.Response:
        """In one letter case or another."""
        address = self._random.choice((email, email.capitalize(), email.partition("@")[0].upper() + "@example.com"))
        answer = await self._http.post(f"{self._door.path}/{what}", json={"email": address, "name": "Ada Lovelace"})
        assert answer.status_code == 200, answer.text
        return answer
