"""Guessing what the columns of a table mean, by their heads and by what stands in them."""

import unicodedata
from collections.abc import Sequence

from admit.model.imports import Meaning

HEADS = {
    Meaning.EMAIL: "email mail emailaddress useremail workemail attendeeemail",
    Meaning.NAME: "name fullname displayname attendee attendeename participant guest guestname person",
    Meaning.FIRST_NAME: "firstname first givenname forename",
    Meaning.LAST_NAME: "lastname last surname familyname",
    Meaning.CITY: "city town",
    Meaning.COUNTRY: "country countryregion nation",
    Meaning.ORGANISATION: "organisation organization company companyname organisationname organizationname employer",
    Meaning.DESIGNATION: "designation title jobtitle role position job",
}
BY_HEAD = {head: meaning for meaning, heads in HEADS.items() for head in heads.split()}


def guess(rows: Sequence[Sequence[str]], width: int) -> tuple[bool, list[Meaning]]:
    """Whether the first row is a header, and the meaning of each column.

    `rows` are the first few, `width` is that of the longest row of all. A header has the last word on how many columns
    there are, unless it is a lone title.
    """
    has_header = _is_header(rows)
    width = len(rows[0]) if has_header and len(rows[0]) > 1 else width
    columns = _by_heads(rows[0], width) if has_header else [Meaning.IGNORED] * width
    if Meaning.EMAIL not in columns:
        _place(columns, Meaning.EMAIL, _fullest(rows[has_header:], "@", columns))
    if not {Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME} & set(columns):
        _place(columns, Meaning.NAME, _fullest(rows[has_header:], "", columns))
    return has_header, columns


def _is_header(rows: Sequence[Sequence[str]]) -> bool:
    """No address stands in a header, and a table of people without one begins with an address."""
    return not any("@" in cell for cell in rows[0])


def _by_heads(header: Sequence[str], width: int) -> list[Meaning]:
    """Of two columns with the same meaning the first one has it."""
    columns: list[Meaning] = []
    for head in header:
        meaning = BY_HEAD.get(_plain(head), Meaning.IGNORED)
        columns.append(Meaning.IGNORED if meaning in columns else meaning)
    return [*columns, *[Meaning.IGNORED] * (width - len(columns))][:width]


def _plain(head: str) -> str:
    """Without case, accents, spaces and punctuation."""
    decomposed = unicodedata.normalize("NFKD", head.casefold())
    return "".join(character for character in decomposed if character.isalnum())


def _fullest(rows: Sequence[Sequence[str]], text: str, columns: Sequence[Meaning]) -> int | None:
    """The column without a meaning in which the most cells hold something, and `text` in it; None if no cell does."""
    free = [at for at, meaning in enumerate(columns) if meaning is Meaning.IGNORED]
    counts = {at: sum(bool(row[at].strip()) and text in row[at] for row in rows if at < len(row)) for at in free}
    best = max(counts, key=lambda at: counts[at], default=None)
    return best if best is not None and counts[best] else None


def _place(columns: list[Meaning], meaning: Meaning, at: int | None) -> None:
    if at is not None:
        columns[at] = meaning
