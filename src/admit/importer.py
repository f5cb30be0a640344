"""What moves imports on, beside the requests: a chunk of each in turn, so that none waits for another."""

import logging

from admit.actions import import_steps
from admit.actions.import_checks import Seen
from admit.model.errors import DatabaseUnavailable, Refusal
from admit.store.database import Database

BUG = "Something went wrong on our side; what was done until then stays, and can be undone."

log = logging.getLogger("admit.importer")


class Importer:
    """As many as like may share a database: a step and how far it has come are one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: dict[str, Seen] = {}

    async def round(self) -> None:
        """Until nothing is left to do."""
        while at_work := await self._database.read(import_steps.list_at_work):
            self._seen = {import_id: self._seen.get(import_id, Seen()) for _, import_id in at_work}
            for airmeet_id, import_id in at_work:
                await self._go_on(airmeet_id, import_id)
        self._seen = {}
        while await self._database.read(import_steps.is_any_forgettable):
            await self._database.write(import_steps.forget)

    async def _go_on(self, airmeet_id: str, import_id: str) -> None:
        try:
            await self._database.write(import_steps.go_on, airmeet_id, import_id, self._seen[import_id])
        except DatabaseUnavailable:
            raise
        except Refusal as refusal:
            await self._database.write(import_steps.stop, airmeet_id, import_id, " ".join(refusal.sentences))
        except Exception:
            log.exception("bug in import=%s", import_id)
            await self._database.write(import_steps.stop, airmeet_id, import_id, BUG)
