"""What Admit does by itself: opens airmeets in time, ends lost presences, forgets what is old or was to be erased."""

from datetime import timedelta

from admit.actions import activities, airmeets, erasures, expiries, presences
from admit.store.database import Database

FORGOTTEN_AT_ONCE_MAX = 500


class Upkeep:
    """A round with nothing to do costs a few look-ups. Several processes do not disturb each other."""

    def __init__(self, database: Database, *, activity_days: int) -> None:
        self._database = database
        self._activity_kept = timedelta(days=activity_days)
        self._community_id = ""

    async def round(self) -> None:
        while await self._database.read(airmeets.is_any_due):
            await self._database.write(airmeets.open_due)
        while await self._database.read(presences.is_any_lost):
            await self._database.write(presences.end_lost)
        while await self._database.read(erasures.is_any_under_way) and await self._database.write(erasures.go_on):
            pass
        if await self._database.read(expiries.is_any_expired):
            await self._database.write(expiries.forget)
        await self._forget()

    async def _forget(self) -> None:
        """One community a round, and a few of its rows at a time: whoever wants to write waits for no more."""
        found = await self._database.read(activities.find_forgettable, self._community_id, self._activity_kept)
        self._community_id, is_any_old = found
        while is_any_old:
            forgotten = await self._database.write(
                activities.forget, self._community_id, self._activity_kept, size=FORGOTTEN_AT_ONCE_MAX
            )
            is_any_old = forgotten == FORGOTTEN_AT_ONCE_MAX
