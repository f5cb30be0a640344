"""What a database file holds about guests, and whether it agrees with itself."""

from dataclasses import dataclass
from pathlib import Path

import apsw
import asyncpg

from admit.store.database import Row

REGISTRATIONS = "SELECT email_key FROM registrations"
ATTENDEES = "SELECT email_key, code, revoked_at FROM attendees"

RULES = {
    "the count is not that of the rows": """
        SELECT airmeet_id FROM airmeets a
        WHERE registration_count <> (SELECT COUNT(*) FROM registrations r WHERE r.airmeet_id = a.airmeet_id)
    """,
    "a seq is beyond the last one taken": """
        SELECT airmeet_id FROM airmeets a
        WHERE registration_seq < (SELECT MAX(seq) FROM registrations r WHERE r.airmeet_id = a.airmeet_id)
    """,
    "a seq is borne twice": """
        SELECT airmeet_id, seq FROM registrations NOT INDEXED GROUP BY airmeet_id, seq HAVING COUNT(*) > 1
    """,
    "a person is registered twice": """
        SELECT airmeet_id, LOWER(email) FROM registrations NOT INDEXED GROUP BY 1, 2 HAVING COUNT(*) > 1
    """,
    "a person is registered without an account": """
        SELECT email_key FROM registrations WHERE email_key NOT IN (SELECT email_key FROM people)
    """,
    "a code opens two doors": """
        SELECT code FROM attendees NOT INDEXED GROUP BY code HAVING COUNT(*) > 1
    """,
    "a row refers to nothing": "PRAGMA foreign_key_check",
}


@dataclass(frozen=True)
class Kept:
    """By email key: the registered, the authorized, and the code of everyone who ever was."""

    registered: frozenset[str]
    authorized: frozenset[str]
    codes: dict[str, str]


NOTHING = Kept(frozenset(), frozenset(), {})


def read(connection: apsw.Connection) -> Kept:
    attendees: list[Row] = connection.execute(ATTENDEES).fetchall()
    registrations: list[Row] = connection.execute(REGISTRATIONS).fetchall()
    return Kept(
        registered=frozenset(key for (key,) in registrations),
        authorized=frozenset(key for key, _, revoked_at in attendees if revoked_at is None),
        codes={key: code for key, code, _ in attendees},
    )


def contradictions(connection: apsw.Connection) -> list[str]:
    """Empty where the file is sound and its tables agree."""
    found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
    for contradiction, sql in RULES.items():
        found += [f"{contradiction}: {row}" for row in connection.execute(sql)]
    return found


async def look_at_postgres(url: str) -> tuple[Kept, list[str]]:
    """The same of a PostgreSQL, which checks its foreign keys and its pages by itself."""
    connection = await asyncpg.connect(url)
    try:
        attendees = [tuple(row) for row in await connection.fetch(ATTENDEES)]
        held = Kept(
            registered=frozenset(key for (key,) in await connection.fetch(REGISTRATIONS)),
            authorized=frozenset(key for key, _, revoked_at in attendees if revoked_at is None),
            codes={key: code for key, code, _ in attendees},
        )
        found = []
        for contradiction, sql in RULES.items():
            if "PRAGMA" not in sql:
                found += [f"{contradiction}: {row}" for row in await connection.fetch(sql.replace("NOT INDEXED", ""))]
        return held, found
    finally:
        await connection.close()


def look(path: Path) -> tuple[Kept, list[str]]:
    """What the file holds, and its contradictions; beside a server that runs on it, or alone."""
    connection = apsw.Connection(str(path))
    try:
        if not connection.table_exists("main", "registrations"):
            return NOTHING, []
        return read(connection), contradictions(connection)
    except (apsw.CorruptError, apsw.NotADBError) as error:
        return NOTHING, [str(error)]
    finally:
        connection.close()
