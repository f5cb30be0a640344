"""What every engine offers: consistent reads, and writes that are answered when they are on disk."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, TypeVarTuple

from admit.lib.clock import Timestamp

P = ParamSpec("P")
Q = TypeVarTuple("Q")
R = TypeVar("R")
S = TypeVar("S")

Row = tuple[Any, ...]
Parameters = Mapping[str, object]
PARAMETER = re.compile(r"(?<!:):([a-z_]\w*)")


class CannotOpen(Exception):
    """There is no usable database where the settings say. The sentence says why."""


class Transaction(Protocol):
    """One consistent view of the data. SQL names its parameters `:name`; `now` does not move."""

    now: Timestamp

    async def one(self, sql: str, parameters: Parameters) -> Row | None:
        """The first row, or None."""
        ...

    async def all(self, sql: str, parameters: Parameters) -> list[Row]: ...

    async def run(self, sql: str, parameters: Parameters) -> int:
        """The number of rows that the statement changed."""
        ...

    async def run_each(self, sql: str, rows: Sequence[Parameters]) -> None:
        """The statement once for each of `rows`, without waiting for one answer after another."""
        ...

    async def take(self, sql: str, parameters: Parameters) -> int | None:
        """A number of a sequence, by a statement that takes `:count` of them and returns the last; None if none.

        Those who take from the same sequence at the same time may have theirs from one run of the statement.
        """
        ...

    async def script(self, sql: str) -> None:
        """Several statements without parameters: a migration."""
        ...

    async def once(self, look: "Callable[[Transaction, *Q], Awaitable[S]]", /, *args: *Q) -> S:
        """What `look` answers, which others may have asked in the same transaction: as of some time since it began."""
        ...


Action = Callable[Concatenate[Transaction, P], Awaitable[R]]


class Database(Protocol):
    """Actions await nothing but their transaction. Raises DatabaseUnavailable when nothing could be done."""

    async def read(self, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The action's answer out of one snapshot."""
        ...

    async def write(self, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The action's answer once its change is durable. An action that raises leaves nothing behind."""
        ...

    async def write_about(self, person: str, action: Action[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for an action that neither looks at nor changes anything of another person's than that one's.

        Such actions about several people may be run side by side, and in whatever order.
        """
        ...

    async def close(self) -> None:
        """Finish every write that was accepted, then let go of the data."""
        ...
