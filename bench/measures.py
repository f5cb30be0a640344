"""What is measured, what is wanted of it, and what came out."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from statistics import median

import msgspec

from bench.importing import PEOPLE, Importing
from bench.load import Load, Sample
from bench.reading import ROWS, Reading
from bench.servers import Memory


class Mark(StrEnum):
    AIM = "aim"
    FLOOR = "floor"
    BELOW = "below floor"


class Goal(msgspec.Struct, frozen=True):
    """The floor is what must be, the aim what we would like."""

    floor: float
    aim: float
    is_ceiling: bool = False
    """Less is better."""

    def mark(self, value: float) -> Mark:
        if self._reaches(self.aim, value):
            return Mark.AIM
        return Mark.FLOOR if self._reaches(self.floor, value) else Mark.BELOW

    def _reaches(self, limit: float, value: float) -> bool:
        return value <= limit if self.is_ceiling else value >= limit


TAIL = Goal(8, 4, is_ceiling=True)
"""Of p99 / p50."""
READY_SECONDS = Goal(1.0, 0.5, is_ceiling=True)
MEMORY_MB = Goal(80, 60, is_ceiling=True)
CLIENT = Goal(0.8, 1.0)
"""Of raw httpx, which checks nothing."""
IMPORT = Goal(0.15, 0.35)
"""Of a loop that checks nothing and cannot be undone."""
PEAK_MB = Goal(200, 150, is_ceiling=True)


class Speed(msgspec.Struct, frozen=True):
    """How often a second `load` is served, as a ratio to `against`."""

    load: Load
    against: Load
    goal: Goal


class Pair(msgspec.Struct, frozen=True):
    """A sample of the work, and the one of its baseline that was taken right before."""

    baseline: Sample
    work: Sample

    @property
    def ratio(self) -> float:
        return self.work.per_second / self.baseline.per_second


Pairs = Mapping[str, Sequence[Pair]]
"""One for each round, by the name of the work."""


class Spread(msgspec.Struct, frozen=True):
    median: float
    low: float
    high: float


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A load's figures: medians of the rounds. Without ratio, goal and marks it is what others are held against."""

    work: str
    per_second: float
    p50_ms: float
    p99_ms: float
    tail: float
    tail_mark: Mark | None = None
    against: str | None = None
    ratio: Spread | None = None
    goal: Goal | None = None
    mark: Mark | None = None


class Start(msgspec.Struct, frozen=True):
    """A server that came up on an empty database."""

    ready_seconds: float
    memory: Memory


class Limit(msgspec.Struct, frozen=True):
    """A figure that is held against nothing but its goal."""

    what: str
    value: float
    unit: str
    goal: Goal
    mark: Mark


def findings(speeds: Sequence[Speed], pairs: Pairs) -> list[Finding]:
    """Each speed, and above those that are held against it each baseline."""
    found: dict[str, Finding] = {}
    for speed in speeds:
        found.setdefault(speed.against.name, _baseline(speed.against, speeds, pairs))
        found[speed.load.name] = _held_against_baseline(speed, pairs[speed.load.name])
    return list(found.values())


def limits(starts: Sequence[Start]) -> list[Limit]:
    """The medians of several starts."""
    return [
        _limit("ready after start, empty database", [start.ready_seconds for start in starts], "s", READY_SECONDS),
        _limit("memory at rest, RSS", [start.memory.rss_mb for start in starts], "MB", MEMORY_MB),
        _limit("memory at rest, PSS", [start.memory.pss_mb for start in starts], "MB", MEMORY_MB),
    ]


def client(readings: Sequence[Reading]) -> Limit:
    what = f"{ROWS:,} registrations through the client, as a ratio to raw httpx"
    return _limit(what, [reading.ratio for reading in readings], "", CLIENT)


def imports(importings: Sequence[Importing]) -> list[Limit]:
    what = f"{PEOPLE:,} people imported, as a ratio to a bare INSERT loop"
    return [
        _limit(what, [importing.ratio for importing in importings], "", IMPORT),
        _limit("memory at most meanwhile, RSS", [importing.peak_mb for importing in importings], "MB", PEAK_MB),
    ]


def _baseline(load: Load, speeds: Sequence[Speed], pairs: Pairs) -> Finding:
    names = [speed.load.name for speed in speeds if speed.against.name == load.name]
    return _figures(load.name, [pair.baseline for name in names for pair in pairs[name]])


def _held_against_baseline(speed: Speed, pairs: Sequence[Pair]) -> Finding:
    figures = _figures(speed.load.name, [pair.work for pair in pairs])
    ratio = _spread([pair.ratio for pair in pairs])
    return msgspec.structs.replace(
        figures,
        tail_mark=TAIL.mark(figures.tail),
        against=speed.against.name,
        ratio=ratio,
        goal=speed.goal,
        mark=speed.goal.mark(ratio.median),
    )


def _figures(work: str, samples: Sequence[Sample]) -> Finding:
    return Finding(
        work=work,
        per_second=median(sample.per_second for sample in samples),
        p50_ms=median(sample.p50_ms for sample in samples),
        p99_ms=median(sample.p99_ms for sample in samples),
        tail=median(sample.p99_ms / sample.p50_ms for sample in samples),
    )


def _spread(values: Sequence[float]) -> Spread:
    return Spread(median=median(values), low=min(values), high=max(values))


def _limit(what: str, values: Sequence[float], unit: str, goal: Goal) -> Limit:
    value = median(values)
    return Limit(what=what, value=value, unit=unit, goal=goal, mark=goal.mark(value))
