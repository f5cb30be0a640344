"""What is kept for a time only, and is gone when that is over."""

from admit.actions import enrolments, entry_links, profiles
from admit.model.enrolments import Enrolment
from admit.model.people import Details, parse_email
from tests.actions.desk import Desk

ADA = parse_email("ada@example.com")
TABLES = ("enrolments", "mail_requests", "profile_codes", "profile_sessions")
URL = "https://events.example.com"


def kept(desk: Desk) -> list[int]:
    desk.upkeep()
    return [len(desk.rows(f"SELECT expires_at FROM {table}")) for table in TABLES]  # noqa: S608 (its own tables)


def test_each_leaves_at_its_time_and_not_before(desk: Desk) -> None:
    airmeet = desk.airmeet(desk.community())
    enrolment = Enrolment(ADA, Details(name="Ada"))
    desk.write(enrolments.request, enrolment, airmeet_id=airmeet.airmeet_id, public_url=URL)
    desk.write(entry_links.send, airmeet_id=airmeet.airmeet_id, email=ADA, public_url=URL)
    desk.write(profiles.request, email=ADA, public_url=URL)
    [(body,)] = desk.rows("SELECT body FROM messages WHERE kind = 'profile'")
    desk.write(profiles.begin, body.partition("code=")[2].split()[0])
    desk.write(profiles.request, email=ADA, public_url=URL)
    assert kept(desk) == [1, 2, 1, 1]
    for minutes, left in ((29, [1, 2, 1, 1]), (1, [1, 2, 0, 1]), (30, [1, 0, 0, 1]), (60, [1, 0, 0, 0])):
        desk.clock.advance(minutes=minutes)
        assert kept(desk) == left
    desk.clock.advance(hours=22)
    assert kept(desk) == [0, 0, 0, 0]
