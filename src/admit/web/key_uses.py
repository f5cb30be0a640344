"""The uses of access keys, noted in memory: a call costs no write, and a round of this process keeps them all."""

from itertools import islice

from admit.actions import access_keys
from admit.lib.clock import Timestamp
from admit.model.key_uses import KeyDay
from admit.store.database import Database

KEYS_MAX = 10_000
"""Between two rounds. What further keys are used for in that time is not noted."""
KEPT_AT_ONCE_MAX = 500
"""In one transaction: whoever else wants to write waits for no more."""


class KeyUses:
    """What was not kept yet. A process that is killed loses the last seconds of it."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, str], KeyDay] = {}

    def note(self, community_id: str, access_key: str, at: Timestamp, call: str, address: str) -> None:
        day = at[:10]
        noted = self._days.get((access_key, day))
        if noted is not None:
            noted.calls += 1
            noted.last_at = at
            noted.last_call = call
            noted.last_address = address
        elif len(self._days) < KEYS_MAX:
            self._days[access_key, day] = KeyDay(community_id, access_key, day, 1, at, call, address)

    async def keep(self, database: Database) -> None:
        """Write what was noted. If that cannot be done it stays, for the next round."""
        days, self._days = self._days, {}
        try:
            while days:
                few = dict(islice(days.items(), KEPT_AT_ONCE_MAX))
                await database.write(access_keys.add_uses, list(few.values()))
                for key in few:
                    del days[key]
        except BaseException:
            self._put_back(days)
            raise

    def _put_back(self, days: dict[tuple[str, str], KeyDay]) -> None:
        """Under what was noted meanwhile, which is later."""
        for key, later in self._days.items():
            if key in days:
                later.calls += days[key].calls
        self._days = days | self._days
