"""Debian's Chromium, as the tests and the pictures start it."""

import os
import shutil
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

PROGRAMS = ("chromium-headless-shell", "chromium")
"""The first draws the same pages without a browser's windows around them, in half the time."""
NewPage = Callable[..., Page]
"""Opens a page with cookies of its own; its words are those of Playwright's `new_context`."""
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-partial-raster",
    "--disable-quic",
    "--no-first-run",
)
"""It calls nobody, and draws the same page the same each time, to the pixel."""
TIMEOUT_MILLISECONDS = 20_000
"""On a machine with much else to do."""


def launch(playwright: Playwright) -> Browser:
    """The sandbox needs another user than root."""
    expect.set_options(timeout=TIMEOUT_MILLISECONDS)
    args = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return playwright.chromium.launch(executable_path=next(filter(None, map(shutil.which, PROGRAMS))), args=args)


def new_context(browser: Browser, url: str, **options: Any) -> BrowserContext:  # noqa: ANN401 (Playwright's own words)
    context = browser.new_context(base_url=url, locale="en-US", **options)
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    return context
