"""The rows of an import, and what came of each."""

from enum import StrEnum

import msgspec

from admit.lib.tables import Row


class Verdict(StrEnum):
    NEW = "new"
    PRESENT = "present"
    TWICE = "twice"
    WRONG = "wrong"
    KEPT = "kept"
    """Undoing the import left this one as it is, who has changed since."""


class Known(msgspec.Struct, frozen=True):
    """What an airmeet knows of somebody: the cursor of their registration, and whether they may enter.

    `is_attendee` is of whoever was authorized, perhaps no longer. `address` is as it was first given to this airmeet.
    `has_come` is of whoever was at its door.
    """

    seq: int | None = None
    is_attendee: bool = False
    is_authorized: bool = False
    address: str | None = None
    has_come: bool = False


class Outcome(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What came of a row: what it was found to be, what the import added, and how the person stood afterwards.

    `has_readmitted` is of somebody whose access had been taken away before.
    """

    email_key: str | None = None
    verdict: Verdict | None = None
    has_registered: bool = False
    has_authorized: bool = False
    has_readmitted: bool = False
    seq: int | None = None
    is_authorized: bool = False

    def is_left_as(self, known: Known) -> bool:
        """Nobody has changed them since, nor have they come. Who was let in anew may have come before."""
        if known.has_come and not self.has_readmitted:
            return False
        return (self.seq, self.is_authorized) == (known.seq, known.is_authorized)


class Chunk(msgspec.Struct, frozen=True):
    """As many rows as are dealt with at once. `number` is that of the last one."""

    number: int
    rows: list[Row]
    outcomes: list[Outcome]


class Remark(msgspec.Struct, frozen=True):
    """Why a row was left out, or why undoing has kept whom it added."""

    number: int
    cells: list[str]
    reason: str
