"""Transactions: statements run at once, and awaiting them never suspends."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

import apsw
import msgspec

from admit.lib.clock import Timestamp
from admit.store.database import PARAMETER, Parameters, Q, Row, S, Transaction

STATEMENTS_REMEMBERED = 1000


class SqliteTransaction:
    """For one action at a time."""

    def __init__(self, connection: apsw.Connection, now: Timestamp) -> None:
        self._connection = connection
        self._scripts = 0
        self._looked: dict[tuple[object, ...], Any] = {}
        self.now = now

    @property
    def changes(self) -> int:
        """A number that moves with each row that is changed and each script that is run."""
        return self._connection.total_changes() + self._scripts

    async def one(self, sql: str, parameters: Parameters) -> Row | None:
        row: Row | None = self._connection.execute(sql, parameters).fetchone()
        return row

    async def all(self, sql: str, parameters: Parameters) -> list[Row]:
        rows: list[Row] = self._connection.execute(sql, parameters).fetchall()
        return rows

    async def run(self, sql: str, parameters: Parameters) -> int:
        self._connection.execute(sql, parameters)
        return self._connection.changes()

    async def run_each(self, sql: str, rows: Sequence[Parameters]) -> None:
        _run_each(self._connection, sql, rows)

    async def take(self, sql: str, parameters: Parameters) -> int | None:
        number: int | None = self._connection.execute(sql, {**parameters, "count": 1}).get
        return number

    async def script(self, sql: str) -> None:
        """A table is clustered by its primary key, unless `-- a heap` stands behind it."""
        self._scripts += 1
        self._connection.execute(sql.replace("\n);\n", "\n) WITHOUT ROWID;\n"))

    async def once(self, look: Callable[[Transaction, *Q], Awaitable[S]], /, *args: *Q) -> S:
        question = (look, *args)
        if question not in self._looked:
            self._looked[question] = await look(self, *args)
        found: S = self._looked[question]
        return found


class SqliteSnapshot(SqliteTransaction):
    """Several actions look at it, and whoever asks the same has the same answer."""

    async def one(self, sql: str, parameters: Parameters) -> Row | None:
        question = (sql, *parameters.items())
        if question not in self._looked:
            self._looked[question] = self._connection.execute(sql, parameters).fetchone()
        row: Row | None = self._looked[question]
        return row


class Block(msgspec.Struct):
    """The end of a sequence, of which `left` numbers were not used."""

    sql: str
    parameters: Parameters
    last: int
    left: int


class SideBySide(SqliteTransaction):
    """For so many actions, one after another, none of which minds what the others do.

    What nobody waits for is done at the end, the same statement once for the rows of all, and the first who takes from
    a sequence takes for all who may come after it.
    """

    def __init__(self, connection: apsw.Connection, now: Timestamp, actions: int) -> None:
        super().__init__(connection, now)
        self._actions = actions
        self._taken = 0
        self._block: Block | None = None
        self._ordered = 0
        self._orders: list[tuple[str, Sequence[Parameters]]] = []
        self._orders_of_all: defaultdict[tuple[str, ...], list[tuple[Sequence[Parameters], ...]]] = defaultdict(list)

    @property
    def changes(self) -> int:
        """Moves with each number that is taken and each row that is ordered, too."""
        return self._connection.total_changes() + self._scripts + self._taken + self._ordered

    async def one(self, sql: str, parameters: Parameters) -> Row | None:
        if self._orders:
            self._carry_out()
        row: Row | None = self._connection.execute(sql, parameters).fetchone()
        return row

    async def all(self, sql: str, parameters: Parameters) -> list[Row]:
        self._carry_out()
        return await super().all(sql, parameters)

    async def run(self, sql: str, parameters: Parameters) -> int:
        self._carry_out()
        return await super().run(sql, parameters)

    async def run_each(self, sql: str, rows: Sequence[Parameters]) -> None:
        self._ordered += len(rows)
        self._orders.append((sql, rows))

    async def take(self, sql: str, parameters: Parameters) -> int | None:
        self._taken += 1
        block = self._block
        if block is None or not block.left or (sql, parameters) != (block.sql, block.parameters):
            size = 1 if block else self._actions
            self._carry_out()
            self._give_back()
            last = self._connection.execute(sql, {**parameters, "count": size}).get
            if last is None:
                return None
            block = self._block = Block(sql, parameters, last, size)
        block.left -= 1
        return block.last - block.left

    def end_action(self) -> None:
        """What it has ordered can wait for what the others will order in the same order."""
        if self._orders:
            statements, rows = zip(*self._orders, strict=True)
            self._orders_of_all[statements].append(rows)
            self._orders = []

    def end(self) -> None:
        """Behind the last action. Raises what the driver raises, of whichever action it is."""
        self._give_back()
        for statements, orders in self._orders_of_all.items():
            for sql, rows in zip(statements, zip(*orders, strict=True), strict=True):
                _run_each(self._connection, sql, chain.from_iterable(rows))

    def _carry_out(self) -> None:
        """What an action has ordered before it asks for more."""
        orders, self._orders = self._orders, []
        for sql, rows in orders:
            _run_each(self._connection, sql, rows)

    def _give_back(self) -> None:
        """What nobody came for. Until then what counts the numbers that were taken is too high."""
        block, self._block = self._block, None
        if block is not None and block.left:
            self._connection.execute(block.sql, {**block.parameters, "count": -block.left}).fetchall()


def _run_each(connection: apsw.Connection, sql: str, rows: Iterable[Parameters]) -> None:
    """Values go by position, as SQLite numbers the names: to find them by name is a seventh of an INSERT.

    `itemgetter` makes a tuple of two or more.
    """
    names = names_in(sql)
    bindings = map(itemgetter(*names), rows) if len(names) > 1 else rows
    connection.executemany(sql, bindings).fetchall()  # Or one that returns something would stop at the first.


@lru_cache(maxsize=STATEMENTS_REMEMBERED)
def names_in(sql: str) -> tuple[str, ...]:
    """Of its parameters, in the order in which they first appear."""
    return tuple(dict.fromkeys(PARAMETER.findall(sql)))
