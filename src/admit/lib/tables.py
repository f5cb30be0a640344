"""Tables out of files and pasted text: CSV as spreadsheets write it, in whatever dialect."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import msgspec

DELIMITERS = ",;\t"
SEP_LINE = re.compile(r"sep=([,;\t])(?:\r\n?|\n|\Z)", re.IGNORECASE)
"""By which Excel tells the delimiter to itself. It is no row of the sheet."""
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+\Z")
"""With its end. One at a time, where io.StringIO would hold four bytes for each character."""
SAMPLE_ROWS = 100
END = "this row was put here to see whether a quotation mark was left open"
CELL_LENGTH_MAX = 131_072
"""The csv module's own bound."""

UTF_8 = "UTF-8"
UTF_16 = "UTF-16"
WINDOWS_1252 = "Windows-1252"


class NoTable(ValueError):
    """The sentence tells a person why."""


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`number` is the row's number in a spreadsheet, where the first one is 1."""

    number: int
    cells: list[str]


class Table(msgspec.Struct, frozen=True):
    """The rows in which anything stands. `encoding` is what the text turned out to be in."""

    rows: list[Row]
    encoding: str

    @property
    def width(self) -> int:
        """Cells of the longest row."""
        return max(len(row.cells) for row in self.rows)


def read_file(content: bytes, *, rows_max: int, width_max: int) -> Table:
    """Raises NoTable."""
    text, encoding = decode(content)
    return Table(rows=read_rows(text, rows_max=rows_max, width_max=width_max), encoding=encoding)


def decode(content: bytes) -> tuple[str, str]:
    """The text, and the encoding it was in. Raises NoTable."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NoTable("This is a workbook or an archive. Save the sheet as CSV, and upload that.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(content, "utf-16"), UTF_16
    if b"\0" in content:
        raise NoTable("This is not a text file. Save the sheet as CSV, and upload that.")
    try:
        return content.decode("utf-8-sig"), UTF_8
    except UnicodeDecodeError:
        return _decoded(content, "cp1252"), WINDOWS_1252


def read_rows(text: str, *, rows_max: int, width_max: int) -> list[Row]:
    """Raises NoTable where there is none, too much of it, or a quotation mark that nobody closed.

    `rows_max` does not count a header.
    """
    told = SEP_LINE.match(text)
    body = text[told.end() :] if told else text
    delimiter = told[1] if told else guess_delimiter(body)
    rows = list(islice(_filled_rows(body, delimiter), rows_max + 2))
    if not rows:
        raise NoTable("There are no rows in it.")
    if len(rows) > rows_max + 1:
        raise NoTable(f"It has more than {rows_max:,} rows. Split it into several files.")
    if any(len(row.cells) > width_max for row in rows):
        raise NoTable(f"It has more than {width_max} columns.")
    return rows


def guess_delimiter(text: str) -> str:
    """The one that cuts the first rows into the same number of cells most often, and then into the most."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    try:
        widths = Counter(len(row) for row in islice(_records(text, delimiter), SAMPLE_ROWS) if row)
    except csv.Error:
        return 0.0, 0
    divided = {width: count for width, count in widths.items() if width > 1}
    if not divided:
        return 0.0, 0
    width = max(divided, key=lambda width: (divided[width], width))
    return divided[width] / widths.total(), width


def _filled_rows(text: str, delimiter: str) -> Iterator[Row]:
    """Whatever stands in the last record is the end, or else the record in which a quotation mark was left open."""
    number = -1
    last: list[str] = []
    try:
        for number, cells in enumerate(_records(f"{text}\n{END}", delimiter)):
            if any(cell.strip() for cell in last):
                yield Row(number, last)
            last = cells
    except csv.Error:
        raise NoTable(f"Row {number + 2} has a cell of more than {CELL_LENGTH_MAX:,} characters.") from None
    if last != [END]:
        raise NoTable(f"A quotation mark that opens in row {number + 1} is never closed.")


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader((line[0] for line in LINE.finditer(text)), delimiter=delimiter)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise NoTable("This is text in neither UTF-8 nor Windows-1252. Save the sheet as CSV in UTF-8.")
    return text
