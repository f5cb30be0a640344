"""Signed tokens: JSON Web Tokens (RFC 7519), HS256 and nothing else."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

import jwt
import msgspec

ALGORITHM = "HS256"
REMEMBERED_MAX = 4096


class SigningKey(msgspec.Struct, frozen=True):
    """`audience` names the installation: a token is good on the one that signed it."""

    kid: str
    secret: bytes
    audience: str


class Unverified(msgspec.Struct, frozen=True):
    """Which keys a token goes by, if it is to be believed."""

    kid: str
    community_id: str = msgspec.field(name="community")
    access_key: str = msgspec.field(name="sub")


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
    signed = b".".join((_header(key.kid), _segment(payload)))
    signature = urlsafe_b64encode(hmac.digest(key.secret, signed, "sha256")).rstrip(b"=")
    return (signed + b"." + signature).decode()


@lru_cache(maxsize=REMEMBERED_MAX)
def peek(token: str) -> Unverified:
    """What a token says of the keys it goes by, by which they are looked up. Raises BadToken."""
    with _bad_token():
        kid = jwt.get_unverified_header(token)["kid"]
        payload = jwt.decode(token, options={"verify_signature": False})
        return msgspec.convert({**payload, "kid": kid}, Unverified)


@lru_cache(maxsize=REMEMBERED_MAX)
def verify(token: str, key: SigningKey) -> Claims:
    """The claims of a token whose signature holds, expired or not: the caller owns the clock.

    Whether a signature holds never changes, so the answer is remembered. Raises BadToken, which is not.
    """
    with _bad_token():
        if jwt.get_unverified_header(token)["kid"] != key.kid:
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


@contextmanager
def _bad_token() -> Iterator[None]:
    """Whatever is wrong with a token is wrong in one way."""
    try:
        yield
    except (jwt.PyJWTError, msgspec.ValidationError, KeyError, ValueError, RecursionError) as error:
        raise BadToken from error


@lru_cache(maxsize=16)
def _header(kid: str) -> bytes:
    return _segment({"alg": ALGORITHM, "kid": kid, "typ": "JWT"})


def _segment(value: Mapping[str, object]) -> bytes:
    return urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=")
