"""Many people at once: an outcome for each row, so many at a time and no more."""

import threading
from collections.abc import Iterator

import pytest

from admit import Person
from admit.client import Forbidden, NotFound, Outcome, Progress, Registered, Unreachable
from admit.testing import AdmitServer
from tests.client.both import AnyClient
from tests.client.conftest import NewClient

PEOPLE = [Person(email=f"guest{number}@example.com", name=f"Guest {number}") for number in range(1, 41)]


def test_each_row_has_its_outcome_in_the_order_of_the_rows(client: AnyClient, admit_server: AdmitServer) -> None:
    outcomes = client.register_many(admit_server.airmeet_id, PEOPLE)
    assert outcomes == [
        Outcome(number=number, person=person, answer=Registered(email=person.email))
        for number, person in enumerate(PEOPLE, start=1)
    ]
    listed = {row.email for row in client.registrations(admit_server.airmeet_id)}
    assert listed == {person.email for person in PEOPLE}


def test_each_attendee_gets_their_link(client: AnyClient, admit_server: AdmitServer) -> None:
    outcomes = client.authorize_many(admit_server.airmeet_id, PEOPLE[:3])
    links = [outcome.answer.entry_link for outcome in outcomes if outcome.answer]
    again = [client.authorize(admit_server.airmeet_id, row.email, row.name).entry_link for row in PEOPLE[:3]]
    assert links == again


def test_a_row_that_is_refused_has_its_error_and_the_others_go_on(client: AnyClient, admit_server: AdmitServer) -> None:
    people = [PEOPLE[0], Person(email="nobody", name="Nobody"), PEOPLE[1]]
    outcomes = client.register_many(admit_server.airmeet_id, people)
    assert [(row.number, row.answer is None, row.error and row.error.status) for row in outcomes] == [
        *((1, False, None), (2, True, 400), (3, False, None))
    ]


def test_progress_is_told_after_each_row(client: AnyClient, admit_server: AdmitServer) -> None:
    told: list[Progress[Registered]] = []
    people = [*PEOPLE[:5], Person(email="nobody", name="Nobody")]
    outcomes = client.register_many(admit_server.airmeet_id, people, concurrency=3, on_progress=told.append)
    assert [each.done for each in told] == [1, 2, 3, 4, 5, 6]
    assert told[-1].failed == 1
    assert sorted((each.outcome for each in told), key=lambda outcome: outcome.number) == outcomes


def test_no_more_are_under_way_than_asked_for(client: AnyClient, admit_server: AdmitServer) -> None:
    """And people are read as they are needed, from whatever gives them."""
    taken, done = 0, 0
    most = 0
    lock = threading.Lock()

    def people() -> Iterator[Person]:
        nonlocal taken, most
        for person in PEOPLE:
            with lock:
                taken += 1
                most = max(most, taken - done)
            yield person

    def count(_: Progress[Registered]) -> None:
        nonlocal done
        with lock:
            done += 1

    client.register_many(admit_server.airmeet_id, people(), concurrency=4, on_progress=count)
    assert (taken, done) == (40, 40)
    assert most <= 4


def test_what_is_wrong_with_every_row_is_raised(
    client: AnyClient, new_client: NewClient, admit_server: AdmitServer
) -> None:
    reader = new_client(*admit_server.add_key(access="read-only"))
    with pytest.raises(Forbidden):
        reader.register_many(admit_server.airmeet_id, PEOPLE)
    with pytest.raises(NotFound):
        client.register_many("nowhere", PEOPLE)
    assert len(admit_server.requests) < 2 + 2 * 8 + 1
    assert list(client.registrations(admit_server.airmeet_id)) == []


def test_what_was_done_before_the_server_went_is_told_and_it_may_begin_again(
    new_client: NewClient, admit_server: AdmitServer
) -> None:
    client, told = new_client(retries=0), []

    def note(progress: Progress[Registered]) -> None:
        told.append(progress.outcome.person.email)
        if progress.done == 10:
            admit_server.reset_next(times=99)

    with pytest.raises(Unreachable):
        client.register_many(admit_server.airmeet_id, PEOPLE, concurrency=4, on_progress=note)
    admit_server.stop_failing()
    assert 10 <= len(told) < 40
    assert set(told) <= {row.email for row in client.registrations(admit_server.airmeet_id)}
    client.register_many(admit_server.airmeet_id, PEOPLE)
    assert sum(1 for _ in client.registrations(admit_server.airmeet_id)) == 40


def test_what_the_callers_own_code_raises_ends_it(client: AnyClient, admit_server: AdmitServer) -> None:
    def fail(progress: Progress[Registered]) -> None:
        if progress.done == 3:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        client.register_many(admit_server.airmeet_id, PEOPLE, concurrency=2, on_progress=fail)
    assert len(list(client.registrations(admit_server.airmeet_id))) <= 3 + 2
