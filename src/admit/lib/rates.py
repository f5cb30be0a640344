"""How often something may be tried."""

import time
from collections import OrderedDict

KEYS_MAX = 10_000
"""Beyond this many, who has been quiet longest is forgotten."""


class Allowance:
    """A bucket for each key: `burst` tries at once, and one more every `refill_seconds`."""

    def __init__(self, *, burst: int, refill_seconds: float) -> None:
        self._burst = burst
        self._refill_seconds = refill_seconds
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str) -> float:
        """0 if this try is allowed, or after how many seconds the next one is."""
        wait_seconds = self.wait(key)
        now = time.monotonic()
        full_at = max(self._full_at.pop(key, now), now)
        self._full_at[key] = full_at if wait_seconds else full_at + self._refill_seconds
        if len(self._full_at) > KEYS_MAX:
            self._full_at.popitem(last=False)
        return wait_seconds

    def wait(self, key: str) -> float:
        """What `take` would say, without a try."""
        now = time.monotonic()
        spent_seconds = max(self._full_at.get(key, now) - now, 0.0)
        return max(spent_seconds - (self._burst - 1) * self._refill_seconds, 0.0)
