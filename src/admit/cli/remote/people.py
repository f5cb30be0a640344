"""People on the command line, and in files."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import click

from admit.wire.people import Person

DETAILS = ("city", "country", "designation", "organisation")
SPELLINGS = {"organization": "organisation"}
COLUMNS = ("email", "name", *DETAILS)
MANDATORY = ("email", "name")
DELIMITERS = ",;\t"

Command = Callable[..., Any]


class Row(NamedTuple):
    """Numbered as spreadsheets do: the first below the headings is 2."""

    number: int
    person: Person


def detail_options(command: Command) -> Command:
    """What may be told of a person besides email and name."""
    for name in reversed(DETAILS):
        command = click.option(f"--{name}", help="Up to 255 characters.")(command)
    return command


def read(path: Path) -> list[Row]:
    """The people of a CSV file in UTF-8, with commas, semicolons or tabs. Other columns are left alone.

    Raises click.ClickException where it is not one.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_rows(path, file))
    except UnicodeDecodeError:
        raise click.ClickException(f"{path} is not in UTF-8: save it as CSV UTF-8.") from None
    except csv.Error as error:
        raise click.ClickException(f"{path} is not CSV: {error}.") from None


def faults(rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """What can be seen to be refused without asking: rows by their numbers, and a sentence for each fault."""
    for number, person in rows:
        if "@" not in person.email:
            yield number, f"{person.email!r} is not an email address."
        if not person.name.strip():
            yield number, "name is empty."


def repeated(rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """Rows whose person has an earlier one, which will be the one that counts."""
    first: dict[str, int] = {}
    for number, person in rows:
        email = person.email.strip().casefold()
        if first.setdefault(email, number) != number:
            yield number, f"{person.email} is in row {first[email]} already."


def _rows(path: Path, file: TextIO) -> Iterator[Row]:
    headings = file.readline()
    delimiter = max(DELIMITERS, key=headings.count)
    [names] = csv.reader([headings], delimiter=delimiter)
    places = _places([name.strip().lower() for name in names])
    missing = [name for name in MANDATORY if name not in places]
    if missing:
        raise click.ClickException(f"{path} has no column {' and no column '.join(missing)} in its first line.")
    for number, cells in enumerate(csv.reader(file, delimiter=delimiter, strict=True), start=2):
        if any(cell.strip() for cell in cells):
            told = {name: cells[place] for name, place in places.items() if place < len(cells)}
            details = {name: told.get(name) or None for name in DETAILS}
            yield Row(number, Person(email=told.get("email", ""), name=told.get("name", ""), **details))


def _places(names: list[str]) -> dict[str, int]:
    """Of the columns that are ours; of two of one name the first."""
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        ours = SPELLINGS.get(name, name)
        if ours in COLUMNS:
            places.setdefault(ours, place)
    return places
