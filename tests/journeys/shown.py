"""Every page that people meet, one line each: looked at by axe, and in the pictures of docs/images/.

A page of a route table that has no line here fails a test.
"""

from collections.abc import Callable

import msgspec
from playwright.sync_api import Page

from admit.web.dashboard.joining import PATH as JOIN
from admit.web.dashboard.routes import (
    AIRMEET,
    AIRMEETS,
    COMMUNITY,
    IMPORT,
    IMPORTS,
    KEY,
    KEYS,
    MEMBER,
    MEMBERS,
    PEOPLE,
    PERSON,
)
from tests.journeys import steps
from tests.journeys.stage import By, Stage

LINK = "/e/{airmeet_id}"


class Shown(msgspec.Struct, frozen=True):
    """`route` is a path of the route table. `then` leads on from the page there to one that only a form answers."""

    name: str
    route: str
    by: By = By.OWNER
    query: str = ""
    then: Callable[[Page], None] | None = None

    def show(self, stage: Stage, page: Page) -> None:
        stage.enter(self.by, page.context)
        page.goto(stage.path(self.by, self.route + self.query))
        if self.then:
            self.then(page)


SHOWN = (
    Shown("sign-up", "/signup", By.NOBODY),
    Shown("sign-up-refused", "/signup", By.NOBODY, then=steps.sign_up_with_a_short_password),
    Shown("sign-in", "/signin", By.NOBODY),
    Shown("sign-in-refused", "/signin", By.NOBODY, then=steps.sign_in_with_a_wrong_password),
    Shown("communities", "/", By.HELPER),
    Shown("airmeets", AIRMEETS),
    Shown("airmeets-none", AIRMEETS, By.NEWCOMER),
    Shown("airmeets-none-found", AIRMEETS, query="?q=sailing"),
    Shown("airmeets-of-a-helper", AIRMEETS, By.HELPER),
    Shown("airmeet-new", AIRMEETS + "/new"),
    Shown("airmeet-new-refused", AIRMEETS + "/new", then=steps.hold_an_airmeet_that_ends_before_it_starts),
    Shown("airmeet", AIRMEET),
    Shown("airmeet-going-on", AIRMEETS + "/{ongoing_id}"),
    Shown("airmeet-unknown", AIRMEET, By.NEWCOMER),
    Shown("airmeet-change", AIRMEET + "/change"),
    Shown("airmeet-duplicate", AIRMEET + "/duplicate"),
    Shown("airmeet-finish", AIRMEET + "/finish"),
    Shown("airmeet-archive", AIRMEET + "/archive"),
    Shown("people", PEOPLE),
    Shown("people-none-found", PEOPLE, query="?q=sailing"),
    Shown("people-new", PEOPLE + "/new"),
    Shown("people-chosen", PEOPLE + "/chosen", query="?do=revoke&all=1"),
    Shown("people-links", PEOPLE + "/chosen", query="?do=links&all=1"),
    Shown("people-none", AIRMEETS + "/{empty_id}/people"),
    Shown("person", PERSON),
    Shown("person-came", AIRMEETS + "/{ongoing_id}/people/5"),
    Shown("person-revoke", PERSON + "/revoke"),
    Shown("imports", IMPORTS),
    Shown("imports-refused", IMPORTS, then=steps.look_at_no_rows),
    Shown("import-checked", IMPORTS, then=steps.look_at_rows),
    Shown("import-done", IMPORT),
    Shown("import-undo", IMPORT + "/undo"),
    Shown("activity", COMMUNITY + "/activity"),
    Shown("keys", KEYS),
    Shown("keys-none", KEYS, By.NEWCOMER),
    Shown("key-generated", KEYS, then=steps.generate_key),
    Shown("key", KEY),
    Shown("key-rotate", KEY + "/rotate"),
    Shown("key-revoke", KEY + "/revoke"),
    Shown("members", MEMBERS),
    Shown("invitation-made", MEMBERS, then=steps.invite),
    Shown("member", MEMBER),
    Shown("member-remove", MEMBER + "/remove"),
    Shown("leave", COMMUNITY + "/leave"),
    Shown("join", JOIN, By.NEWCOMER, query="?code={invitation}"),
    Shown("join-signed-out", JOIN, By.NOBODY, query="?code={invitation}"),
    Shown("join-unknown", JOIN, By.NOBODY),
    Shown("account", "/account"),
    Shown("forgot", "/forgot", By.NOBODY),
    Shown("forgot-sent", "/forgot/sent", By.NOBODY),
    Shown("reset-unknown", "/reset", By.NOBODY),
    Shown("outbox", "/outbox", By.OPERATOR),
    Shown("outbox-message", "/outbox/{message_id}", By.OPERATOR),
    Shown("reference", "/docs", By.NOBODY),
    Shown("event", LINK, By.NOBODY),
    Shown("event-unknown", LINK + "x", By.NOBODY),
    Shown("register", LINK + "/register", By.NOBODY),
    Shown("register-refused", LINK + "/register", By.NOBODY, then=steps.register_without_a_name),
    Shown("register-sent", LINK + "/register/sent", By.NOBODY),
    Shown("confirm", LINK + "/confirm", By.NOBODY, query="?code={confirmation}"),
    Shown("confirm-unknown", LINK + "/confirm", By.NOBODY, query="?code=another"),
    Shown("link", LINK + "/link", By.NOBODY),
    Shown("link-sent", LINK + "/link/sent", By.NOBODY),
    Shown("profile-closed", "/me", By.NOBODY),
    Shown("profile-sent", "/me/sent", By.NOBODY),
    Shown("profile-open", "/me/open", By.NOBODY, query="?code={profile}"),
    Shown("profile-unknown", "/me/open", By.NOBODY, query="?code=another"),
    Shown("profile", "/me", By.GUEST),
    Shown("profile-change", "/me/change", By.GUEST),
    Shown("profile-erase", "/me/erase", By.GUEST),
    Shown("profile-erased", "/me/erased", By.NOBODY),
    Shown("entry", LINK, By.NOBODY, query="?code={code}"),
    Shown("entry-new", "/e/{ongoing_id}", By.NOBODY, query="?code={code_new}"),
    Shown("entry-details", LINK, By.NOBODY, query="?code={code}", then=steps.change_own_details),
    Shown("entry-elsewhere", "/e/{ongoing_id}", By.NOBODY, "?code={code_away}", steps.enter_in_another_browser),
    Shown("entry-over", "/e/{over_id}", By.NOBODY, query="?code={code_over}"),
    Shown("waiting-room", LINK, By.NOBODY, query="?code={code_waiting}", then=steps.enter),
    Shown("room", "/e/{ongoing_id}", By.NOBODY, query="?code={code_room}", then=steps.enter),
    Shown("entry-link-unknown", LINK, By.NOBODY, query="?code=another"),
)
