"""SQL as PostgreSQL has it, and as several may ask it at once."""

import re
from functools import lru_cache, partial

import msgspec

from admit.store.database import PARAMETER, Parameters

STATEMENTS_CACHED = 1000
NUMBERED = re.compile(r"\$(\d+)")
ROW = re.compile(r"\bVALUES \(([^()]*)\)")


class Statement(msgspec.Struct, frozen=True):
    """`answered` returns rows that end with one more parameter than `plain` has: the number of whoever asked."""

    plain: str
    answered: str
    names: tuple[str, ...]
    """Of the parameters $1, $2 and so on."""
    is_read: bool

    def values(self, parameters: Parameters) -> list[object]:
        """Text with a NUL, which PostgreSQL cannot hold nor compare, is looked for as what nobody has."""
        values = [parameters[name] for name in self.names]
        if self.is_read:
            return [value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in values]
        return values


@lru_cache(maxsize=STATEMENTS_CACHED)
def translate(sql: str) -> Statement:
    """LOWER is for every alphabet, which the "C" collation of the columns does not know."""
    names: list[str] = []

    def numbered(parameter: re.Match[str]) -> str:
        if parameter[1] not in names:
            names.append(parameter[1])
        return f"${names.index(parameter[1]) + 1}"

    text = PARAMETER.sub(numbered, sql).strip()
    text = re.sub(r"\bLOWER\((\w+)\)", r'LOWER(\1 COLLATE "und-x-icu")', text)
    asker = f"${len(names) + 1}::int"
    is_read = text.startswith(("SELECT", "WITH"))
    if is_read:
        answered = f"SELECT answer.*, {asker} FROM ({text}) AS answer"
    elif re.search(r"\bRETURNING\b", text):
        answered = f"{text}, {asker}"
    else:
        answered = f"{text} RETURNING {asker}"
    return Statement(text, answered, tuple(names), is_read=is_read)


@lru_cache(maxsize=STATEMENTS_CACHED)
def as_one(statements: tuple[str, ...]) -> str | None:
    """One statement that does what all of them do, given the values of the first one, then of the second, and so on.

    None unless each adds to a table of its own, so that none can tell whether the others were run before it.
    """
    tables = [re.match(r"INSERT INTO (\w+)", statement) for statement in statements]
    if len({table[1] for table in tables if table}) < len(statements):
        return None
    parts: list[str] = []
    count = 0
    for statement in statements:
        numbers = [int(number) for number in NUMBERED.findall(statement)]
        parts.append(NUMBERED.sub(partial(_moved, by=count), statement))
        count += max(numbers)
    *others, last = parts
    return f"WITH {', '.join(f'part_{number} AS ({part})' for number, part in enumerate(others))} {last}"


@lru_cache(maxsize=STATEMENTS_CACHED)
def asked_by_many(statement: Statement, types: tuple[str, ...]) -> str | None:
    """The same as `answered`, given a list of the values of each parameter and one of the numbers of who asks.

    None for one whose LIMIT is a parameter, which PostgreSQL takes from no row. OFFSET 0 keeps it from being planned as
    one join of whole tables: it runs once for each who asks, as it would by itself.
    """
    if re.search(r"\bLIMIT \$", statement.plain):
        return None
    given = [f"${number}::{kind}[]" for number, kind in enumerate((*types, "int"), start=1)]
    columns = [*(f"p{number}" for number in range(1, len(types) + 1)), "number"]
    asked = f"unnest({', '.join(given)}) AS asked ({', '.join(columns)})"
    one = NUMBERED.sub(r"asked.p\1", statement.plain)
    return f"SELECT answer.*, asked.number FROM {asked} CROSS JOIN LATERAL ({one} OFFSET 0) AS answer"


@lru_cache(maxsize=STATEMENTS_CACHED)
def of_many(sql: str, types: tuple[str, ...]) -> str | None:
    """A statement that adds what `sql` adds for each of many, given a list of the values of each of its parameters.

    None for one that does something else, too, and for one that cannot meet the same row twice.
    """

    def rows(values: re.Match[str]) -> str:
        numbers = sorted({int(number) for number in NUMBERED.findall(values[1])})
        columns = ", ".join(f"p{number}" for number in numbers)
        lists = ", ".join(f"${number}::{types[number - 1]}[]" for number in numbers)
        each = NUMBERED.sub(r"p\1", values[1])
        return f"SELECT {each} FROM unnest({lists}) AS given ({columns})"

    only_adds = len(ROW.findall(sql)) == sql.count("INSERT INTO ") and "DO UPDATE" not in sql
    return ROW.sub(rows, sql) if only_adds and not NUMBERED.search(ROW.sub("", sql)) else None


def _moved(parameter: re.Match[str], by: int) -> str:
    return f"${int(parameter[1]) + by}"
