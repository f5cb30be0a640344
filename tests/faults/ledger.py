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
    code: str | None = None


class Ledger:
    """Any number of clients write in it; what is true of a person is whatever some order of their attempts leaves."""

    def __init__(self) -> None:
        self.now = 0
        self.acknowledged_count = 0
        self._attempts: defaultdict[tuple[str, Claim], list[Attempt]] = defaultdict(list)

    def ask(self, email: str, claim: Claim, *, makes: bool = True) -> Attempt:
        attempt = Attempt(makes, self._tick())
        self._attempts[email, claim].append(attempt)
        return attempt

    def acknowledge(self, attempt: Attempt, *, code: str | None = None) -> None:
        """`code` was told: it is that person's for ever."""
        attempt.code = code
        attempt.acknowledged_at = self._tick()
        self.acknowledged_count += 1

    def losses(self, kept: Kept) -> list[str]:
        """Each acknowledged change that `kept` does not hold."""
        return [*self._lost_claims(kept), *self._lost_codes(kept)]

    def settle(self, kept: Kept) -> None:
        """Nothing is under way any more: from here on it is true what `kept` holds."""
        for email, claim in self._attempts:
            now = self._tick()
            code = kept.codes.get(email) if claim is Claim.AUTHORIZED else None
            self._attempts[email, claim] = [Attempt(_is_true(kept, email, claim), now, now, code)]

    def as_of(self, time: int) -> "Ledger":
        """What had been asked and acknowledged when it was `time`."""
        then = Ledger()
        for about, attempts in self._attempts.items():
            then._attempts[about] = [
                attempt if attempt.acknowledged_at <= time else Attempt(attempt.makes, attempt.asked_at)
                for attempt in attempts
                if attempt.asked_at <= time
            ]
        return then

    def _lost_claims(self, kept: Kept) -> Iterator[str]:
        for (email, claim), attempts in self._attempts.items():
            is_true = _is_true(kept, email, claim)
            if is_true not in _possible(attempts):
                yield f"{email} is {'' if is_true else 'not '}{claim}"

    def _lost_codes(self, kept: Kept) -> Iterator[str]:
        for (email, _), attempts in self._attempts.items():
            told = {attempt.code for attempt in attempts} - {None}
            if told and told != {kept.codes.get(email)}:
                yield f"{email} lost their code"

    def _tick(self) -> int:
        self.now += 1
        return self.now


def _possible(attempts: list[Attempt]) -> set[bool]:
    """Each attempt may be the last, unless one that was acknowledged had been asked after its acknowledgement."""
    everyone = [Attempt(makes=False, asked_at=0, acknowledged_at=0), *attempts]
    last_asked_at = max(attempt.asked_at for attempt in everyone if attempt.acknowledged_at < math.inf)
    return {attempt.makes for attempt in everyone if attempt.acknowledged_at >= last_asked_at}


def _is_true(kept: Kept, email: str, claim: Claim) -> bool:
    return email in (kept.registered if claim is Claim.REGISTERED else kept.authorized)
