"""`make screenshots`: a picture of every page, on a phone and on a desk, into docs/images/."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, sync_playwright

from tests.architecture.tree import ROOT
from tests.harness import OPERATOR_EMAIL, START, LiveServer, ManualClock
from tests.journeys import chromium, palette
from tests.journeys.shown import SHOWN, Shown
from tests.journeys.stage import Stage

IMAGES = ROOT / "docs" / "images"
WIDTHS: Final[dict[str, ViewportSize]] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 800},
}
HEIGHT_MAX = 2_000
DARK = {"sign-in", "airmeets", "airmeet", "keys", "key-generated", "entry", "room"}

STAND_STILL = """
() => {
  const secrets = [
    [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "0192f0c4-6b1e-4d3a-9a51-3f0c2b7d8e46"],
    [/admit_sk_[\\w-]+/g, "admit_sk_c2hvd24gb25jZSwgaW4gYSBwaWN0dXJlIG9ubHk"],
    [/http:\\/\\/127\\.0\\.0\\.1:\\d+/g, "https://events.example.org"],
    [/code=[\\w-]{32,}/g, "code=c2hvd24gaW4gYSBwaWN0dXJlIG9ubHkgMTIz"],
    [/(\\w+)\\.\\d+@/g, "$1@"],
  ];
  const shownOf = text => secrets.reduce((said, [what, shown]) => said.replace(what, shown), text);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = shownOf(texts.currentNode.data);
  for (const field of document.querySelectorAll("[readonly]")) field.value = shownOf(field.value);
}
"""
"""Shows the same in place of whatever is new in each run, so that a picture changes when its page does."""


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    with sync_playwright() as playwright, chromium.launch(playwright) as browser:
        decoder = browser.new_page()
        for shown in SHOWN:
            with _new_stage() as stage:
                for name, picture in _pictures(shown, stage, browser):
                    (IMAGES / f"{shown.name}-{name}.png").write_bytes(palette.reduce(picture, decoder))


@contextmanager
def _new_stage() -> Iterator[Stage]:
    """With nothing on it from the picture before."""
    with (
        tempfile.TemporaryDirectory() as folder,
        LiveServer(Path(folder) / "admit.db", ManualClock(), operators=OPERATOR_EMAIL) as server,
        Stage(server) as stage,
    ):
        yield stage


def _pictures(shown: Shown, stage: Stage, browser: Browser) -> Iterator[tuple[str, bytes]]:
    """They share a page, since what a form answers is answered once."""
    with chromium.new_context(browser, stage.server.url, reduced_motion="reduce") as context:
        page = context.new_page()
        page.clock.set_fixed_time(START)  # A countdown stands still, too.
        shown.show(stage, page)
        page.evaluate(STAND_STILL)
        for name, viewport in WIDTHS.items():
            page.set_viewport_size(viewport)
            yield name, _picture(page, viewport["width"])
        if shown.name in DARK:
            page.emulate_media(color_scheme="dark")
            yield "dark", _picture(page, viewport["width"])


def _picture(page: Page, width: int) -> bytes:
    height: int = page.evaluate("document.documentElement.scrollHeight")
    clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": min(height, HEIGHT_MAX)}
    return page.screenshot(full_page=True, clip=clip)


if __name__ == "__main__":
    main()
