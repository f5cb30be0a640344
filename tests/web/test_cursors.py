"""Cursors of both lists: what a page holds, and that a walk through the list skips nothing and repeats nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.harness import Integration, Query

PEOPLE = 7


def person(number: int) -> str:
    return f"guest{number}@example.com"


@pytest.fixture(params=["registrations", "airmeets"])
def path(request: pytest.FixtureRequest, alice: Integration) -> str:
    """A list of seven rows, whose cursors are 1 to 7."""
    for number in range(1, PEOPLE + 1):
        if request.param == "registrations":
            alice.register(person(number))
        elif number > 1:
            alice.new_airmeet(f"Evening {number}")
    return (
        f"/api/v1/airmeet/{alice.airmeet_id}/registrations" if request.param == "registrations" else "/api/v1/airmeets"
    )


def page(integration: Integration, path: str, **query: Query) -> tuple[list[Any], tuple[int, int, int]]:
    """What each row is known by, and before, after and pageCount."""
    body = integration.get(path, **query).json()
    assert set(body) == {"data", "cursors"}
    assert set(body["cursors"]) == {"before", "after", "pageCount"}
    cursors = body["cursors"]
    rows = [row.get("uid") or row["email"] for row in body["data"]]
    return rows, (cursors["before"], cursors["after"], cursors["pageCount"])


class TestPage:
    @pytest.mark.parametrize(
        "query, seqs, page_count",
        [
            ({}, [1, 2, 3, 4, 5, 6, 7], 1),
            ({"size": 3}, [1, 2, 3], 3),
            ({"size": 7}, [1, 2, 3, 4, 5, 6, 7], 1),
            ({"size": 1}, [1], 7),
            ({"size": "0003"}, [1, 2, 3], 3),
            ({"size": 3, "after": 0}, [1, 2, 3], 3),
            ({"size": 3, "after": -5}, [1, 2, 3], 3),
            ({"size": 3, "after": "-0"}, [1, 2, 3], 3),
            ({"size": 3, "after": "-" + "9" * 5000}, [1, 2, 3], 3),
            ({"size": 3, "after": 2}, [3, 4, 5], 3),
            ({"size": 3, "after": "0000000000000000000000002"}, [3, 4, 5], 3),
            ({"size": 3, "after": 5}, [6, 7], 3),
            ({"size": 3, "after": 7}, [], 3),
            ({"size": 3, "after": 100}, [], 3),
            ({"size": 3, "after": 2**63 - 1}, [], 3),
            ({"size": 3, "after": 2**64}, [], 3),
            ({"size": 3, "after": "9" * 5000}, [], 3),
            ({"size": 3, "before": 6}, [3, 4, 5], 3),
            ({"size": 3, "before": 3}, [1, 2], 3),
            ({"size": 3, "before": 1}, [], 3),
            ({"size": 3, "before": 0}, [], 3),
            ({"size": 3, "before": -5}, [], 3),
            ({"size": 3, "before": "-" + "9" * 5000}, [], 3),
            ({"size": 3, "before": 8}, [5, 6, 7], 3),
            ({"size": 3, "before": 2**64}, [5, 6, 7], 3),
            ({"size": 3, "before": "9" * 5000}, [5, 6, 7], 3),
            ({"size": 3, "after": 2, "before": 3}, [3, 4, 5], 3),
            ({"size": 3, "after": 0, "before": 1}, [1, 2, 3], 3),
            ({"size": 3, "after": 2, "before": "nonsense"}, [3, 4, 5], 3),
            ({"size": 3, "after": 2, "before": ""}, [3, 4, 5], 3),
        ],
        ids=lambda value: str(value)[:40],
    )
    def test_it_holds_these_rows(
        self, alice: Integration, path: str, query: dict[str, Query], seqs: list[int], page_count: int
    ) -> None:
        every, _ = page(alice, path)
        rows = [every[seq - 1] for seq in seqs]
        ends = (seqs[0], seqs[-1]) if seqs else (0, 0)
        assert page(alice, path, **query) == (rows, (*ends, page_count))

    @pytest.mark.parametrize("query", [{}, {"size": 1}, {"after": 0}, {"after": 9}, {"before": 9}, {"size": 10**30}])
    def test_of_an_empty_list_it_is_empty_and_its_cursors_are_0(
        self, alice: Integration, query: dict[str, Query]
    ) -> None:
        empty = {"data": [], "cursors": {"before": 0, "after": 0, "pageCount": 0}}
        assert alice.list_registrations(None, **query) == empty


class TestSize:
    @pytest.fixture
    def crowd(self, alice: Integration) -> Integration:
        with ThreadPoolExecutor(8) as callers:
            answers = list(callers.map(alice.register, (person(number) for number in range(501))))
        assert {answer.status_code for answer in answers} == {200}
        return alice

    def test_it_is_50_if_not_given_and_500_at_the_most(self, crowd: Integration) -> None:
        asked: list[dict[str, Query]] = [{}, {"size": 499}, {"size": 500}, {"size": 501}, {"size": 10**30}]
        answers = [crowd.list_registrations(None, **query) for query in asked]
        assert [len(answer["data"]) for answer in answers] == [50, 499, 500, 500, 500]
        assert [answer["cursors"]["pageCount"] for answer in answers] == [11, 2, 2, 2, 2]


class TestWriters:
    """While some write, others page: cursor order is commit order."""

    WRITERS = 8
    EACH = 40

    def test_who_polls_for_news_skips_nobody_and_meets_nobody_twice(self, alice: Integration) -> None:
        done = threading.Event()

        def write(writer: int) -> list[str]:
            emails = [person(writer * 1000 + number) for number in range(self.EACH)]
            for email in emails:
                assert alice.register(email).status_code == 200
            return emails

        def poll(size: int) -> list[str]:
            met: list[str] = []
            after = 0
            while True:
                is_last = done.is_set()
                body = alice.list_registrations(after=after, size=size)
                met += [row["email"] for row in body["data"]]
                after = body["cursors"]["after"] or after
                if is_last and not body["data"]:
                    return met

        with ThreadPoolExecutor(self.WRITERS + 2) as callers:
            readers = [callers.submit(poll, size) for size in (3, 500)]
            writers = [callers.submit(write, writer) for writer in range(self.WRITERS)]
            try:
                written = [writer.result() for writer in writers]
            finally:
                done.set()
            met = [reader.result() for reader in readers]
        listed = [row["email"] for row in alice.list_registrations(size=500)["data"]]
        assert met == [listed, listed]
        assert sorted(listed) == sorted(email for emails in written for email in emails)
        for emails in written:
            assert [email for email in listed if email in emails] == emails

    def test_one_person_however_many_register_them_at_once(self, alice: Integration) -> None:
        spellings = [person(1) if number % 2 else person(1).upper() for number in range(24)]
        with ThreadPoolExecutor(24) as callers:
            answers = list(callers.map(alice.register, spellings))
        assert {answer.status_code for answer in answers} == {200}
        [row] = alice.list_registrations()["data"]
        assert {answer.json()["email"] for answer in answers} == {row["email"]}
        assert alice.list_registrations()["cursors"] == {"before": 1, "after": 1, "pageCount": 1}
        alice.register(person(2))
        assert alice.list_registrations(after=1)["cursors"] == {"before": 2, "after": 2, "pageCount": 1}

    def test_one_link_however_many_authorize_a_person_at_once(self, alice: Integration) -> None:
        with ThreadPoolExecutor(24) as callers:
            answers = list(callers.map(alice.authorize, [person(1)] * 24))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.json()["entryLink"] for answer in answers}) == 1

    def test_one_of_many_revokes_at_once_is_told_204(self, alice: Integration) -> None:
        alice.authorize(person(1))
        with ThreadPoolExecutor(24) as callers:
            answers = list(callers.map(alice.revoke, [person(1)] * 24))
        assert sorted(answer.status_code for answer in answers) == [204, *[404] * 23]
