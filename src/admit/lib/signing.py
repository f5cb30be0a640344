"""Signed tokens: JSON Web Tokens (RFC 7519), HS256 and nothing else."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache

import jwt
import msgspec

ALGORITHM = "HS256"
VERIFIED_MAX = 4096


class SigningKey(msgspec.Struct, frozen=True):
    """`audience` names the installation: a token is good on the one that signed it."""

    kid: str
    secret: bytes
    audience: str


class Claims(msgspec.Struct, frozen=True):
    """What a token says once its signature holds. Times are seconds since 1970."""

    access_key: str
    community_id: str
    issued_at: int
    expires_at: int


class BadToken(Exception):
    """Not a token that one of the keys signed for this installation."""


def sign(claims: Claims, key: SigningKey) -> str:
    """In compact serialization (RFC 7515, section 3.1). PyJWT, which verifies it, takes four times as long to sign."""
    payload = {
        "aud": key.audience,
        "sub": claims.access_key,
        "community": claims.community_id,
        "iat": claims.issued_at,
        "exp": claims.expires_at,
    }
    signed = b".".join((_segment({"alg": ALGORITHM, "kid": key.kid, "typ": "JWT"}), _segment(payload)))
    signature = urlsafe_b64encode(hmac.digest(key.secret, signed, "sha256")).rstrip(b"=")
    return (signed + b"." + signature).decode()


@lru_cache(maxsize=VERIFIED_MAX)
def verify(token: str, keys: tuple[SigningKey, ...]) -> Claims:
    """The claims of a token whose signature holds, expired or not: the caller owns the clock.

    Whether a signature holds never changes, so the answer is remembered. Raises BadToken, which is not.
    """
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = next((key for key in keys if key.kid == kid), None)
        if key is None:
            raise BadToken
        payload = jwt.decode(
            token,
            key.secret,
            algorithms=[ALGORITHM],
            audience=key.audience,
            options={"require": ["aud", "sub", "iat", "exp"], "verify_exp": False, "verify_iat": False},
        )
        return Claims(
            access_key=payload["sub"],
            community_id=payload["community"],
            issued_at=payload["iat"],
            expires_at=payload["exp"],
        )
    except (jwt.PyJWTError, KeyError, ValueError, RecursionError) as error:
        raise BadToken from error


def _segment(value: Mapping[str, object]) -> bytes:
    return urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=")
