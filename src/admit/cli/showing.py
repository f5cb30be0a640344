"""Answers on the terminal: lines and tables for people, JSON for programs."""

from collections.abc import Iterable, Sequence
from typing import Any

import click
import msgspec

GAP = "  "
CELL_MIN = 8
"""Narrower than this no column is made to fit a terminal."""


def show(answer: dict[str, Any], *, as_json: bool) -> None:
    """One thing: a line for each member, or a JSON object."""
    if as_json:
        show_json(answer)
        return
    width = max(len(name) for name in answer)
    for name, value in answer.items():
        click.echo(f"{name:<{width}}  {_text(value)}")


def show_list(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Many things: a table, or a JSON array."""
    if as_json:
        show_json(rows)
        return
    if not rows:
        click.echo("There are none.")
        return
    Table().show(rows)


def show_json(value: object) -> None:
    """One line of UTF-8, whatever the terminal's encoding, and at once: a program may be waiting for it."""
    click.echo(msgspec.json.encode(value))


class Table:
    """Rows that come in parts, below one line of headings. The first part decides how wide the columns are.

    With `width_max`, cells are cut to make a line fit into so many characters.
    """

    def __init__(self, *, width_max: int | None = None) -> None:
        self._width_max = width_max
        self._widths: list[int] = []

    def show(self, rows: Sequence[dict[str, Any]]) -> None:
        lines = [[_text(value) for value in row.values()] for row in rows]
        if not self._widths:
            headings = list(rows[0])
            self._widths = self._fitted([max(map(len, column)) for column in zip(headings, *lines, strict=True)])
            click.secho(self._line(headings), bold=True)
        for line in lines:
            click.echo(self._line(line))

    def _line(self, cells: Iterable[str]) -> str:
        columns = zip(cells, self._widths, strict=True)
        return GAP.join(self._cell(cell, width).ljust(width) for cell, width in columns).rstrip()

    def _cell(self, cell: str, width: int) -> str:
        return cell if self._width_max is None or len(cell) <= width else f"{cell[: width - 1]}…"

    def _fitted(self, widths: list[int]) -> list[int]:
        """The widest is made narrower, over and over, until all fit."""
        while self._width_max is not None and sum(widths) + len(GAP) * (len(widths) - 1) > self._width_max:
            widest = max(range(len(widths)), key=widths.__getitem__)
            if widths[widest] <= CELL_MIN:
                break
            widths[widest] -= 1
        return widths


def _text(value: object) -> str:
    match value:
        case None:
            return "-"
        case list() | tuple():
            return ", ".join(str(item) for item in value) or "-"
        case _:
            return _printable(str(value))


def _printable(text: str) -> str:
    """A name that somebody else gave moves no cursor."""
    return text if text.isprintable() else "".join(each if each.isprintable() else "\ufffd" for each in text)
