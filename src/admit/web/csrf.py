"""Proof that a form was given to the browser that sends it: a token derived from a secret in that browser's cookie."""

import hmac

from admit.lib import hashing
from admit.model.errors import FormStale

FIELD = "csrf"


def token(secret: str) -> str:
    return hashing.digest(f"form {secret}")


def require(given: str, secret: str | None) -> None:
    """Raises FormStale unless `given` was derived from this browser's secret."""
    if secret is None or not hmac.compare_digest(given.encode(), token(secret).encode()):
        raise FormStale
