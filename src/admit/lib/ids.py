"""New identifiers and secrets."""

import itertools
import os
import random
import re
import secrets
import uuid
from base64 import urlsafe_b64encode
from collections import defaultdict
from functools import lru_cache

import uuid_utils

from admit.lib.clock import Timestamp, to_datetime

ENTRY_CODE_BYTES = 24
TOKENS_AT_ONCE = 64
SECRET_BYTES = 32
SECRET_PREFIX = "admit_sk_"  # noqa: S105 (the prefix by which scanners recognise a leaked secret, not a secret)

_count = itertools.count(secrets.randbits(40))
_process = f"{secrets.randbits(32):08x}"
"""Drawn once: asking the system for each id would cost a registration a fortieth of its time."""

_drawn: defaultdict[int, list[bytes]] = defaultdict(list)
os.register_at_fork(after_in_child=_drawn.clear)

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def new_id() -> str:
    """A UUIDv7 (RFC 9562): rows made together lie together."""
    return str(uuid_utils.uuid7())


def new_id_at(at: Timestamp) -> str:
    """A UUIDv7 of this instant; it sorts behind those that this process made before (RFC 9562, 6.2, method 1)."""
    count = next(_count)
    return f"{_counted(at, count >> 16)}-{count & 0xFFFF:04x}{_process}"


@lru_cache(maxsize=16)
def _counted(at: Timestamp, count: int) -> str:
    return f"{earliest_id_at(at)}-7{count >> 14 & 0xFFF:03x}-{0x8000 | count & 0x3FFF:04x}"


@lru_cache(maxsize=16)
def earliest_id_at(at: Timestamp) -> str:
    """What every UUIDv7 of this instant begins with: it sorts before them, and behind all that are older."""
    digits = f"{round(to_datetime(at).timestamp() * 1000):012x}"
    return f"{digits[:8]}-{digits[8:]}"


def new_request_id() -> str:
    """128 random bits: no two are alike, and it gives nobody any right."""
    return f"{random.getrandbits(128):032x}"


def new_access_key() -> str:
    """A random UUID (version 4): it tells nobody when it was made."""
    return str(uuid.uuid4())


def new_secret() -> str:
    """256 random bits behind a prefix that secret scanners can look for."""
    return SECRET_PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def new_session() -> str:
    """256 random bits for a cookie."""
    return _token(SECRET_BYTES)


def new_invitation_code() -> str:
    """256 random bits, safe in a URL as they are."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_entry_code() -> str:
    """192 random bits, safe in a URL as they are."""
    return _token(ENTRY_CODE_BYTES)


def canonical_uuid(text: str) -> str | None:
    """The lower-case form of a UUID written with its four hyphens, or None if `text` is not one."""
    return text.lower() if _UUID.fullmatch(text) else None


def _token(size: int) -> str:
    """As secrets.token_urlsafe. The system is asked for many at once, which takes as long as for one: 5 µs."""
    drawn = _drawn[size]
    if not drawn:
        many = secrets.token_bytes(size * TOKENS_AT_ONCE)
        drawn.extend(many[at : at + size] for at in range(0, len(many), size))
    return urlsafe_b64encode(drawn.pop()).rstrip(b"=").decode()
