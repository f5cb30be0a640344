"""Digests of random secrets."""

import hashlib
import hmac


def digest(secret: str) -> str:
    """SHA-256 in hex. Enough for 256 random bits; never for a password, which people choose."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def matches(secret: str, expected_digest: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(digest(secret), expected_digest)
