"""The waiting room: a countdown, a fair queue, and a page for each reason to wait."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from admit.actions import airmeets
from admit.model.airmeets import Status
from admit.model.presences import LOST_SECONDS
from tests.guests import Guest, link_of, move, start
from tests.harness import Integration, LiveServer, ManualClock

STATES = "SELECT state FROM presences ORDER BY ticket"


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[LiveServer]:
    """Its doors let in two a second."""
    with LiveServer(tmp_path / "admit.db", ManualClock(), door_rate=2.0) as server:
        yield server


@pytest.fixture
def guests() -> Iterator[ExitStack]:
    with ExitStack() as guests:
        yield guests


def come(alice: Integration, guests: ExitStack, count: int) -> list[Guest]:
    """So many people, who press the button one after the other."""
    people = [
        guests.enter_context(Guest(alice.server, link_of(alice, f"guest{number}@example.com", f"Guest {number}")))
        for number in range(count)
    ]
    return [guest.enter(name=f"Guest {number}") for number, guest in enumerate(people)]


def states(server: LiveServer) -> list[str]:
    return [state for (state,) in server.look(STATES)]


def test_before_the_doors_open_there_is_a_waiting_room_that_lets_in_by_itself(alice: Integration) -> None:
    with Guest(alice.server, link_of(alice)) as ada:
        assert 'data-countdown="2026-12-10T18:00:00.000Z"' in ada.page.text
        ada.enter()
        assert ada.place == "waiting"
        assert "The doors are still closed. This page lets you in by itself once they open." in ada.words
        assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in ada.page.text
        with ada.listening() as told:
            start(alice)
            assert next(told) == ("look", "0")
        ada.look()
        assert ada.place == "inside"


def test_without_an_open_stream_the_page_lets_in_all_the_same(alice: Integration) -> None:
    with Guest(alice.server, link_of(alice)) as ada:
        ada.enter()
        start(alice)
        alice.server.keep_rooms()
        ada.look()
        assert ada.place == "inside"


def test_who_comes_too_fast_waits_their_turn_and_is_told_how_many_are_in_front(
    slow: LiveServer, guests: ExitStack
) -> None:
    alice = slow.community("Alice's community")
    start(alice)
    people = come(alice, guests, 7)
    assert [guest.place for guest in people] == ["inside"] * 3 + ["waiting"] * 4
    told = [guest.words.partition("Guest")[2].partition(" Others")[0].partition(" ")[2] for guest in people[3:]]
    assert told == [
        "3 You are next.",
        "4 There is 1 person in front of you. It is your turn in about a second.",
        "5 There are 2 people in front of you. It is your turn in about a second.",
        "6 There are 3 people in front of you. It is your turn in about 2 seconds.",
    ]
    slow.clock.advance(seconds=0.5)
    slow.keep_rooms()
    assert states(slow) == ["inside"] * 4 + ["waiting"] * 3
    slow.keep_rooms()
    assert states(slow) == ["inside"] * 4 + ["waiting"] * 3
    slow.clock.advance(seconds=1)
    slow.keep_rooms()
    assert states(slow) == ["inside"] * 6 + ["waiting"]


def test_nobody_who_comes_later_is_let_in_earlier(slow: LiveServer, guests: ExitStack) -> None:
    alice = slow.community("Alice's community")
    start(alice)
    *_, first = come(alice, guests, 4)
    assert first.place == "waiting"
    slow.clock.advance(seconds=0.5)
    with Guest(slow, link_of(alice, "late@example.com", "Late")) as late:
        late.enter()
        assert late.place == "waiting"


def test_whoever_gives_up_leaves_their_place_to_the_next(slow: LiveServer, guests: ExitStack) -> None:
    alice = slow.community("Alice's community")
    start(alice)
    people = come(alice, guests, 6)
    people[3].post("leave")
    with people[5].listening() as told:
        slow.keep_rooms()
        assert next(told) == ("place", "There is 1 person in front of you. It is your turn in about a second.")
        slow.clock.advance(seconds=0.5)
        slow.keep_rooms()
        assert next(told) == ("place", "You are next.")
    assert states(slow) == ["inside"] * 3 + ["out", "inside", "waiting"]


def test_who_waits_without_a_sign_of_life_is_passed_over(slow: LiveServer, guests: ExitStack) -> None:
    alice = slow.community("Alice's community")
    move(alice, Status.ONGOING)
    move(alice, Status.PAUSED)
    _gone, here = come(alice, guests, 2)
    slow.keep_rooms()
    slow.clock.advance(seconds=LOST_SECONDS - 1)
    here.look()
    slow.keep_rooms()
    slow.clock.advance(seconds=2)
    move(alice, Status.ONGOING)
    slow.keep_rooms()
    here.look()
    slow.keep_up()
    assert (here.place, states(slow)) == ("inside", ["out", "inside"])


def test_who_comes_during_a_pause_waits_for_its_end(alice: Integration) -> None:
    move(alice, Status.ONGOING)
    move(alice, Status.PAUSED)
    with Guest(alice.server, link_of(alice)) as ada:
        ada.enter()
        assert ada.place == "waiting"
        assert "The event is paused for the moment. This page lets you in by itself once it goes on." in ada.words
        with ada.listening() as told:
            move(alice, Status.ONGOING)
            assert next(told) == ("look", "0")
        ada.look()
        assert ada.place == "inside"


def test_an_airmeet_that_is_over_has_a_page_that_says_so(alice: Integration) -> None:
    with Guest(alice.server, link_of(alice)) as ada:
        ada.enter()
        with ada.listening() as told:
            move(alice, Status.FINISHED)
            assert next(told) == ("look", "0")
        ada.look()
        assert "You were registered for this event." in ada.words
        page = ada.http.post(f"{ada.home}/enter", data={"csrf": "x"})
        assert page.status_code == 403


@pytest.mark.parametrize("is_started", [True, False])
def test_an_archived_airmeet_lets_nobody_in(alice: Integration, *, is_started: bool) -> None:
    if is_started:
        start(alice)
    with Guest(alice.server, link_of(alice)) as ada:
        alice.server.operate(airmeets.archive, alice.airmeet_id)
        before = alice.server.state()
        ada.post("enter", name="Ada")
        assert "This event has been put away: nobody comes in any more." in ada.words
        assert alice.server.state() == before
