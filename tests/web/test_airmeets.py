"""GET /api/v1/airmeets: the community's events, as its integrations see them."""

import pytest

from admit.actions import airmeets
from admit.model.airmeets import Status
from tests.harness import Integration


def uids(integration: Integration, token: str | None = None) -> list[str]:
    return [row["uid"] for row in integration.list_airmeets(token)["data"]]


class TestRow:
    def test_it_has_exactly_these_members(self, alice: Integration) -> None:
        answer = alice.get("/api/v1/airmeets")
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json() == {
            "data": [
                {
                    "uid": alice.airmeet_id,
                    "name": "Open evening",
                    "status": "CREATED",
                    "timezone": "Europe/London",
                    "startTime": "2026-12-10T18:00:00.000Z",
                    "endTime": "2026-12-10T20:00:00.000Z",
                }
            ],
            "cursors": {"before": 1, "after": 1, "pageCount": 1},
        }

    @pytest.mark.parametrize(
        "path",
        [
            *([], [Status.ONGOING], [Status.ONGOING, Status.PAUSED], [Status.FINISHED]),
            [Status.ONGOING, Status.PAUSED, Status.ONGOING, Status.FINISHED],
        ],
    )
    def test_its_status_is_where_the_event_has_come_to(self, alice: Integration, path: list[Status]) -> None:
        for status in path:
            alice.server.operate(airmeets.change_status, alice.airmeet_id, status)
        assert [row["status"] for row in alice.list_airmeets()["data"]] == [path[-1].value if path else "CREATED"]

    def test_its_name_may_be_in_any_script(self, alice: Integration) -> None:
        alice.new_airmeet("<b>夜会</b> & «soirée» 🎟")
        assert [row["name"] for row in alice.list_airmeets()["data"]] == ["Open evening", "<b>夜会</b> & «soirée» 🎟"]


class TestList:
    def test_it_is_in_the_order_of_creation_oldest_first(self, alice: Integration) -> None:
        created = [alice.airmeet_id, *(alice.new_airmeet(name) for name in ("b", "a", "c"))]
        assert uids(alice) == created

    def test_it_leaves_archived_ones_out(self, alice: Integration) -> None:
        archived, kept = alice.new_airmeet("Archived"), alice.new_airmeet("Kept")
        assert uids(alice) == [alice.airmeet_id, archived, kept]
        for _ in range(2):
            alice.server.operate(airmeets.archive, archived)
        assert uids(alice) == [alice.airmeet_id, kept]
        assert alice.list_airmeets(size=1)["cursors"] == {"before": 1, "after": 1, "pageCount": 2}

    def test_it_is_empty_once_all_are_archived(self, alice: Integration) -> None:
        alice.server.operate(airmeets.archive, alice.airmeet_id)
        assert alice.list_airmeets() == {"data": [], "cursors": {"before": 0, "after": 0, "pageCount": 0}}

    def test_an_archived_airmeet_still_answers_to_its_id(self, alice: Integration) -> None:
        alice.register("ada@example.com")
        alice.server.operate(airmeets.archive, alice.airmeet_id)
        assert [row["email"] for row in alice.list_registrations()["data"]] == ["ada@example.com"]

    def test_it_shows_nothing_of_another_community(self, alice: Integration, charlie: Integration) -> None:
        assert (uids(alice), uids(charlie)) == ([alice.airmeet_id], [charlie.airmeet_id])


class TestKeyOfChosenAirmeets:
    def test_it_lists_just_those(self, alice: Integration) -> None:
        first, _, third = (alice.new_airmeet(name) for name in ("first", "second", "third"))
        token = alice.new_token(airmeet_ids=[third, first])
        assert uids(alice, token) == [first, third]

    def test_its_page_count_is_that_of_its_own_list(self, alice: Integration) -> None:
        chosen = [alice.new_airmeet(name) for name in "abc"]
        token = alice.new_token(airmeet_ids=chosen)
        assert alice.list_airmeets(token, size=2)["cursors"] == {"before": 2, "after": 3, "pageCount": 2}
        alice.server.operate(airmeets.archive, chosen[0])
        assert alice.list_airmeets(token, size=2)["cursors"] == {"before": 3, "after": 4, "pageCount": 1}

    def test_it_pages_through_its_own_list_alone(self, alice: Integration) -> None:
        first, _, third = (alice.new_airmeet(name) for name in ("first", "second", "third"))
        token = alice.new_token(airmeet_ids=[first, third])
        pages = [alice.list_airmeets(token, size=1, **cursor) for cursor in ({"after": 2}, {"before": 4}, {"after": 4})]
        assert [[row["uid"] for row in page["data"]] for page in pages] == [[third], [first], []]

    def test_it_lists_nothing_where_none_were_chosen(self, alice: Integration) -> None:
        token = alice.new_token(airmeet_ids=[])
        assert alice.list_airmeets(token) == {"data": [], "cursors": {"before": 0, "after": 0, "pageCount": 0}}
