"""Erasing somebody: in every stretch, from every table, and nobody else."""

import pytest

from admit.actions import airmeets, attendees, deliveries, enrolments, entries, erasures, profiles, registrations
from admit.model.airmeets import Status
from admit.model.deliveries import Kind
from admit.model.enrolments import Enrolment
from admit.model.erasures import STRETCH
from admit.model.errors import AddressUnproven
from admit.model.people import Details, Email, parse_email
from tests.actions.desk import OPERATOR, Desk

ADA, BOB = parse_email("Ada@example.com"), parse_email("bob@example.com")
URL = "https://events.example.com"


def ask(desk: Desk, email: Email = ADA) -> None:
    """To be forgotten, as somebody with their profile open."""
    desk.write(profiles.request, email=email, public_url=URL)
    [*_, (body,)] = desk.rows("SELECT body FROM messages WHERE kind = 'profile' ORDER BY message_id")
    session = desk.write(profiles.begin, body.partition("code=")[2].split()[0])
    desk.write(erasures.begin, session)


def add(desk: Desk, airmeet_id: str, email: Email) -> None:
    for add_to in (registrations.register, attendees.authorize):
        desk.by(OPERATOR, add_to, airmeet_id=airmeet_id, email=email, details=Details(name="Somebody"))


def test_goes_on_past_the_end_of_a_stretch(desk: Desk) -> None:
    community_id = desk.community()
    *_, last = [desk.airmeet(community_id) for _ in range(STRETCH + 1)]
    add(desk, last.airmeet_id, ADA)
    ask(desk)
    desk.upkeep()
    assert "ada@example.com" not in str(desk.everything()).lower()
    assert desk.rows("SELECT registration_count, authorized_count FROM airmeets WHERE authorized_count <> 0") == []


def test_leaves_everybody_else_as_they_are(desk: Desk) -> None:
    airmeet = desk.airmeet(desk.community())
    for email in (BOB, ADA):
        add(desk, airmeet.airmeet_id, email)
    selected = (
        "SELECT * FROM registrations WHERE email_key = 'bob@example.com'",
        "SELECT * FROM attendees WHERE email_key = 'bob@example.com'",
        "SELECT * FROM people WHERE email_key = 'bob@example.com'",
        "SELECT * FROM activities WHERE person = 'bob@example.com'",
    )
    before = [desk.rows(sql) for sql in selected]
    ask(desk)
    desk.upkeep()
    assert [len(rows) for rows in before] == [1, 1, 1, 2]
    assert [desk.rows(sql) for sql in selected] == before


def test_gives_up_the_mail_that_waits_but_not_an_organizers(desk: Desk) -> None:
    airmeet = desk.airmeet(desk.community())
    enrolment = Enrolment(ADA, Details(name="Ada"))
    desk.write(enrolments.request, enrolment, airmeet_id=airmeet.airmeet_id, public_url=URL)
    desk.write(deliveries.post, Kind.PASSWORD_RESET, recipient=ADA.address, subject="Set", body="this")
    ask(desk)
    desk.upkeep()
    rows = desk.rows("SELECT kind, state, body, recipient LIKE 'erased-%@erased.invalid' FROM messages ORDER BY kind")
    assert rows == [
        ("confirmation", "given up", "", True),
        ("password reset", "waiting", "this", False),
        ("profile", "given up", "", True),
    ]


def test_the_log_keeps_what_was_done_and_by_whom(desk: Desk) -> None:
    airmeet = desk.airmeet(desk.community())
    add(desk, airmeet.airmeet_id, ADA)
    ask(desk)
    desk.upkeep()
    rows = desk.rows("SELECT kind, actor_kind, person FROM activities WHERE person IS NOT NULL ORDER BY activity_id")
    assert [row[:2] for row in rows] == [
        ("person_registered", "operator"),
        ("attendee_authorized", "operator"),
        ("attendee_revoked", "attendee"),
        ("person_erased", "attendee"),
    ]
    [pseudonym] = {person for _, _, person in rows}
    assert pseudonym.endswith("@erased.invalid")


def test_that_somebody_came_stays_as_nobodys_once_they_are_out_for_long_enough(desk: Desk) -> None:
    airmeet = desk.airmeet(desk.community())
    desk.by(OPERATOR, airmeets.change_status, airmeet.airmeet_id, Status.ONGOING)
    attendee = desk.by(
        OPERATOR, attendees.authorize, airmeet_id=airmeet.airmeet_id, email=ADA, details=Details(name="Ada")
    )
    desk.write(
        entries.register_and_enter,
        airmeet_id=airmeet.airmeet_id,
        code=attendee.code,
        session="session",
        address="",
        details=Details(name="Ada"),
        rate=100.0,
    )
    came = "SELECT p.state, p.email_key, a.email_key, COALESCE(a.left_at, '') FROM presences p, attendances a"
    desk.clock.advance(seconds=5)
    assert desk.rows(came) == [("inside", ADA.key, ADA.key, "")]
    ask(desk)
    desk.upkeep()
    assert desk.rows(came) == [("out", ADA.key, ADA.key, desk.clock())]
    desk.clock.advance(seconds=10)
    desk.upkeep()
    [(state, presence, attendance, _)] = desk.rows(came)
    [(registered,)] = desk.rows("SELECT email_key FROM registrations")
    assert (state, presence, attendance) == ("out", registered, registered)
    assert "ada@example.com" not in str(desk.everything()).lower()


@pytest.mark.parametrize("session", [None, "", "x"])
def test_nobody_is_erased_without_an_open_profile(desk: Desk, session: str | None) -> None:
    before = desk.everything()
    with pytest.raises(AddressUnproven):
        desk.write(erasures.begin, session)
    assert desk.everything() == before
