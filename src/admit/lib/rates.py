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
        now = time.monotonic()
        full_at = max(self._full_at.pop(key, now), now) + self._refill_seconds
        wait_seconds = full_at - now - self._burst * self._refill_seconds
        if wait_seconds > 0:
            self._full_at[key] = full_at - self._refill_seconds
            return wait_seconds
        self._full_at[key] = full_at
        if len(self._full_at) > KEYS_MAX:
            self._full_at.popitem(last=False)
        return 0.0
