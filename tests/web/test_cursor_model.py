"""Both lists against a model of them: plain Python lists, whatever is added, archived and asked in whatever order."""

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from admit.actions import airmeets
from tests.harness import LiveServer, Query

SIZE_MAX = 500
NUMBERS = st.one_of(st.integers(-3, 30), st.integers(), st.sampled_from([2**31, 2**63 - 1, 2**63, -(2**63), 10**40]))
SIZES = st.one_of(st.integers(1, 5), st.integers(1, 10**20))
PEOPLE = st.integers(0, 30).map(lambda number: f"guest{number}@example.com")

Row = tuple[int, str]
"""A cursor, and what is listed there: an email or an airmeet's id."""


def expected(rows: list[Row], size: int, after: int | None, before: int | None) -> dict[str, Any]:
    """What the contract says of this page."""
    size = min(size, SIZE_MAX)
    if after is None and before is not None:
        found = [row for row in rows if row[0] < before][-size:]
    else:
        found = [row for row in rows if row[0] > (after or 0)][:size]
    ends = (found[0][0], found[-1][0]) if found else (0, 0)
    page_count = -(-len(rows) // size)
    return {
        "rows": [known_by for _, known_by in found],
        "cursors": {"before": ends[0], "after": ends[1], "pageCount": page_count},
    }


class Lists(RuleBasedStateMachine):
    """One community's airmeets, and the registrations of its first one."""

    def __init__(self, server: LiveServer) -> None:
        super().__init__()
        self.alice = server.community("Alice's community")
        self.airmeets: list[Row] = [(1, self.alice.airmeet_id)]
        self.airmeets_made = 1
        self.registrations: list[Row] = []
        self.numbers_taken = 0
        self.first_given: dict[str, str] = {}

    @rule(email=PEOPLE, is_shouted=st.booleans())
    def register(self, email: str, *, is_shouted: bool) -> None:
        given = email.upper() if is_shouted else email
        address = self.first_given.setdefault(email, given)
        assert self.alice.register(given).json() == {"email": address}
        if address not in [known for _, known in self.registrations]:
            self.numbers_taken += 1
            self.registrations.append((self.numbers_taken, address))

    @rule(email=PEOPLE, is_shouted=st.booleans())
    def authorize(self, email: str, *, is_shouted: bool) -> None:
        """Takes a number and moves nothing in any list; from now on the address is known as it was given here."""
        given = email.upper() if is_shouted else email
        address = self.first_given.setdefault(email, given)
        assert self.alice.authorize(given).json()["email"] == address
        assert self.alice.revoke(given).status_code == 204
        self.numbers_taken += 1

    @rule(name=st.sampled_from(["Open evening", "夜会"]))
    def new_airmeet(self, name: str) -> None:
        self.airmeets_made += 1
        self.airmeets.append((self.airmeets_made, self.alice.new_airmeet(name)))

    @rule(data=st.data())
    def archive(self, data: st.DataObject) -> None:
        if self.airmeets:
            row = data.draw(st.sampled_from(self.airmeets))
            self.alice.server.operate(airmeets.archive, row[1])
            self.airmeets.remove(row)

    @rule(size=SIZES, after=st.none() | NUMBERS, before=st.none() | NUMBERS)
    def ask(self, size: int, after: int | None, before: int | None) -> None:
        given: dict[str, int | None] = {"size": size, "after": after, "before": before}
        query = {name: value for name, value in given.items() if value is not None}
        assert self.page("registrations", query) == expected(self.registrations, size, after, before)
        assert self.page("airmeets", query) == expected(self.airmeets, size, after, before)

    @rule(size=st.integers(1, 4))
    def walk_forward(self, size: int) -> None:
        for kind, rows in self.lists():
            pages = list(self.walk(kind, {"size": size}, "after"))
            assert [row for page in pages for row in page] == [known_by for _, known_by in rows]

    @rule(size=st.integers(1, 4), start=st.just(10**40))
    def walk_backward(self, size: int, start: int) -> None:
        for kind, rows in self.lists():
            pages = list(self.walk(kind, {"size": size, "before": start}, "before"))
            assert [row for page in reversed(pages) for row in page] == [known_by for _, known_by in rows]

    @invariant()
    def the_first_page_is_as_the_model_says(self) -> None:
        for kind, rows in self.lists():
            assert self.page(kind, {}) == expected(rows, 50, None, None)

    def lists(self) -> list[tuple[str, list[Row]]]:
        return [("registrations", self.registrations), ("airmeets", self.airmeets)]

    def page(self, kind: str, query: Mapping[str, Query]) -> dict[str, Any]:
        if kind == "airmeets":
            body, known_by = self.alice.list_airmeets(None, **query), "uid"
        else:
            body, known_by = self.alice.list_registrations(None, **query), "email"
        return {"rows": [row[known_by] for row in body["data"]], "cursors": body["cursors"]}

    def walk(self, kind: str, query: Mapping[str, Query], direction: str) -> Iterator[list[str]]:
        """Page after page by the cursor of each, as clients do: until it is 0, and no more pages than there may be."""
        for _ in range(self.page(kind, query)["cursors"]["pageCount"] + 1):
            page = self.page(kind, query)
            yield page["rows"]
            query = {"size": query["size"], direction: page["cursors"][direction]}


def test_every_page_is_what_a_plain_list_would_give(server: LiveServer) -> None:
    class ListsHere(Lists):
        def __init__(self) -> None:
            super().__init__(server)

    run_state_machine_as_test(
        ListsHere,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
