"""The examples that the OpenAPI document and the reference page show."""

from admit.wire.airmeets import Airmeet, AirmeetPage
from admit.wire.attendees import AuthorizedAttendee
from admit.wire.auth import AuthAnswer, TokenGrant
from admit.wire.errors import ErrorBody
from admit.wire.paging import Cursors
from admit.wire.people import Person
from admit.wire.registrations import Registered, Registration, RegistrationPage

AIRMEET_ID = "0199b3c2-7d4e-7a10-8c55-3f2e9d1b6a70"
EMAIL = "ada@example.com"
TOKEN = "eyJhbGciOiJIUzI1NiIs…"  # noqa: S105 (the beginning of every token, as an illustration)

AUTH_ANSWER = AuthAnswer(data=TokenGrant(label="CRM sync", token=TOKEN), token=TOKEN)

AIRMEET_PAGE = AirmeetPage(
    data=[
        Airmeet(
            uid=AIRMEET_ID,
            name="Analytical Engines, an evening",
            status="ONGOING",
            timezone="Europe/London",
            start_time="2026-12-10T18:00:00.000Z",
            end_time="2026-12-10T20:00:00.000Z",
        )
    ],
    cursors=Cursors(before=4, after=4, page_count=1),
)

REGISTRATION_PAGE = RegistrationPage(
    data=[
        Registration(
            email=EMAIL,
            name="Ada Lovelace",
            city="London",
            country="United Kingdom",
            organisation="Analytical Society",
            designation="Countess",
            registration_date="2026-11-24T04:30:00.000Z",
        )
    ],
    cursors=Cursors(before=17, after=17, page_count=1),
)

PERSON = Person(
    email=EMAIL,
    name="Ada Lovelace",
    city="London",
    country="United Kingdom",
    designation="Countess",
    organisation="Analytical Society",
)

REGISTERED = Registered(email=EMAIL)

AUTHORIZED = AuthorizedAttendee(
    email=EMAIL,
    entry_link=f"https://events.example.com/e/{AIRMEET_ID}?code=Zk3nX0d5c1VhQm9wTGl0ZVJhbmRvbUNv",
)

REFUSED = ErrorBody(code="BAD_REQUEST", errors=["email is missing."])
