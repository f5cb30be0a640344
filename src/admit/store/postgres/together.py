"""Actions side by side on one connection.

Each goes on until it asks something. Then what all of them ask is sent, whatever is the same statement in one round
trip, and each goes on with its answer: twenty registrations take the round trips of one.
"""

import re
from collections.abc import Awaitable, Callable, Generator, Hashable, Sequence
from typing import Any, Generic

from admit.lib.clock import Timestamp
from admit.store.database import Parameters, Q, Row, S, Transaction
from admit.store.groups import R, Run
from admit.store.postgres.connections import Connection, types_of
from admit.store.postgres.statements import Statement, as_one, asked_by_many, of_many, translate

Rows = list[Row]
Order = tuple[str, list[list[object]]]
"""A statement whose answer nobody waits for, and the values of each time that it is to be run."""
MANY = 3
"""From how many on one statement for all of them takes less than the same one for each."""
Askers = list[tuple[int, Any]]
"""Questions of one kind, each by the number that the rows of its answer end with."""


class Question:
    """What suspends an action until whoever drives it has the answer."""

    key: Hashable
    """The same for all that can be sent together."""

    def __await__(self) -> Generator["Question", Rows, Rows]:
        return (yield self)

    async def send(self, connection: Connection, askers: Askers) -> dict[int, Rows]:
        """The answers to all of `askers`, whose keys are this one's."""
        raise NotImplementedError


class Look(Question):
    """A statement that changes nothing: whoever looks for the same sees the same."""

    def __init__(self, statement: Statement, values: list[object]) -> None:
        self.key = statement.answered
        self.values = tuple(values)
        self._statement = statement

    async def send(self, connection: Connection, askers: Askers) -> dict[int, Rows]:
        first = {look.values: number for number, look in askers}
        found: dict[int, Rows] = {number: [] for number in first.values()}
        for row in await self._ask(connection, [(*values, number) for values, number in first.items()]):
            found[row[-1]].append(row[:-1])
        return {number: found[first[look.values]] for number, look in askers}

    async def _ask(self, connection: Connection, asked: list[tuple[object, ...]]) -> list[Any]:
        if len(asked) >= MANY:
            types = await types_of(connection, self._statement.plain)
            by_many = asked_by_many(self._statement, types)
            if by_many is not None:
                return await connection.fetch(by_many, *zip(*asked, strict=True))
        return await connection.fetchmany(self._statement.answered, asked)


class Change(Question):
    """A statement that changes rows, and returns each of them."""

    def __init__(self, statement: Statement, values: list[object]) -> None:
        self.key = statement.answered
        self.values = values

    async def send(self, connection: Connection, askers: Askers) -> dict[int, Rows]:
        changed: dict[int, Rows] = {number: [] for number, _ in askers}
        values = [(*change.values, number) for number, change in askers]
        for row in await connection.fetchmany(str(self.key), values):
            changed[row[-1]].append(row[:-1])
        return changed


class Take(Question):
    """A statement that takes as many numbers of a sequence as there are who ask for one."""

    def __init__(self, statement: Statement, parameters: Parameters) -> None:
        self.key = (statement.plain, *parameters.items())
        self._statement = statement
        self._parameters = parameters

    async def send(self, connection: Connection, askers: Askers) -> dict[int, Rows]:
        values = self._statement.values({**self._parameters, "count": len(askers)})
        rows = await connection.fetch(self._statement.plain, *values)
        before = rows[0][0] - len(askers) if rows else None
        return {
            number: [] if before is None else [(before + place,)] for place, (number, _) in enumerate(askers, start=1)
        }


class Script(Question):
    """Several statements without values, for one alone."""

    def __init__(self, sql: str) -> None:
        self.key = self
        self._sql = sql

    async def send(self, connection: Connection, askers: Askers) -> dict[int, Rows]:
        await connection.execute(self._sql)
        return {number: [] for number, _ in askers}


class AskingTransaction:
    """Awaiting it suspends the action until whoever drives it has the answer."""

    def __init__(self, now: Timestamp) -> None:
        self.now = now
        self.changes = 0
        """A number that has moved if anything may have changed."""
        self.orders: list[Order] = []
        """What is to be done before the next question is asked, and before the end."""

    async def one(self, sql: str, parameters: Parameters) -> Row | None:
        rows = await self.all(sql, parameters)
        return rows[0] if rows else None

    async def all(self, sql: str, parameters: Parameters) -> Rows:
        statement = translate(sql)
        values = statement.values(parameters)
        if statement.is_read:
            return await Look(statement, values)
        rows = await Change(statement, values)
        self.changes += len(rows)
        return rows

    async def run(self, sql: str, parameters: Parameters) -> int:
        return len(await self.all(sql, parameters))

    async def run_each(self, sql: str, rows: Sequence[Parameters]) -> None:
        if rows:
            statement = translate(sql)
            self.changes += len(rows)
            self.orders.append((statement.plain, [statement.values(row) for row in rows]))

    async def take(self, sql: str, parameters: Parameters) -> int | None:
        rows = await Take(translate(sql), parameters)
        self.changes += len(rows)
        return rows[0][0] if rows else None

    async def script(self, sql: str) -> None:
        """Text sorts by its bytes, as on SQLite and whatever the database's own collation."""
        self.changes += 1
        await Script(re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', sql))

    async def once(self, look: Callable[[Transaction, *Q], Awaitable[S]], /, *args: *Q) -> S:
        """Those who look at the same time are asked for together as it is."""
        return await look(self, *args)


class Side(Generic[R]):
    """One action on its way, and what came of it."""

    def __init__(self, run: Run[R], now: Timestamp) -> None:
        self._tx = AskingTransaction(now)
        self._steps = self._act(run).__await__()
        self.value: R
        self.error: Exception | None = None

    @property
    def has_changed(self) -> bool:
        return self._tx.changes > 0

    def go_on(self, rows: Rows | None) -> Question | None:
        """What it asks next, given the answer to what it asked before; None once it has come to its end."""
        try:
            asked = self._steps.send(rows)
        except StopIteration as done:
            self.value = done.value
        except Exception as error:  # noqa: BLE001 (whatever it is, it is for the one whose action this is)
            self.error = error
        else:
            if isinstance(asked, Question):
                return asked
            self.error = RuntimeError("An action awaited something other than its transaction.")
        return None

    def take_orders(self) -> list[Order]:
        """What it has ordered meanwhile, as few statements."""
        orders, self._tx.orders = self._tx.orders, []
        if len(orders) > 1 and all(len(rows) == 1 for _, rows in orders):
            one = as_one(tuple(sql for sql, _ in orders))
            if one is not None:
                return [(one, [[value for _, [values] in orders for value in values]])]
        return orders

    def result(self) -> R:
        """Raises what the action did."""
        if self.error is not None:
            raise self.error
        return self.value

    def give_up(self) -> None:
        self._steps.close()

    async def _act(self, run: Run[R]) -> R:
        return await run(self._tx)


async def run_all(
    connection: Connection, runs: Sequence[Run[Any]], now: Timestamp, on_busy: Callable[[], None] | None = None
) -> list[Side[Any]]:
    """Raises what the driver does, and then nothing is to be thought of any of them.

    `on_busy` is called when the database gets orders, which take it longer than any question.
    """
    sides = [Side(run, now) for run in runs]
    try:
        answers: dict[int, Rows | None] = dict.fromkeys(range(len(sides)))
        while answers:
            questions = _questions(sides, answers)
            orders = _orders([sides[number] for number in answers])
            if orders and on_busy is not None:
                on_busy()
            for sql, rows in orders:
                await _order(connection, sql, rows)
            answers = {}
            for askers in questions:
                answers.update(await askers[0][1].send(connection, askers))
    except BaseException:
        for side in sides:
            side.give_up()
        raise
    return sides


async def _order(connection: Connection, sql: str, rows: list[list[object]]) -> None:
    if len(rows) >= MANY:
        all_at_once = of_many(sql, await types_of(connection, sql))
        if all_at_once is not None:
            await connection.execute(all_at_once, *zip(*rows, strict=True))
            return
    await connection.executemany(sql, rows)


def _questions(sides: list[Side[Any]], answers: dict[int, Rows | None]) -> list[Askers]:
    """What is asked next, given the answers to what was asked before; each list can be sent together."""
    questions: dict[Hashable, Askers] = {}
    for number, rows in answers.items():
        question = sides[number].go_on(rows)
        if question is not None:
            questions.setdefault(question.key, []).append((number, question))
    return list(questions.values())


def _orders(sides: list[Side[Any]]) -> list[Order]:
    """Those of each one in its order, and what all of them order together."""
    together: dict[str, list[list[object]]] = {}
    apart = []
    for side in sides:
        orders = side.take_orders()
        if len(orders) == 1:
            [(sql, rows)] = orders
            together.setdefault(sql, []).extend(rows)
        else:
            apart += orders
    return [*together.items(), *apart]
