"""SQL as PostgreSQL has it, and as several may ask it at once."""

import re
from functools import lru_cache, partial

import msgspec

from admit.store.database import Parameters

STATEMENTS_CACHED = 1000
PARAMETER = re.compile(r"\$(\d+)")


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

    text = re.sub(r"(?<!:):([a-z_]\w*)", numbered, sql).strip()
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
        numbers = [int(number) for number in PARAMETER.findall(statement)]
        parts.append(PARAMETER.sub(partial(_moved, by=count), statement))
        count += max(numbers)
    *others, last = parts
    return f"WITH {', '.join(f'part_{number} AS ({part})' for number, part in enumerate(others))} {last}"


def _moved(parameter: re.Match[str], by: int) -> str:
    return f"${int(parameter[1]) + by}"
