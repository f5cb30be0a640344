"""The result of a run: a table to read, and a file to compare with others."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from bench.importing import Importing
from bench.load import CONNECTIONS
from bench.machine import Commit, Machine
from bench.measures import Finding, Limit, Mark, Pair, Start
from bench.reading import Reading

RESULTS = Path(__file__).with_name("results")
SPEED_HEADINGS = (
    *("work", "requests/s", "ratio", "lowest", "highest", "floor", "aim", "reached"),
    *("p50 ms", "p99 ms", "p99/p50", "reached"),
)
LIMIT_HEADINGS = ("on its own", "measured", "floor", "aim", "reached")


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """`pairs` holds each round's raw numbers, by the name of the work."""

    at: datetime
    commit: Commit
    machine: Machine
    rounds: int
    seconds: int
    findings: list[Finding]
    limits: list[Limit]
    starts: list[Start]
    readings: list[Reading]
    importings: list[Importing]
    pairs: dict[str, list[Pair]]

    @property
    def is_below_a_floor(self) -> bool:
        marks = [mark for finding in self.findings for mark in (finding.mark, finding.tail_mark)]
        return Mark.BELOW in marks + [limit.mark for limit in self.limits]


def table(result: Result) -> str:
    speeds = [SPEED_HEADINGS, *(_speed_cells(finding) for finding in result.findings)]
    limits = [LIMIT_HEADINGS, *(_limit_cells(limit) for limit in result.limits)]
    return "\n".join([*_aligned(speeds), "", *_aligned(limits), "", *_notes(result)])


def save(result: Result) -> Path:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{result.at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}-{result.commit.name}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")
    return path


def _speed_cells(finding: Finding) -> tuple[str, ...]:
    ratio, goal = finding.ratio, finding.goal
    return (
        finding.work,
        f"{finding.per_second:,.0f}",
        *((f"{ratio.median:.3f}", f"{ratio.low:.3f}", f"{ratio.high:.3f}") if ratio else ("1", "", "")),
        *((f"{goal.floor:.2f}", f"{goal.aim:.2f}") if goal else ("", "")),
        finding.mark or "",
        f"{finding.p50_ms:.2f}",
        f"{finding.p99_ms:.2f}",
        f"{finding.tail:.1f}",
        finding.tail_mark or "",
    )


def _limit_cells(limit: Limit) -> tuple[str, ...]:
    unit = limit.unit
    return (
        limit.what,
        f"{limit.value:.2f} {unit}".rstrip(),
        f"{limit.goal.floor} {unit}".rstrip(),
        f"{limit.goal.aim} {unit}".rstrip(),
        limit.mark,
    )


def _notes(result: Result) -> tuple[str, ...]:
    machine, commit = result.machine, result.commit
    rounds = f"{result.rounds} of {result.seconds} s for each row, {CONNECTIONS} connections"
    return (
        "Figures are medians of the rounds. A ratio is to the nearest row above that has 1, measured right before.",
        f"Rounds: {rounds}; load average before them {machine.load_average:.2f}.",
        f"Commit: {commit.name}{', changed' if commit.is_dirty else ''}.",
        f"Machine: {machine.cpu}, {machine.cores} cores, Linux {machine.kernel}, {machine.filesystem}.",
        f"Software: Python {machine.python}, SQLite {machine.sqlite}, uvicorn {machine.packages['uvicorn']}.",
    )


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Words to the left, numbers to the right, a rule below the headings."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    is_word = [heading in {"work", "on its own", "reached"} for heading in rows[0]]
    lines = [_line(row, widths, is_word) for row in rows]
    return [lines[0], "  ".join("─" * width for width in widths), *lines[1:]]


def _line(cells: Sequence[str], widths: Sequence[int], is_word: Sequence[bool]) -> str:
    columns = zip(cells, widths, is_word, strict=True)
    return "  ".join(cell.ljust(width) if word else cell.rjust(width) for cell, width, word in columns).rstrip()
