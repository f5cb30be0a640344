"""A community with something to see, and the people who look at it."""

from contextlib import ExitStack
from enum import Enum
from functools import cached_property
from types import TracebackType
from typing import Self

from playwright.sync_api import BrowserContext

from admit.actions import access_keys, airmeets, deliveries, enrolments, invitations, profiles
from admit.actions import accounts as account_actions
from admit.lib.clock import Timestamp
from admit.model.access_keys import Access
from admit.model.actors import Member, Operator
from admit.model.airmeets import Particulars, Plan, Status
from admit.model.deliveries import Kind, Message
from admit.model.enrolments import Enrolment
from admit.model.members import Role
from admit.model.people import Details, parse_email
from admit.store import accounts, members
from admit.store.database import Transaction
from admit.web.attendee.visits import PROFILE_COOKIE
from admit.web.dashboard.visits import SESSION_COOKIE
from tests.dashboard import Organizer, new_email
from tests.guests import Guest
from tests.harness import OPERATOR_EMAIL, Integration, LiveServer
from tests.web.dashboard.imports import loads


class By(Enum):
    """Who looks at a page."""

    NOBODY = "who has not signed in"
    OWNER = "who owns the community"
    HELPER = "who owns another one and helps in this one"
    NEWCOMER = "who signed up a moment ago"
    OPERATOR = "who runs the installation"
    GUEST = "who has opened their profile"


GUESTS = ("Ada Lovelace", "Grace Hopper", "Mary Somerville", "Sofia Kovalevskaya", "Hedy Lamarr", "Katherine Johnson")
EVENTS = (
    ("An evening of engines", "Europe/London", "2026-11-20T18:00:00.000Z", "2026-11-20T20:00:00.000Z", Status.FINISHED),
    ("Weaving algebra", "Europe/Paris", "2026-11-24T04:00:00.000Z", "2026-11-24T06:00:00.000Z", Status.ONGOING),
    ("Notes on the notes", "America/New_York", "2027-01-14T23:00:00.000Z", "2027-01-15T01:30:00.000Z", None),
)
DESCRIPTION = "How a machine that weaves flowers and leaves came to weave algebra.\n\nBring a question, and a cup."


class Stage:
    """`ids` has what the paths of the route table leave open."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        """It took nine days, so that what is listed by time has an order."""
        self.server.clock.advance(days=-9)
        self.owner = self._organizer("Analytical Society", "ada")
        self.integration = Integration(self.server, self.owner.community_id)
        for event in EVENTS:
            self._hold(*event)
        for guest in GUESTS:
            self.integration.register(f"{guest.split()[0].lower()}@example.org", guest)
        link: str = self.integration.authorize("ada@example.org", GUESTS[0]).json()["entryLink"]
        import_id = self._import()
        self.server.clock.advance(days=5)
        self.integration.revoke_key(self._key("Website form", Access.WRITE_ONLY))
        self.server.clock.advance(days=4)
        self.ids = {
            "community_id": self.owner.community_id,
            "airmeet_id": self.integration.airmeet_id,
            "access_key": self._key("Badge printer", Access.READ_ONLY, [self.integration.airmeet_id]),
            "import_id": import_id,
            "code": link.partition("code=")[2],
            "number": "1",
            **self._come(),
            "message_id": self.server.operate(_post_message).message_id,
        }
        self.ids |= {"account_id": self._account_id(self._helper.email), **self._invitation()}
        self.ids |= {"confirmation": self._confirmation(), "profile": self._profile_code("grace@example.org")}
        self.server.keep_key_uses()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._exits.close()

    def path(self, by: By, pattern: str) -> str:
        """The address of a page, as `by` would go there. A newcomer goes to their own community."""
        ids = self.ids | ({"community_id": self._newcomer.community_id} if by is By.NEWCOMER else {})
        return pattern.format(**ids)

    def enter(self, by: By, context: BrowserContext) -> None:
        """From now on, the pages of this context are seen by `by`."""
        for name, value in self.cookies(by).items():
            context.add_cookies([{"name": name, "value": value, "url": self.server.url}])

    def cookies(self, by: By) -> dict[str, str]:
        session = self._session(by)
        return {PROFILE_COOKIE if by is By.GUEST else SESSION_COOKIE: session} if session else {}

    def _session(self, by: By) -> str | None:
        match by:
            case By.NOBODY:
                return None
            case By.OWNER:
                return self.owner.session
            case By.NEWCOMER:
                return self._newcomer.session
            case By.HELPER:
                return self._helper.session
            case By.OPERATOR:
                return self._operators_session
            case By.GUEST:
                return self._guests_session

    @cached_property
    def _newcomer(self) -> Organizer:
        return self._organizer("Tidewater", "newcomer")

    @cached_property
    def _operators_session(self) -> str:
        """Nobody signs up with an operator's address on the pages, so it is done beneath them."""
        return self.server.operate(_sign_up_operator)

    @cached_property
    def _guests_session(self) -> str:
        return self.server.operate(_open_profile, self._profile_code("ada@example.org"))

    @cached_property
    def _helper(self) -> Organizer:
        helper = self._organizer("Tidewater", "helper")
        self.server.operate(_help, self.owner.community_id, helper.email, self.ids["airmeet_id"])
        return helper

    def _organizer(self, community: str, name: str) -> Organizer:
        organizer = self._exits.enter_context(Organizer(self.server))
        return organizer.sign_up(community, new_email(name))

    def _invitation(self) -> dict[str, str]:
        """Its id, and the code of its link."""
        invitation_id, code = self.server.operate(
            _invite, self.owner.community_id, self._account_id(self.owner.email), self.server.url
        )
        return {"invitation_id": invitation_id, "invitation": code}

    def _confirmation(self) -> str:
        """The code in the mail to somebody who asked to be registered."""
        self.server.operate(_enrol, self.ids["airmeet_id"], self.server.url)
        [*_, (body,)] = self.server.look("SELECT body FROM messages WHERE kind = 'confirmation' ORDER BY message_id")
        return str(body).partition("code=")[2].split()[0]

    def _profile_code(self, email: str) -> str:
        """The code in the mail to a guest."""
        self.server.operate(_ask_for_profile, email, self.server.url)
        [*_, (body,)] = self.server.look("SELECT body FROM messages WHERE kind = 'profile' ORDER BY message_id")
        return str(body).partition("code=")[2].split()[0]

    def _account_id(self, email: str) -> str:
        [(account_id,)] = self.server.look("SELECT account_id FROM accounts WHERE email_key = :email", email=email)
        return str(account_id)

    def _come(self) -> dict[str, str]:
        """Airmeets that go on and that are over, and the codes of people who may come in."""
        rows = self.server.look(
            "SELECT name, airmeet_id FROM airmeets WHERE community_id = :id", id=self.owner.community_id
        )
        ids = dict(rows)
        shown = {
            "over": ids[EVENTS[0][0]],
            "new": ids[EVENTS[1][0]],
            "room": ids[EVENTS[1][0]],
            "away": ids[EVENTS[1][0]],
        }
        found = {"ongoing_id": ids[EVENTS[1][0]], "over_id": ids[EVENTS[0][0]], "empty_id": ids[EVENTS[2][0]]}
        for word, airmeet_id in shown.items():
            found[f"code_{word}"] = self._invite_guest(airmeet_id, word, "Emmy Noether").partition("code=")[2]
        for name in GUESTS[1:5]:
            with Guest(self.server, self._invite_guest(shown["room"], name.split()[0].lower(), name)) as guest:
                guest.enter(name=name)
        link = self.integration.authorize("waiting@example.org", "Emmy Noether").json()["entryLink"]
        return {**found, "code_waiting": link.partition("code=")[2]}

    def _invite_guest(self, airmeet_id: str, address: str, name: str) -> str:
        """Their entry link."""
        body = {"email": f"{address}@example.org", "name": name, "organisation": "Göttingen"}
        link: str = self.integration.post(f"/api/v1/airmeet/{airmeet_id}/attendee", body).json()["entryLink"]
        return link

    def _hold(self, name: str, timezone: str, starts_at: str, ends_at: str, status: Status | None) -> None:
        plan = Plan(
            name=name,
            starts_at=Timestamp(starts_at),
            ends_at=Timestamp(ends_at),
            timezone=timezone,
            particulars=Particulars(
                description=DESCRIPTION, stage_url="https://meet.example.org/" + name.split(maxsplit=1)[0]
            ),
        )
        airmeet = self.server.operate(airmeets.create_planned, self.owner.community_id, plan)
        if status:
            self.server.operate(airmeets.change_status, airmeet.airmeet_id, status)

    def _import(self) -> str:
        """One that has run, with two rows left out."""
        rows = [
            [guest, f"{guest.split()[0].lower()}@example.org", ""] for guest in (*GUESTS, "Ada King", "Emmy Noether")
        ]
        imports = f"/communities/{self.owner.community_id}/airmeets/{self.integration.airmeet_id}/imports"
        import_id = loads.run(self.owner, imports, *rows, ["Nobody", "nobody", ""]).rpartition("/")[2]
        self.server.operate(_keep, import_id)
        return import_id

    def _key(self, label: str, access: Access, airmeet_ids: list[str] | None = None) -> str:
        """One that was used."""
        key, secret = self.server.operate(
            access_keys.create,
            community_id=self.owner.community_id,
            label=label,
            access=access,
            airmeet_ids=airmeet_ids,
        )
        self.integration.issue(key.access_key, secret)
        return key.access_key


async def _invite(tx: Transaction, _: Operator, community_id: str, account_id: str, public_url: str) -> tuple[str, str]:
    owner = Member(await members.get(tx, community_id, account_id))
    email = parse_email("grace@example.com")
    invitation, code = await invitations.invite(tx, owner, email=email, role=Role.MANAGER, public_url=public_url)
    return invitation.invitation_id, code


async def _keep(tx: Transaction, _: Operator, import_id: str) -> None:
    """Whatever other tests do to the clock, its rows are not forgotten."""
    await tx.run("UPDATE imports SET forget_at = '2100' WHERE import_id = :import_id", {"import_id": import_id})


async def _enrol(tx: Transaction, _: Operator, airmeet_id: str, public_url: str) -> None:
    details = Details(name="Emmy Noether", city="Göttingen", organisation="Georg-August-Universität")
    enrolment = Enrolment(parse_email(new_email("emmy")), details)
    await enrolments.request(tx, enrolment, airmeet_id=airmeet_id, public_url=public_url)
    await tx.run("UPDATE enrolments SET expires_at = '2100' WHERE airmeet_id = :id", {"id": airmeet_id})


async def _ask_for_profile(tx: Transaction, _: Operator, email: str, public_url: str) -> None:
    await profiles.request(tx, email=parse_email(email), public_url=public_url)
    await tx.run("UPDATE profile_codes SET expires_at = '2100' WHERE email_key = :email", {"email": email})


async def _open_profile(tx: Transaction, _: Operator, code: str) -> str:
    session = await profiles.begin(tx, code)
    await tx.run("UPDATE profile_sessions SET expires_at = '2100' WHERE email_key = 'ada@example.org'", {})
    return session


async def _help(tx: Transaction, _: Operator, community_id: str, email: str, airmeet_id: str) -> None:
    account = await accounts.find_by_email(tx, email)
    assert account is not None
    await members.insert(
        tx,
        community_id=community_id,
        account_id=account.account_id,
        role=Role.HELPER,
        airmeet_ids=frozenset({airmeet_id}),
    )


async def _sign_up_operator(tx: Transaction, _: Operator) -> str:
    """Another stage on this server may have done so before."""
    email = parse_email(OPERATOR_EMAIL)
    account = await account_actions.find_by_email(tx, email)
    if account:
        return await account_actions.sign_in(tx, account)
    return (await account_actions.sign_up(tx, email=email, password_hash="none", community_name="Tidewater"))[0]


async def _post_message(tx: Transaction, _: Operator) -> Message:
    return await deliveries.post(
        tx, Kind.PASSWORD_RESET, recipient="ada@example.com", subject="Your new password", body="Open this link: …"
    )
