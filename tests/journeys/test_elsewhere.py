"""Another community's pages, by addresses that somebody guessed or was told."""

from playwright.sync_api import Page

from admit.web.dashboard.routes import COMMUNITY, PAGES
from tests.dashboard import new_email
from tests.journeys import steps
from tests.journeys.chromium import NewPage
from tests.journeys.stage import By, Stage

NO_PAGE_OF_ITS_OWN = (".csv", ".jsonl", "/chosen")
GETS = [page.path for page in PAGES if page.method == "GET" and not page.path.endswith(NO_PAGE_OF_ITS_OWN)]
OF_A_COMMUNITY = [path for path in GETS if path.startswith(COMMUNITY)]
"""What is downloaded, or answers to a choice, is guessed at over plain HTTP in tests/web/dashboard/."""
THEIRS = ("Analytical Society", "Open evening", "Badge printer")


def test_another_communitys_pages_are_not_there(stage: Stage, new_page: NewPage) -> None:
    owner = new_page()
    stage.enter(By.OWNER, owner.context)
    shown = [seen(owner, pattern.format(**stage.ids)) for pattern in OF_A_COMMUNITY]
    assert {status for status, _ in shown} == {200}
    assert {name for _, names in shown for name in names} == set(THEIRS)

    charlie = new_page()
    steps.sign_up(charlie, new_email("charlie"), "Charlie's community")
    guessed = [stage.ids, stage.ids | {"community_id": steps.community_of(charlie)}]
    for ids, pattern in ((ids, pattern) for ids in guessed for pattern in OF_A_COMMUNITY):
        if ids is stage.ids or any(name in pattern for name in ("{airmeet_id}", "{access_key}", "{account_id}")):
            assert seen(charlie, pattern.format(**ids)) == (404, set()), pattern


def seen(page: Page, path: str) -> tuple[int, set[str]]:
    """The status of the page, and what it tells of the community on the stage."""
    response = page.goto(path)
    assert response is not None
    text = page.content()
    return response.status, {name for name in THEIRS if name in text}
