"""An import does what the same calls one by one would do, and undoing it leaves no trace of it."""

from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admit.actions import attendees, entries, guests, registrations
from admit.lib.clock import Timestamp
from admit.model.guests import Authorized, From, Guest, Sort, Wanted
from admit.model.imports import Purpose
from admit.model.people import Details, Email, parse_email
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk
from tests.actions.importing import Importing, manager

PEOPLE = ("ada", "bob", "chiyo", "dora", "emmy")
PASTS = (
    (),
    ("register",),
    ("authorize",),
    ("authorize", "register"),
    ("register", "authorize"),
    ("authorize", "revoke"),
    ("register", "authorize", "revoke"),
    ("authorize", "revoke", "register"),
)
"""What may have happened to somebody before."""

pasts = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PASTS)), unique_by=lambda past: past[0])
rows = st.permutations(PEOPLE)
purposes = st.sampled_from(Purpose)
exhaustively = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Known(NamedTuple):
    """All that an airmeet knows of somebody, but for the code of their link and the number of their place."""

    email: str
    registered: tuple[Details, Timestamp] | None
    admitted: tuple[Details, Timestamp, Timestamp | None] | None


class Evening:
    """An airmeet, and what happens to its people."""

    def __init__(self, desk: Desk, community_id: str) -> None:
        self._desk = desk
        self.airmeet_id = desk.airmeet(community_id).airmeet_id

    def live_through(self, pasts: list[tuple[str, tuple[str, ...]]]) -> None:
        for name, deeds in pasts:
            for deed in deeds:
                self.do(deed, parse_email(f"{name.title()}@example.com"), Details(name=f"{name} {deed}"))

    def do(self, deed: str, email: Email, details: Details) -> None:
        if deed == "register":
            self._desk.by(OPERATOR, registrations.register, airmeet_id=self.airmeet_id, email=email, details=details)
        elif deed == "authorize":
            self._desk.by(OPERATOR, attendees.authorize, airmeet_id=self.airmeet_id, email=email, details=details)
        else:
            self._desk.by(OPERATOR, attendees.revoke, airmeet_id=self.airmeet_id, email=email)

    def guests(self) -> list[Guest]:
        part = self._desk.by(
            OPERATOR,
            guests.list_slice,
            self.airmeet_id,
            wanted=Wanted(sort=Sort.OLDEST),
            start=From(),
            size=50,
            with_codes=True,
        )
        return [guest for _, guest in part.rows]

    def list(self) -> list[Known]:
        """In the order of their places."""
        return [known(guest) for guest in self.guests()]

    def codes(self) -> dict[str, str | None]:
        return {guest.email.key: guest.admission.code for guest in self.guests() if guest.admission}

    def enter(self, email_key: str) -> None:
        """By their link. The doors are not open yet, so they wait."""
        code = self.codes()[email_key]
        assert code is not None
        self._desk.by(OPERATOR, _enter, self.airmeet_id, code)

    def states(self) -> dict[str, str]:
        """Of whoever has come to the door."""
        rows = self._desk.rows(f"SELECT email_key, state FROM presences WHERE airmeet_id = '{self.airmeet_id}'")  # noqa: S608 (our own)
        return dict(rows)

    def counts(self) -> dict[str, Any]:
        """As the airmeet has them, and as its rows tell."""
        return dict(
            zip(
                ("registered", "authorized", "registrations", "attendees", "beside"),
                self._desk.rows(COUNTS.format(self.airmeet_id))[0],
                strict=True,
            )
        )


async def _enter(tx: Transaction, _: object, airmeet_id: str, code: str) -> None:
    await entries.enter(tx, airmeet_id=airmeet_id, code=code, session="a browser", rate=1.0)


COUNTS = """
SELECT
    registration_count, authorized_count,
    (SELECT COUNT(*) FROM registrations r WHERE r.airmeet_id = m.airmeet_id),
    (SELECT COUNT(*) FROM attendees a WHERE a.airmeet_id = m.airmeet_id AND a.revoked_at IS NULL),
    (
        SELECT COUNT(*)
        FROM attendees a
        LEFT JOIN registrations r ON r.airmeet_id = a.airmeet_id AND r.email_key = a.email_key
        WHERE a.airmeet_id = m.airmeet_id AND (a.is_registered <> (r.seq IS NOT NULL) OR a.seq <> r.seq)
    )
FROM airmeets m
WHERE m.airmeet_id = '{}'
"""


def known(guest: Guest) -> Known:
    registered, admission = guest.registered, guest.admission
    return Known(
        guest.email.address,
        (registered.details, registered.registered_at) if registered else None,
        (admission.details, admission.authorized_at, admission.revoked_at) if admission else None,
    )


def imported(desk: Desk, evening: Evening, community_id: str, names: list[str], purpose: Purpose) -> Importing:
    rows = [[f"{name}@EXAMPLE.com", name.title()] for name in names]
    importing = Importing(desk, evening.airmeet_id, manager(desk, community_id), rows, purpose)
    importing.start()
    importing.finish()
    return importing


@exhaustively
@given(pasts, rows, purposes)
def test_an_import_does_what_the_same_calls_one_by_one_would_do(
    desk: Desk, pasts: list[tuple[str, tuple[str, ...]]], rows: list[str], purpose: Purpose
) -> None:
    community_id = desk.community()
    one_by_one, at_once = Evening(desk, community_id), Evening(desk, community_id)
    for evening in (one_by_one, at_once):
        evening.live_through(pasts)
    for name in rows:
        email, details = parse_email(f"{name}@EXAMPLE.com"), Details(name=name.title())
        for deed, is_wanted in (("register", purpose.registers), ("authorize", purpose.authorizes)):
            if is_wanted:
                one_by_one.do(deed, email, details)
    imported(desk, at_once, community_id, rows, purpose)
    assert at_once.list() == one_by_one.list()
    counts = at_once.counts()
    assert (counts["registered"], counts["authorized"]) == (counts["registrations"], counts["attendees"])
    assert counts == one_by_one.counts() | {"beside": 0}


@exhaustively
@given(pasts, rows, purposes)
def test_undoing_an_import_leaves_everybody_as_they_were(
    desk: Desk, pasts: list[tuple[str, tuple[str, ...]]], rows: list[str], purpose: Purpose
) -> None:
    community_id = desk.community()
    evening = Evening(desk, community_id)
    evening.live_through(pasts)
    before, codes, counts = evening.list(), evening.codes(), evening.counts()
    importing = imported(desk, evening, community_id, rows, purpose)
    importing.undo()
    importing.finish()
    assert sorted(evening.list()) == sorted(before)
    assert evening.codes() == codes
    assert evening.counts() == counts | {"beside": 0}


def test_who_was_authorized_and_stays_keeps_the_place_that_the_import_gave_them(desk: Desk) -> None:
    community_id = desk.community()
    evening = Evening(desk, community_id)
    evening.live_through([("ada", ("authorize",)), ("bob", ("register",))])
    importing = imported(desk, evening, community_id, ["ada"], Purpose.REGISTER)
    importing.undo()
    importing.finish()
    assert [(guest.email.key, guest.seq, guest.registered) for guest in evening.guests()][1] == (
        "ada@example.com",
        3,
        None,
    )


def test_who_is_authorized_anew_after_undoing_is_so_by_the_details_given_then(desk: Desk) -> None:
    community_id = desk.community()
    evening = Evening(desk, community_id)
    importing = imported(desk, evening, community_id, ["ada"], Purpose.AUTHORIZE)
    [code] = evening.codes().values()
    importing.undo()
    importing.finish()
    evening.do("authorize", parse_email("ada@example.com"), Details(name="Countess"))
    [guest] = evening.guests()
    assert guest.details.name == "Countess"
    assert guest.admission is not None
    assert guest.admission.code != code


def test_who_has_come_since_is_kept(desk: Desk) -> None:
    community_id = desk.community()
    evening = Evening(desk, community_id)
    importing = imported(desk, evening, community_id, ["ada", "bob"], Purpose.BOTH)
    evening.enter("ada@example.com")
    importing.undo()
    assert importing.finish().counts["kept"] == 1
    assert [(remark.number, remark.reason) for remark in importing.view().kept] == [
        (2, "Was changed or came after the import, and stays as it is now.")
    ]
    assert [(guest.email.key, guest.authorized) for guest in evening.guests()] == [("ada@example.com", Authorized.YES)]
    assert evening.states() == {"ada@example.com": "waiting"}


def test_who_was_let_in_anew_is_out_again(desk: Desk) -> None:
    community_id = desk.community()
    evening = Evening(desk, community_id)
    evening.live_through([("ada", ("register", "authorize"))])
    evening.enter("ada@example.com")
    evening.live_through([("ada", ("revoke",))])
    importing = imported(desk, evening, community_id, ["ada"], Purpose.AUTHORIZE)
    evening.enter("ada@example.com")
    assert evening.states() == {"ada@example.com": "waiting"}
    importing.undo()
    importing.finish()
    assert [guest.authorized for guest in evening.guests()] == [Authorized.REVOKED]
    assert evening.states() == {"ada@example.com": "out"}
