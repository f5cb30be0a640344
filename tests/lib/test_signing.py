"""Signed tokens."""

import base64
import hmac
import json
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admit.lib import signing
from admit.lib.signing import BadToken, Claims, SigningKey, Unverified

OLD = SigningKey(kid="1", secret=b"o" * 32, audience="here")
NEW = SigningKey(kid="2", secret=b"n" * 32, audience="here")
ELSEWHERE = SigningKey(kid="2", secret=b"n" * 32, audience="elsewhere")
CLAIMS = Claims(access_key="key", community_id="community", issued_at=1000, expires_at=2000)
PAYLOAD = {"aud": "here", "sub": "key", "community": "community", "iat": 1000, "exp": 2000}
TOKEN = signing.sign(CLAIMS, NEW)


def forged(payload: dict[str, Any], algorithm: str = "HS256", secret: bytes = NEW.secret, kid: object = "2") -> str:
    """A token as anybody can put it together; signed with HMAC where the algorithm is one."""
    head = {"alg": algorithm, "typ": "JWT", "kid": kid}
    signed = ".".join(_encoded(json.dumps(part).encode()) for part in (head, payload))
    is_hmac = algorithm.startswith("HS")
    signature = hmac.digest(secret, signed.encode(), f"sha{algorithm[2:]}") if is_hmac else b""
    return f"{signed}.{_encoded(signature)}"


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def assert_bad(token: str, key: SigningKey = NEW) -> None:
    with pytest.raises(BadToken):
        signing.verify(token, key)


@given(
    st.builds(
        Claims,
        access_key=st.text(max_size=40),
        community_id=st.text(max_size=40),
        issued_at=st.integers(0, 2**40),
        expires_at=st.integers(-(2**40), 2**40),
    )
)
def test_claims_come_back_expired_or_not(claims: Claims) -> None:
    assert signing.verify(signing.sign(claims, NEW), NEW) == claims


def test_the_payload_is_what_the_standard_calls_it() -> None:
    assert jwt.decode(TOKEN, options={"verify_signature": False, "verify_exp": False, "verify_aud": False}) == PAYLOAD
    assert jwt.get_unverified_header(TOKEN) == {"alg": "HS256", "kid": "2", "typ": "JWT"}


def test_a_token_of_another_key_is_bad() -> None:
    token = signing.sign(CLAIMS, OLD)
    assert signing.verify(token, OLD) == CLAIMS
    assert_bad(token)
    assert_bad(token, SigningKey(kid=NEW.kid, secret=OLD.secret, audience=OLD.audience))


def test_which_keys_a_token_names_is_seen_whether_it_is_good_or_not() -> None:
    named = Unverified(kid="2", access_key="key", community_id="community")
    assert signing.peek(TOKEN) == named
    assert signing.peek(forged(PAYLOAD, secret=b"x" * 32)) == named


@pytest.mark.parametrize(
    "token",
    [
        forged(PAYLOAD | {"sub": 7}),
        forged(PAYLOAD | {"community": ["community"]}),
        forged(PAYLOAD, kid=None),
        forged({name: value for name, value in PAYLOAD.items() if name != "sub"}),
        "",
        "a.b.c",
        TOKEN.partition(".")[0],
        "é" * 100,
    ],
)
def test_what_names_no_keys_is_bad(token: str) -> None:
    with pytest.raises(BadToken):
        signing.peek(token)


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_not_one_character_may_be_another(position: int, character: str) -> None:
    changed = TOKEN[:position] + character + TOKEN[position + 1 :]
    if changed == TOKEN:
        return
    try:
        claims = signing.verify(changed, NEW)
    except BadToken:
        return
    assert (claims, position) == (CLAIMS, len(TOKEN) - 1)  # two bits of the last character are padding


def test_a_token_put_together_with_the_right_secret_is_good() -> None:
    assert signing.verify(forged(PAYLOAD), NEW) == CLAIMS


@pytest.mark.parametrize(
    "token",
    [
        forged(PAYLOAD, "none"),
        forged(PAYLOAD, "None"),
        forged(PAYLOAD, "HS512"),
        forged(PAYLOAD, secret=b"x" * 32),
        forged(PAYLOAD, kid="3"),
        forged(PAYLOAD, "RS256"),
        forged(PAYLOAD, kid=["2"]),
        forged(PAYLOAD | {"aud": "elsewhere"}),
        *(forged({name: value for name, value in PAYLOAD.items() if name != left_out}) for left_out in PAYLOAD),
        forged(PAYLOAD | {"sub": 7}),
        "",
        "a.b.c",
        "...",
        TOKEN + ".",
        TOKEN.rpartition(".")[0] + ".",
        "é" * 100,
    ],
)
def test_a_forged_token_is_bad(token: str) -> None:
    assert_bad(token)


def test_the_token_of_another_installation_is_bad_even_with_the_same_secret() -> None:
    token = signing.sign(CLAIMS, ELSEWHERE)
    assert signing.verify(token, ELSEWHERE) == CLAIMS
    assert_bad(token, NEW)
