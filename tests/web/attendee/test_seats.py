"""One link lets in one browser at a time."""

from admit.actions import airmeets
from admit.model.presences import LOST_SECONDS
from tests.guests import Guest, link_of, start
from tests.harness import Integration

STAYS = "SELECT stay, left_at FROM attendances WHERE airmeet_id = :id"


def test_the_same_link_in_two_browsers_moves_and_the_first_is_told(alice: Integration) -> None:
    start(alice)
    link = link_of(alice)
    with Guest(alice.server, link) as phone, Guest(alice.server, link) as desk:
        phone.enter()
        assert desk.look().status_code == 200
        assert desk.place == "elsewhere"
        with phone.listening() as told:
            assert desk.enter(moves="yes").place == "inside"
            assert next(told) == ("look", "0")
            assert list(told) == []
        phone.look()
        assert phone.place == "elsewhere"
        assert phone.enter(moves="yes").place == "inside"
        desk.look()
        assert desk.place == "elsewhere"
    assert alice.server.look(STAYS, id=alice.airmeet_id) == [(1, None)]


def test_entering_without_moving_leaves_the_first_browser_in(alice: Integration) -> None:
    start(alice)
    link = link_of(alice)
    with Guest(alice.server, link) as phone, Guest(alice.server, link) as desk:
        phone.enter()
        desk.enter()
        assert desk.place == "elsewhere"
        phone.look()
        assert phone.place == "inside"


def test_two_tabs_of_one_browser_share_the_seat(alice: Integration) -> None:
    start(alice)
    with Guest(alice.server, link_of(alice)) as ada:
        ada.enter()
        with ada.listening() as first:
            ada.open()
            assert ada.place == "inside"
            with ada.listening() as second:
                alice.revoke("ada@example.com")
                assert (next(first), next(second)) == (("look", "0"), ("look", "0"))


def test_a_seat_that_nobody_sits_on_any_more_is_free(alice: Integration) -> None:
    start(alice)
    link = link_of(alice)
    with Guest(alice.server, link) as phone, Guest(alice.server, link) as desk:
        phone.enter()
        alice.server.keep_rooms()
        alice.server.clock.advance(seconds=LOST_SECONDS + 1)
        desk.look()
        assert desk.place == "doorstep"
        assert desk.enter().place == "inside"
        phone.look()
        assert phone.place == "elsewhere"
    assert [row[0] for row in alice.server.look(STAYS, id=alice.airmeet_id)] == [1, 2]


def test_links_of_two_people_do_not_touch_each_other(alice: Integration) -> None:
    start(alice)
    with (
        Guest(alice.server, link_of(alice)) as ada,
        Guest(alice.server, link_of(alice, "bob@example.com", "Bob")) as bob,
    ):
        ada.enter()
        bob.enter(name="Bob")
        alice.revoke("ada@example.com")
        assert (ada.look().status_code, bob.look().status_code) == (404, 200)
        assert bob.place == "inside"


def test_a_seat_cannot_be_moved_into_an_airmeet_that_is_over(alice: Integration) -> None:
    start(alice)
    link = link_of(alice)
    with Guest(alice.server, link) as phone, Guest(alice.server, link) as desk:
        phone.enter()
        desk.look()
        alice.server.operate(airmeets.archive, alice.airmeet_id)
        desk.post("enter", moves="yes")
        assert desk.place == "over"
