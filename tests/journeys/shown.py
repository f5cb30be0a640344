"""Every page that people meet, one line each: looked at by axe, and in the pictures of docs/images/.

A page of the dashboard's route table that has no line here fails a test.
"""

from collections.abc import Callable

import msgspec
from playwright.sync_api import Page

from admit.web.dashboard.routes import AIRMEET, AIRMEETS, IMPORT, IMPORTS, KEY, KEYS
from tests.journeys import steps
from tests.journeys.stage import By, Stage

LINK = "/e/{airmeet_id}"
DOWNLOADS = (".csv", ".jsonl")
"""How the addresses end that answer with a file, which is no page."""


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
    Shown("airmeet-unknown", AIRMEET, By.NEWCOMER),
    Shown("imports", IMPORTS),
    Shown("imports-refused", IMPORTS, then=steps.look_at_no_rows),
    Shown("import-checked", IMPORTS, then=steps.look_at_rows),
    Shown("import-done", IMPORT),
    Shown("import-undo", IMPORT + "/undo"),
    Shown("keys", KEYS),
    Shown("keys-none", KEYS, By.NEWCOMER),
    Shown("key-generated", KEYS, then=steps.generate_key),
    Shown("key-revoke", KEY + "/revoke"),
    Shown("reference", "/docs", By.NOBODY),
    Shown("entry", LINK, By.NOBODY, query="?code={code}"),
    Shown("entry-link-unknown", LINK, By.NOBODY, query="?code=another"),
)
