"""Two PostgreSQL, one of which streams to the other: what is acknowledged is on both."""

from typing import Self
from urllib.parse import urlsplit

from tests.postgres import PostgresServer, url_of

SETTINGS = ("max_connections=60", "wal_retrieve_retry_interval=200ms")
"""With the durability that an acknowledged write rests on."""
NEEDED = "synchronous_standby_names"
AWAIT_REPLICA = """
DO $$
DECLARE written PG_LSN := pg_current_wal_flush_lsn();
BEGIN
    WHILE NOT EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync' AND flush_lsn >= written) LOOP
        PERFORM pg_sleep(0.01);
        PERFORM pg_stat_clear_snapshot();
    END LOOP;
END $$
"""


class Pair:
    """A primary and its synchronous replica, which change places."""

    def __init__(self) -> None:
        self.primary = PostgresServer(*SETTINGS)
        self.replica = PostgresServer(*SETTINGS, replica_of=self.primary)
        self._both = (self.primary, self.replica)
        self._acknowledge_together()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._both:
            server.__exit__()

    def new_database(self) -> str:
        """The URL of an empty one, which names both."""
        return url_of(self._both, _name(self.primary.new_database()))

    def url_of_primary(self, url: str) -> str:
        """The same database, on the one that is the primary now."""
        return self.primary.url(_name(url))

    def fail_over(self) -> None:
        """The primary is killed, and the replica takes its place: alone, it must not wait for another."""
        self.primary.kill()
        self.replica.set(NEEDED, "")
        self.replica.promote()
        self.primary, self.replica = self.replica, self.primary

    def rejoin(self) -> None:
        """The one that was killed, as the replica of the other."""
        self.replica.remake(self.primary)
        self._acknowledge_together()

    def _acknowledge_together(self) -> None:
        """From here on, and all that was acknowledged before is on both as well."""
        self.primary.set(NEEDED, "*")
        self.primary.psql(self.primary.url("postgres"), AWAIT_REPLICA)


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
