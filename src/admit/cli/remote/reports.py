"""The report of an import: a line for each row once its answer is there, from which an interrupted import goes on."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import msgspec

from admit.cli.remote.people import Row
from admit.client.tokens import write_private
from admit.lib import sheets

REFUSED = "refused"

Key = tuple[str, ...]
"""By which a row of the file is known again: its number and email. A file that was edited since has others."""


class Line(msgspec.Struct, frozen=True, rename="camel"):
    """`outcome` is `authorized`, `registered` or `refused`; the first has an `entry_link`, the last an `error`."""

    row: int
    email: str
    outcome: str
    entry_link: str = ""
    error: str = ""

    def text(self) -> str:
        return sheets.csv_lines([_cells(*msgspec.structs.astuple(self))])


HEADINGS = sheets.csv_lines([Line.__struct_encode_fields__])


def key_of(row: Row) -> Key:
    return tuple(sheets.harmless(cell) for cell in _cells(row.number, row.person.email))


def is_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(HEADINGS)) == HEADINGS.encode()


def begin(path: Path, lines: Iterable[str]) -> None:
    """A report with these lines. It holds entry links, so only its owner may read it."""
    write_private(path, "".join([HEADINGS, *lines]).encode())


def done(path: Path) -> Iterator[tuple[Key, str]]:
    """The key and the line of each row that need not be sent again. A line that was cut off is not among them."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for cells in csv.reader(file):
            if len(cells) == len(Line.__struct_fields__) and cells[0].isdecimal() and cells[2] != REFUSED:
                yield tuple(cells[:2]), sheets.csv_lines([cells])


@contextmanager
def appending(path: Path) -> Iterator[TextIO]:
    """Each line is with the system as soon as it is written: killing this process loses none."""
    with path.open("a", encoding="utf-8", newline="", buffering=1) as file:
        yield file


def _cells(*values: object) -> list[str]:
    """A line of the report is one line, so that one that was cut off cannot be taken for another."""
    return [" ".join(str(value).splitlines()) for value in values]
