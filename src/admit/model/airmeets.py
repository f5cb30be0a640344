"""Airmeets: the events of a community."""

from datetime import UTC, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from admit.lib import urls
from admit.lib.clock import Timestamp, timestamp, to_datetime
from admit.model.errors import InputWrong, StatusUnreachable, gather
from admit.model.people import clean_prose, clean_text

DESCRIPTION_LENGTH_MAX = 10_000
STAGE_URL_LENGTH_MAX = 2_000
WEEK = timedelta(weeks=1)


class Status(StrEnum):
    CREATED = "CREATED"
    ONGOING = "ONGOING"
    PAUSED = "PAUSED"
    FINISHED = "FINISHED"


class Admission(StrEnum):
    """Who may come in: whoever registers, or only who was invited by an entry link."""

    PUBLIC = "public"
    INVITED = "invited"


class Stage(StrEnum):
    """How the stage is reached: a meeting opens in a tab of its own, a player is embedded in the page."""

    MEETING = "meeting"
    PLAYER = "player"


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


class Particulars(msgspec.Struct, frozen=True):
    """What only an airmeet's own pages tell. `stage_url` is never fetched by us; empty means there is no stage yet."""

    description: str = ""
    admission: Admission = Admission.PUBLIC
    stage: Stage = Stage.MEETING
    stage_url: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an organizer decides about an airmeet. `timezone` is the IANA name of a zone that is known to exist."""

    name: str
    timezone: str
    starts_at: Timestamp
    ends_at: Timestamp
    particulars: Particulars = Particulars()

    def cleaned(self) -> "Plan":
        """Raises InputWrong with a sentence for each fault."""
        faults: list[str] = []
        name, description, url = self.name, self.particulars.description, self.particulars.stage_url.strip()
        with gather(faults):
            name = clean_text("name", name, is_mandatory=True)
        if self.ends_at <= self.starts_at:
            faults.append("end must come after start.")
        with gather(faults):
            description = clean_prose("description", description, length_max=DESCRIPTION_LENGTH_MAX)
        if len(url) > STAGE_URL_LENGTH_MAX or (url and not urls.is_web(url)):
            faults.append("stage must be an address that begins with https:// or http://, or empty.")
        if faults:
            raise InputWrong(*faults)
        particulars = msgspec.structs.replace(self.particulars, description=description, stage_url=url)
        return msgspec.structs.replace(self, name=name, particulars=particulars)

    def repeated(self, now: Timestamp) -> "Plan":
        """The same again: a whole number of weeks later on its own clocks, and after `now`."""
        start = to_datetime(self.starts_at)
        lasts = to_datetime(self.ends_at) - start
        weeks = max(1, (to_datetime(now) - start) // WEEK + 1)
        try:
            again = (start.astimezone(ZoneInfo(self.timezone)) + weeks * WEEK).astimezone(UTC)
            return msgspec.structs.replace(self, starts_at=timestamp(again), ends_at=timestamp(again + lasts))
        except OverflowError:  # the calendar has ended
            return self

    def differences(self, other: "Plan") -> list[str]:
        """What is not the same in both, in the words of the form."""
        mine, others = self.particulars, other.particulars
        same = {
            "name": self.name == other.name,
            "time zone": self.timezone == other.timezone,
            "start": self.starts_at == other.starts_at,
            "end": self.ends_at == other.ends_at,
            "description": mine.description == others.description,
            "access": mine.admission == others.admission,
            "stage": (mine.stage, mine.stage_url) == (others.stage, others.stage_url),
        }
        return [name for name, is_same in same.items() if not is_same]
