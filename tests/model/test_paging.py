"""Pages and their cursors."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admit.model.paging import Page, PageRequest


class Row(msgspec.Struct, frozen=True):
    seq: int


def page(*seqs: int, count: int, size: int) -> Page[Row]:
    return Page(rows=[Row(seq) for seq in seqs], count=count, size=size)


def test_a_page_knows_the_cursors_of_its_first_and_last_row() -> None:
    full = page(3, 5, 9, count=7, size=3)
    assert (full.first, full.last, full.page_count) == (3, 9, 3)


def test_an_empty_page_has_no_cursors_and_still_tells_the_total() -> None:
    past_the_end = page(count=7, size=3)
    assert (past_the_end.first, past_the_end.last, past_the_end.page_count) == (0, 0, 3)


@pytest.mark.parametrize("count, pages", [(0, 0), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3)])
def test_the_last_page_may_be_part_full(count: int, pages: int) -> None:
    assert page(count=count, size=50).page_count == pages


@given(st.integers(0, 10**18), st.integers(1, 500))
def test_as_many_pages_as_hold_every_row_and_not_one_more(count: int, size: int) -> None:
    pages = page(count=count, size=size).page_count
    assert (pages - 1) * size < count <= pages * size or (count, pages) == (0, 0)


def test_a_page_that_nobody_described_has_50_rows_from_the_start() -> None:
    assert PageRequest() == PageRequest(size=50, after=None, before=None)
