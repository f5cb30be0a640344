"""The token that calls carry, in memory and, if asked for, in a file."""

import os
import tempfile
from datetime import timedelta
from pathlib import Path

import msgspec

from admit.lib.clock import Timestamp, to_datetime

LIFETIME = timedelta(days=29)
"""A day less than the server gives, so that none expires under a call."""
YOUNG = timedelta(minutes=1)


class Token(msgspec.Struct, frozen=True, rename="camel"):
    """`url` and `access_key` say what it is good for."""

    url: str
    access_key: str
    value: str
    obtained_at: Timestamp

    def __repr__(self) -> str:
        return f"Token(url={self.url!r}, access_key={self.access_key!r}, value='…', obtained_at={self.obtained_at!r})"

    def is_good(self, now: Timestamp) -> bool:
        return timedelta(0) <= self._age(now) < LIFETIME

    def is_young(self, now: Timestamp) -> bool:
        """So new that it can hardly be what is wrong with a call."""
        return timedelta(0) <= self._age(now) < YOUNG

    def _age(self, now: Timestamp) -> timedelta:
        return to_datetime(now) - to_datetime(self.obtained_at)


def load(path: Path, *, url: str, access_key: str) -> Token | None:
    """What was saved for this URL and key. A file that is gone, or not one of ours, counts as none."""
    try:
        token = msgspec.json.decode(path.read_bytes(), type=Token)
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return token if (token.url, token.access_key) == (url, access_key) else None


def save(path: Path, token: Token) -> None:
    write_private(path, msgspec.json.encode(token))


def write_private(path: Path, content: bytes) -> None:
    """Readable by its owner alone from the first byte on; whoever reads meanwhile sees the old content or the new."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
