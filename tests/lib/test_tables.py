"""Tables out of files and pasted text."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from admit.lib import tables
from admit.lib.tables import NoTable, Row

HEAD = ["Name", "E-Mail", "Città"]
ZOE = ['Zoë "Zo" Ångström', "zoe@example.com", "Gera; or\nelsewhere, then"]
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"))


def written(delimiter: str, *rows: list[str], line_end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


def read(text: str) -> list[list[str]]:
    return [row.cells for row in tables.read_rows(text, rows_max=1000, width_max=50)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_rows_are_found_whatever_divides_them_and_their_cells(delimiter: str, line_end: str) -> None:
    assert read(written(delimiter, HEAD, ZOE, line_end=line_end)) == [HEAD, ZOE]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_delimiter_that_is_told_as_excel_does_is_believed_and_no_row(delimiter: str) -> None:
    text = f"sep={delimiter}\r\n" + written(delimiter, ["a,b;c\td"], ["x"])
    assert tables.read_rows(text, rows_max=9, width_max=9) == [Row(1, ["a,b;c\td"]), Row(2, ["x"])]


def test_a_comma_in_one_name_does_not_outweigh_the_semicolons() -> None:
    assert read("name;email\nLovelace, Ada;ada@example.com\n") == [
        ["name", "email"],
        ["Lovelace, Ada", "ada@example.com"],
    ]


def test_empty_lines_and_empty_cells_are_no_rows_but_count_as_those_of_a_spreadsheet() -> None:
    rows = tables.read_rows("\r\na,b\r\n\r\n , \r\n,,,\r\nc,d\r\n\r\n", rows_max=9, width_max=9)
    assert rows == [Row(2, ["a", "b"]), Row(6, ["c", "d"])]


def test_ragged_rows_stay_as_they_are() -> None:
    assert read("a,b,c\nd\ne,f,g,h\n") == [["a", "b", "c"], ["d"], ["e", "f", "g", "h"]]


def test_the_last_line_needs_no_end() -> None:
    assert read("a,b\nc,d") == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize(
    "content, encoding",
    [
        ("Zoë,ß".encode(), "UTF-8"),
        ("Zoë,ß".encode("utf-8-sig"), "UTF-8"),
        ("Zoë,ß".encode("cp1252"), "Windows-1252"),
        ("Zoë,ß".encode("utf-16"), "UTF-16"),
    ],
    ids=["UTF-8", "with a byte order mark", "Windows-1252", "UTF-16"],
)
def test_an_encoding_is_recognised(content: bytes, encoding: str) -> None:
    table = tables.read_file(content, rows_max=9, width_max=9)
    assert (table.rows, table.encoding, table.width) == ([Row(1, ["Zoë", "ß"])], encoding, 2)


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"PK\x03\x04rest", "This is a workbook or an archive. Save the sheet as CSV, and upload that."),
        (b"\xd0\xcf\x11\xe0rest", "This is a workbook or an archive. Save the sheet as CSV, and upload that."),
        (b"\x89PNG\0\0", "This is not a text file. Save the sheet as CSV, and upload that."),
        (b"\xff\xfea", "This is text in neither UTF-8 nor Windows-1252. Save the sheet as CSV in UTF-8."),
        (b"\x81\x8d", "This is text in neither UTF-8 nor Windows-1252. Save the sheet as CSV in UTF-8."),
        (b"", "There are no rows in it."),
        (b" , \n\n", "There are no rows in it."),
        (b"a,b\n" * 11, "It has more than 9 rows. Split it into several files."),
        (b"," * 9 + b"a", "It has more than 9 columns."),
        (b'a,b\nc,"d\ne,f\n', "A quotation mark that opens in row 2 is never closed."),
        (b"a,b\nc,d\n" + b"x" * 131_073, "Row 3 has a cell of more than 131,072 characters."),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_table_is_said_so(content: bytes, sentence: str) -> None:
    with pytest.raises(NoTable) as caught:
        tables.read_file(content, rows_max=9, width_max=9)
    assert str(caught.value) == sentence


@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5), delimiter=st.sampled_from(",;\t")
)
def test_whatever_was_written_is_read(rows: list[list[str]], delimiter: str) -> None:
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assume(filled)
    assert read(f"sep={delimiter}\n" + written(delimiter, *rows)) == filled


@given(content=st.binary(max_size=200))
def test_whatever_is_sent_is_a_table_or_a_sentence(content: bytes) -> None:
    with suppress(NoTable):
        assert tables.read_file(content, rows_max=9, width_max=9).rows
