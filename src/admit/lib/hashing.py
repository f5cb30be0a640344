"""Digests of random secrets."""

import hashlib
import hmac

NO_DIGEST = "0" * 64
"""Of no secret that anybody has: what a secret is compared with where there is none."""


def digest(secret: str) -> str:
    """SHA-256 in hex. Enough for 256 random bits; never for a password, which people choose."""
    return digest_bytes(secret.encode("utf-8", "surrogatepass"))


def digest_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def matches(secret: str, *expected_digests: str) -> bool:
    """Whether one of them is the secret's. Each is compared, in constant time, so that nobody learns which."""
    given = digest(secret)
    return any([hmac.compare_digest(given, each) for each in expected_digests])  # noqa: C419 (all of them, not up to the one that fits)
