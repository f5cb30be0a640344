"""The URL of a database that several hosts have, taken apart."""

import pytest

from admit.lib.hosts import each_host


@pytest.mark.parametrize(
    "url, each",
    [
        ("postgresql://u:p@one/name", ["postgresql://u:p@one/name"]),
        (
            "postgresql://u:p@one,two:5433,[::1]:5434/name?sslmode=require",
            [f"postgresql://u:p@{place}/name?sslmode=require" for place in ("one", "two:5433", "[::1]:5434")],
        ),
        (
            "postgresql:///name?host=/a,/b&port=5432,5433&user=u",
            [f"postgresql:///name?user=u&host=%2F{place}" for place in ("a&port=5432", "b&port=5433")],
        ),
        (
            "postgresql://u@/name?host=one,two&port=5433",
            [f"postgresql://u@/name?host={place}&port=5433" for place in ("one", "two")],
        ),
        ("postgresql:///name?host=/a", ["postgresql:///name?host=%2Fa&port=5432"]),
        ("postgresql:///name?port=5433", ["postgresql:///name?port=5433"]),
        ("postgresql:///name", ["postgresql:///name"]),
    ],
)
def test_several_hosts_are_taken_one_by_one(url: str, each: list[str]) -> None:
    assert each_host(url) == each
