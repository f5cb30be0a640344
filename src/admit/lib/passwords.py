"""Passwords, which people choose: argon2id (RFC 9106), in threads of its own, since each takes a tenth of a second."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

hasher = PasswordHasher()
"""At the cost that RFC 9106 recommends where memory is scarce."""
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="admit-passwords")
"""Bounded, because each hash takes 64 MiB: a rush of sign-ins waits its turn."""


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_threads, hasher.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """False for no hash at all, after the same time as for a wrong password."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _matches, password, password_hash)


def _matches(password: str, password_hash: str | None) -> bool:
    try:
        hasher.verify(password_hash or _nobodys_hash(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _nobodys_hash() -> str:
    return hasher.hash("")
