"""What was asked and what was acknowledged, and so what a database may hold afterwards."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.faults.kept import Kept


class Claim(StrEnum):
    REGISTERED = "registered"
    AUTHORIZED = "authorized"


@dataclass
class Attempt:
    """Makes a claim about a person true or false, at some moment after it was asked and before it was acknowledged."""

    makes: bool
    asked_at: int
    acknowledged_at: float = math.inf


class Ledger:
    """Any number of clients write in it; what is true of a person is whatever some order of their attempts leaves."""

    def __init__(self) -> None:
        self._time = 0
        self._attempts: defaultdict[tuple[str, Claim], list[Attempt]] = defaultdict(list)
        self._codes: dict[str, str] = {}
        self.acknowledged_count = 0

    def ask(self, email: str, claim: Claim, *, makes: bool = True) -> Attempt:
        attempt = Attempt(makes, self._tick())
        self._attempts[email, claim].append(attempt)
        return attempt

    def acknowledge(self, attempt: Attempt) -> None:
        attempt.acknowledged_at = self._tick()
        self.acknowledged_count += 1

    def acknowledge_code(self, email: str, code: str) -> None:
        """A person's code is the same for ever."""
        assert self._codes.setdefault(email, code) == code, f"{email} was given a second code"

    def losses(self, kept: Kept) -> list[str]:
        """Each acknowledged change that `kept` does not hold."""
        return [*self._lost_claims(kept), *self._lost_codes(kept)]

    def settle(self, kept: Kept) -> None:
        """Nothing is under way any more: from here on it is true what `kept` holds."""
        for email, claim in list(self._attempts):
            now = self._tick()
            self._attempts[email, claim] = [Attempt(_is_true(kept, email, claim), now, now)]
        self._codes = dict(kept.codes)

    def _lost_claims(self, kept: Kept) -> Iterator[str]:
        for (email, claim), attempts in self._attempts.items():
            is_true = _is_true(kept, email, claim)
            if is_true not in _possible(attempts):
                yield f"{email} is {'' if is_true else 'not '}{claim}"

    def _lost_codes(self, kept: Kept) -> Iterator[str]:
        for email, code in self._codes.items():
            if kept.codes.get(email) != code:
                yield f"{email} lost their code"

    def _tick(self) -> int:
        self._time += 1
        return self._time


def _possible(attempts: list[Attempt]) -> set[bool]:
    """Each attempt may be the last, unless one that was acknowledged had been asked after its acknowledgement."""
    everyone = [Attempt(makes=False, asked_at=0, acknowledged_at=0), *attempts]
    last_asked_at = max(attempt.asked_at for attempt in everyone if attempt.acknowledged_at < math.inf)
    return {attempt.makes for attempt in everyone if attempt.acknowledged_at >= last_asked_at}


def _is_true(kept: Kept, email: str, claim: Claim) -> bool:
    return email in (kept.registered if claim is Claim.REGISTERED else kept.authorized)
