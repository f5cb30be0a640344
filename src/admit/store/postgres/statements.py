"""SQL as PostgreSQL has it, and as several may ask it at once."""

import re
from functools import lru_cache

import msgspec

from admit.store.database import Parameters

STATEMENTS_CACHED = 1000


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
