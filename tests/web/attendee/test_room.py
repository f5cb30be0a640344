"""The room: who is here, the stage, and how an open page hears of what changes."""

import signal
from contextlib import ExitStack
from pathlib import Path

import pytest

from admit.actions import airmeets, presences
from admit.model.actors import Operator
from admit.model.airmeets import Particulars, Plan, Stage, Status
from admit.model.presences import LOST_SECONDS
from admit.store.database import Transaction
from admit.web.attendee.room import player_origin
from admit.web.rooms import PAGES_MAX
from tests.guests import Guest, link_of, move, set_clock, start
from tests.harness import Integration
from tests.processes import served


async def set_stage(tx: Transaction, actor: Operator, airmeet_id: str, stage: Stage, url: str) -> None:
    _, plan = await airmeets.get_plan(tx, actor, airmeet_id)
    changed = Plan(
        name=plan.name,
        timezone=plan.timezone,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        particulars=Particulars(stage=stage, stage_url=url),
    )
    await airmeets.change(tx, actor, airmeet_id, changed)


def stay(alice: Integration, email: str = "ada@example.com") -> list[tuple[object, ...]]:
    return alice.server.look(
        "SELECT stay, entered_at, left_at, seconds FROM attendances "
        "WHERE airmeet_id = :a AND email_key = :e ORDER BY stay",
        a=alice.airmeet_id,
        e=email,
    )


def test_everybody_inside_is_listed_as_they_wish_to_be_seen(alice: Integration) -> None:
    start(alice)
    with (
        Guest(alice.server, link_of(alice)) as ada,
        Guest(alice.server, link_of(alice, "bob@example.com", "Bob")) as bob,
    ):
        ada.enter(name="Ada <b>", organisation="Engines")
        with ada.listening() as told:
            bob.enter(name="Bob", city="Lagos")
            news = dict([next(told), next(told)])
            assert news["count"] == "2 people are here"
            assert ["Ada &lt;b&gt;" in news["people"], "<bdi>Bob</bdi>" in news["people"]] == [True, True]
            assert ["@example.com" in news["people"]] == [False]
            bob.get(f"{bob.home}/details")
            bob.post("details", name="Robert")
            assert "<bdi>Robert</bdi>" in dict([next(told)])["people"]
            bob.post("leave")
            news = dict([next(told), next(told)])
            assert (news["count"], "Robert" in news["people"]) == ("1 person is here", False)
        ada.look()
        assert "Who is here 1 person is here Ada <b> · Engines" in ada.words


def test_whoever_joins_late_hears_what_changed_since_the_page_was_made(alice: Integration) -> None:
    start(alice)
    with (
        Guest(alice.server, link_of(alice)) as ada,
        Guest(alice.server, link_of(alice, "bob@example.com", "Bob")) as bob,
    ):
        ada.enter()
        page = ada.page
        with ada.listening() as told:
            bob.enter(name="Bob")
            assert {next(told)[0], next(told)[0]} == {"people", "count"}
        ada.page = page
        with ada.listening() as told:
            assert dict([next(told), next(told)])["count"] == "2 people are here"


def test_one_person_has_so_many_pages_open_and_no_more(alice: Integration) -> None:
    start(alice)
    with Guest(alice.server, link_of(alice)) as ada, ExitStack() as pages:
        ada.enter()
        first, *_ = [pages.enter_context(ada.listening()) for _ in range(PAGES_MAX)]
        with ada.listening() as last:
            assert list(first) == []
            alice.revoke("ada@example.com")
            assert next(last) == ("look", "0")


@pytest.mark.parametrize("version", ["9" * 5_000, "-1", "", "\u0663", "x"])
def test_a_page_that_does_not_say_how_old_it_is_listens_all_the_same(alice: Integration, version: str) -> None:
    start(alice)
    with Guest(alice.server, link_of(alice)) as ada:
        address = ada.enter().stream.partition("&version=")[0]
        with ada.http.stream(
            "GET", address, params={"scene": address.partition("scene=")[2], "version": version}
        ) as told:
            assert (told.status_code, next(told.iter_text())[:7]) == (200, "retry: ")


def test_whoever_is_revoked_is_out(alice: Integration) -> None:
    start(alice)
    with Guest(alice.server, link_of(alice)) as ada:
        ada.enter()
        with ada.listening() as told:
            alice.revoke("ada@example.com")
            assert list(told) == [("look", "0")]
        assert (ada.look().status_code, ada.place) == (404, "unknown")
        alice.authorize("ada@example.com")
        ada.look()
        assert ada.place == "doorstep"


def test_whoever_is_revoked_by_another_process_is_out_within_three_seconds(alice: Integration, tmp_path: Path) -> None:
    set_clock(alice.server)
    start(alice)
    with served(alice.server.where, tmp_path / "log") as process, Guest(alice.server, link_of(alice)) as ada:
        ada.enter()
        ada.http.timeout = 3
        with ada.listening() as told:
            answer = alice.server.http.delete(
                f"{process.url}/api/v1/airmeet/{alice.airmeet_id}/attendee/ada%40example.com",
                headers={"X-Airmeet-Access-Token": alice.mint(lifetime_seconds=100 * 365 * 24 * 60 * 60)},
            )
            assert answer.status_code == 204
            assert list(told) == [("look", "0")]


@pytest.mark.parametrize("status", [Status.PAUSED, Status.FINISHED])
def test_everybody_hears_of_another_status(alice: Integration, status: Status) -> None:
    start(alice)
    with Guest(alice.server, link_of(alice)) as ada:
        ada.enter()
        with ada.listening() as told:
            move(alice, status)
            assert list(told)[-1][0] == "look"
        ada.look()
        if status is Status.PAUSED:
            assert "The event is paused for the moment. Stay here: it goes on by itself." in ada.words
            with ada.listening() as told:
                move(alice, Status.ONGOING)
                assert list(told)[-1][0] == "look"
        else:
            assert "It is over. Thank you for having been here." in ada.words


def test_the_stage_is_for_those_inside_and_changes_under_their_eyes(alice: Integration) -> None:
    start(alice)
    url = "https://video.example.org/embed/x?a=1&b=2"
    with Guest(alice.server, link_of(alice)) as ada:
        alice.server.operate(set_stage, alice.airmeet_id, Stage.PLAYER, url)
        assert "video.example.org" not in ada.look().text
        ada.enter()
        assert 'src="https://video.example.org/embed/x?a=1&amp;b=2"' in ada.page.text
        assert ada.page.headers["content-security-policy"].endswith("; frame-src https://video.example.org")
        with ada.listening() as told:
            alice.server.operate(set_stage, alice.airmeet_id, Stage.MEETING, url)
            assert list(told)[-1] == ("look", "0")
        page = ada.look()
        assert (
            '<a class="go" href="https://video.example.org/embed/x?a=1&amp;b=2" target="_blank" rel="noopener'
            in page.text
        )
        assert "frame-src" not in page.headers["content-security-policy"]
        move(alice, Status.PAUSED)
        assert "video.example.org" not in ada.look().text


@pytest.mark.parametrize(
    "url, origin",
    [
        ("https://Video.example.org/x", "https://video.example.org"),
        ("http://localhost:8080/x", "http://localhost:8080"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example"),
        ("https://a;script-src/x", ""),
        ("https://a'b/x", ""),
        ("https://[::1]/x", ""),
        ("", ""),
    ],
)
def test_a_player_is_embedded_if_a_header_can_name_it(url: str, origin: str) -> None:
    assert player_origin(Particulars(stage=Stage.PLAYER, stage_url=url)) == origin
    assert player_origin(Particulars(stage=Stage.MEETING, stage_url=url)) == ""


class TestAttendance:
    def test_is_counted_from_entering_to_leaving_as_often_as_somebody_comes(self, alice: Integration) -> None:
        start(alice)
        with Guest(alice.server, link_of(alice)) as ada:
            ada.enter()
            alice.server.clock.advance(seconds=30)
            ada.post("leave")
            alice.server.clock.advance(seconds=600)
            ada.look()
            ada.enter()
            alice.server.clock.advance(seconds=12)
            alice.revoke("ada@example.com")
        assert stay(alice) == [
            (1, "2026-11-24T04:30:00.000Z", "2026-11-24T04:30:30.000Z", 30),
            (2, "2026-11-24T04:40:30.000Z", "2026-11-24T04:40:42.000Z", 12),
        ]
        [door] = alice.server.look(
            "SELECT waiting_count, inside_count, came_count FROM doors WHERE airmeet_id = :a", a=alice.airmeet_id
        )
        assert door == (0, 0, 1)

    def test_ends_for_all_when_the_airmeet_does(self, alice: Integration) -> None:
        start(alice)
        with ExitStack() as guests:
            links = [link_of(alice, f"guest{number}@example.com") for number in range(3)]
            people = [guests.enter_context(Guest(alice.server, link)).enter() for link in links]
            alice.server.keep_rooms()
            alice.server.clock.advance(seconds=40)
            with people[-1].listening() as told:
                move(alice, Status.FINISHED)
                assert list(told)[-1][0] == "look"
            alice.server.keep_rooms()
        assert [stay(alice, f"guest{number}@example.com")[0][3] for number in range(3)] == [40, 40, 40]

    def test_of_a_lost_connection_ends_when_it_was_last_heard_of(self, alice: Integration) -> None:
        start(alice)
        with Guest(alice.server, link_of(alice)) as ada:
            ada.enter()
            alice.server.clock.advance(seconds=20)
            with ada.listening():
                alice.server.keep_rooms()
            alice.server.keep_rooms()
            alice.server.clock.advance(seconds=LOST_SECONDS + 1)
            alice.server.keep_up()
        assert stay(alice) == [(1, "2026-11-24T04:30:00.000Z", "2026-11-24T04:30:20.000Z", 20)]

    def test_goes_on_by_itself_for_a_page_that_comes_back_late(self, alice: Integration) -> None:
        start(alice)
        with Guest(alice.server, link_of(alice)) as ada:
            ada.enter()
            alice.server.keep_rooms()
            alice.server.clock.advance(hours=1)
            alice.server.keep_up()
            with ada.listening():
                assert alice.server.operate(count_inside, alice.airmeet_id) == 1
        assert [(row[0], row[2]) for row in stay(alice)] == [(1, "2026-11-24T04:30:00.000Z"), (2, None)]

    def test_of_whoever_left_does_not_begin_again_by_an_old_page(self, alice: Integration) -> None:
        start(alice)
        with Guest(alice.server, link_of(alice)) as ada:
            room = ada.enter().page
            ada.post("leave")
            ada.page = room
            assert ada.http.get(ada.stream).text == "event: look\ndata: 0\n\n"
        assert len(stay(alice)) == 1


async def count_inside(tx: Transaction, _: Operator, airmeet_id: str) -> int:
    return (await presences.look(tx, airmeet_id, version=0)).door.inside_count


def test_a_server_with_open_streams_stops_at_once_and_their_people_stay_inside(
    alice: Integration, tmp_path: Path
) -> None:
    set_clock(alice.server)
    start(alice)
    with Guest(alice.server, link_of(alice)) as ada, served(alice.server.where, tmp_path / "log") as process:
        ada.enter()
        cookie = {"Cookie": f"admit_entry={ada.http.cookies['admit_entry']}"}
        with ada.http.stream("GET", process.url + ada.stream, headers=cookie) as answer:
            pieces = answer.iter_raw()
            assert next(pieces).startswith(b"retry: ")
            process.signal(signal.SIGTERM)
            assert [piece for piece in pieces if not piece.startswith(b"event: ")] == []
        assert process.wait() == 0
        assert process.log().count("ERROR") == 0
        ada.look()
        assert ada.place == "inside"
