"""Airmeets: the events of a community."""

from enum import StrEnum

import msgspec

from admit.lib.clock import Timestamp
from admit.model.errors import StatusUnreachable


class Status(StrEnum):
    CREATED = "CREATED"
    ONGOING = "ONGOING"
    PAUSED = "PAUSED"
    FINISHED = "FINISHED"


REACHABLE_FROM = {
    Status.CREATED: {Status.ONGOING, Status.FINISHED},
    Status.ONGOING: {Status.PAUSED, Status.FINISHED},
    Status.PAUSED: {Status.ONGOING, Status.FINISHED},
    Status.FINISHED: set[Status](),
}


class Airmeet(msgspec.Struct, frozen=True):
    """`seq` is its cursor in the community's list; the counts are kept with every change of its lists."""

    airmeet_id: str
    community_id: str
    seq: int
    name: str
    status: Status
    timezone: str
    starts_at: Timestamp
    ends_at: Timestamp
    registration_count: int
    archived_at: Timestamp | None = None
    authorized_count: int = 0

    def require_reachable(self, status: Status) -> None:
        if status not in REACHABLE_FROM[self.status]:
            raise StatusUnreachable(f"An airmeet that is {self.status} cannot become {status}.")
