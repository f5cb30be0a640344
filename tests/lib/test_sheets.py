"""Rows for spreadsheets."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admit.lib import sheets

CELLS = st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert sheets.harmless(f"{start}1") == f"'{start}1"
    assert sheets.harmless(f"1{start}") == f"1{start}"


@given(rows=st.lists(CELLS))
def test_rows_are_read_again_as_they_were_but_for_the_apostrophes(rows: list[list[str]]) -> None:
    written = sheets.csv_lines(rows)
    read = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    assert read == [[sheets.harmless(cell) for cell in row] for row in rows]
    assert not written or written.endswith("\r\n")
