"""Digests of secrets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admit.lib import hashing

ANY_TEXT = st.text(st.characters())


def test_a_digest_is_sha_256_in_hex() -> None:
    assert hashing.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(ANY_TEXT, ANY_TEXT)
def test_only_the_secret_itself_matches(secret: str, other: str) -> None:
    digest = hashing.digest(secret)
    assert hashing.matches(secret, digest)
    assert hashing.matches(other, digest) == (other == secret)


@pytest.mark.parametrize("secret", ["", "\udcff", "ключ"])
def test_whatever_a_header_may_hold_can_be_compared(secret: str) -> None:
    assert not hashing.matches(secret, "0" * 64)
