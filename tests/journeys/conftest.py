"""A real browser: one Chromium for each worker, a context for each test, and no page may misbehave in it."""

import asyncio
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.harness import LiveServer
from tests.journeys import chromium
from tests.journeys.chromium import NewPage
from tests.journeys.stage import Stage
from tests.journeys.watch import Watch


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        loop = asyncio.get_running_loop()
        _run(None)
        yield browser
        _run(loop)
        browser.close()


@pytest.fixture
def new_page(browser: Browser, server: LiveServer) -> Iterator[NewPage]:
    """Every page that was opened has to have behaved."""
    contexts: list[tuple[BrowserContext, Watch]] = []

    def opened(*others: str, **options: object) -> Page:
        """`others` are origins that it may ask, beside our own."""
        context = chromium.new_context(browser, server.url, **options)
        contexts.append((context, Watch(context, server.url, *others)))
        return context.new_page()

    _run(browser._loop)  # noqa: SLF001 (see _run)
    yield opened
    complaints = [complaint for _, watch in contexts for complaint in watch.complaints]
    for context, _ in contexts:
        context.close()
    _run(None)
    assert complaints == []


@pytest.fixture(scope="session")
def stage(shared_server: LiveServer) -> Iterator[Stage]:
    """To be looked at: what a test changes there, the next one finds."""
    with Stage(shared_server) as stage:
        yield stage


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Every journey is made twice."""
    return bool(request.param)


@pytest.fixture
def page(new_page: NewPage, *, scripts: bool) -> Page:
    return new_page(java_script_enabled=scripts)


def _run(loop: asyncio.AbstractEventLoop | None) -> None:
    """Playwright's loop is current in this thread only while a test uses it: other tests run their own."""
    asyncio._set_running_loop(loop)  # noqa: SLF001 (what Playwright itself calls to the same end)
