"""Lists: pages fetched as they are needed, in order, from where one left off."""

import pytest

from admit import Person
from admit.client import AnswerUnreadable
from admit.testing import AdmitServer
from tests.client.both import AnyClient
from tests.client.canned import canned, json_answer
from tests.client.conftest import NewClient

EMAILS = [f"guest{number}@example.com" for number in range(7)]
TOKEN = json_answer(b'{"token": "eyJ"}')


@pytest.fixture
def airmeet(admit_server: AdmitServer, client: AnyClient) -> str:
    """With seven people on its list, whose cursors are 1 to 7."""
    client.register_many(
        admit_server.airmeet_id, (Person(email=email, name="Guest") for email in EMAILS), concurrency=1
    )
    admit_server.requests.clear()
    return admit_server.airmeet_id


def emails(client: AnyClient, airmeet: str, **where: int) -> list[str]:
    return [row.email for row in client.registrations(airmeet, **where)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 500])
def test_every_row_comes_once_and_in_order(client: AnyClient, airmeet: str, size: int) -> None:
    assert emails(client, airmeet, page_size=size) == EMAILS


def test_the_airmeets_come_as_they_were_made(client: AnyClient, admit_server: AdmitServer) -> None:
    made = [admit_server.airmeet_id, *(admit_server.add_airmeet(name) for name in "ba")]
    assert [each.uid for each in client.airmeets(page_size=2)] == made


def test_an_airmeet_may_stand_for_its_uid(client: AnyClient, airmeet: str) -> None:
    [listed] = client.airmeets()
    assert [row.email for row in client.registrations(listed)] == emails(client, airmeet)


def test_pages_are_fetched_as_they_are_needed(client: AnyClient, admit_server: AdmitServer, airmeet: str) -> None:
    rows = iter(client.registrations(airmeet, page_size=3))
    assert admit_server.requests == []
    for _ in range(3):
        next(rows)
    assert [request.query for request in admit_server.requests] == [{"size": "3", "after": "0"}]
    next(rows)
    assert [request.query["after"] for request in admit_server.requests] == ["0", "3"]


def test_one_may_go_on_after_any_cursor(client: AnyClient, airmeet: str) -> None:
    for number in range(len(EMAILS) + 1):
        assert emails(client, airmeet, start_after=number, page_size=2) == EMAILS[number:]


def test_pages_have_their_cursors_and_none_is_empty(client: AnyClient, airmeet: str) -> None:
    pages = list(client.registrations(airmeet, page_size=3).pages())
    assert [[row.email for row in page.data] for page in pages] == [EMAILS[:3], EMAILS[3:6], EMAILS[6:]]
    assert [(page.cursors.before, page.cursors.after, page.cursors.page_count) for page in pages] == [
        *((1, 3, 3), (4, 6, 3), (7, 7, 3))
    ]


def test_the_lists_cursor_is_where_to_go_on_from(client: AnyClient, airmeet: str) -> None:
    listing = client.registrations(airmeet, page_size=3)
    rows = iter(listing)
    met = [next(rows).email for _ in range(5)]
    assert (met, listing.cursor) == (EMAILS[:5], 3)
    assert emails(client, airmeet, start_after=listing.cursor) == EMAILS[3:]


def test_who_reached_the_end_hears_of_news_alone(client: AnyClient, airmeet: str) -> None:
    listing = client.registrations(airmeet)
    assert (len(list(listing)), listing.cursor) == (7, 7)
    again = client.registrations(airmeet, start_after=listing.cursor)
    assert (list(again), again.cursor) == ([], 7)
    client.register(airmeet, "new@example.com", "New")
    assert emails(client, airmeet, start_after=again.cursor) == ["new@example.com"]


def test_iterating_again_begins_again(client: AnyClient, airmeet: str) -> None:
    listing = client.registrations(airmeet, start_after=2)
    assert [[row.email for row in listing] for _ in range(2)] == [EMAILS[2:]] * 2


def test_the_last_cursor_is_that_of_the_newest_row(client: AnyClient, admit_server: AdmitServer, airmeet: str) -> None:
    assert client.registrations(airmeet).last_cursor() == 7
    assert client.registrations(admit_server.add_airmeet()).last_cursor() == 0


def test_a_server_with_smaller_pages_is_read_to_the_end(new_client: NewClient) -> None:
    """Airmeet does not say what its largest page is."""
    row = b'{"uid": "%d", "name": "", "status": "", "timezone": "", "startTime": "", "endTime": ""}'
    pages = [
        json_answer(b'{"data": [%s], "cursors": {"before": %d, "after": %d, "pageCount": 2}}' % (row % n, n, n))
        for n in (1, 2)
    ]
    empty = json_answer(b'{"data": [], "cursors": {"before": 0, "after": 0, "pageCount": 2}}')
    with canned(TOKEN, *pages, empty) as url:
        assert [each.uid for each in new_client(url=url).airmeets()] == ["1", "2"]


def test_a_last_page_whose_cursor_is_null_is_the_end(new_client: NewClient) -> None:
    page = b'{"data": [{"uid": "1", "name": "Open evening"}], "cursors": {"before": null, "after": null}}'
    with canned(TOKEN, json_answer(page)) as url:
        assert [each.name for each in new_client(url=url).airmeets()] == ["Open evening"]


def test_a_list_that_does_not_move_on_is_not_walked_for_ever(new_client: NewClient) -> None:
    page = json_answer(b'{"data": [{"uid": "1"}], "cursors": {"before": 5, "after": 5, "pageCount": 9}}')
    with canned(TOKEN, page) as url, pytest.raises(AnswerUnreadable, match="does not move on"):
        list(new_client(url=url).airmeets())
