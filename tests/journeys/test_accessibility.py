"""Axe-core looks at every page: on a phone and on a desk, in light and in dark."""

from typing import Final, Literal

import pytest
from playwright.sync_api import Page

from admit.web.attendee.routes import PAGES as ATTENDEE_PAGES
from admit.web.dashboard.routes import PAGES as DASHBOARD_PAGES
from tests.architecture.tree import ROOT
from tests.journeys.chromium import NewPage
from tests.journeys.shown import SHOWN, Shown
from tests.journeys.stage import Stage

AXE = ROOT / "tests" / "data" / "axe.min.js"
Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
PHONE, DESK = 360, 1280
"""Widths, in CSS pixels."""

SERIOUS = """
async rules => (await axe.run({resultTypes: ["violations"], ...(rules && {runOnly: rules})})).violations
  .filter(violation => ["serious", "critical"].includes(violation.impact))
  .flatMap(violation => violation.nodes.map(node => `${violation.id}: ${node.target}: ${node.failureSummary}`))
"""
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules whose answer a colour scheme may change. All of them look at what is shown, which a width may change."""

WIDER = """
() => [...document.querySelectorAll(":root, .sheet")]
  .filter(each => each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX != "auto")
  .map(each => each.innerText)
"""
"""A page that is wider than its window, or a sheet that does not show all of itself."""

EXPORTS = (".csv", ".json", ".jsonl")


def test_every_page_has_a_line_in_the_list() -> None:
    every_page = (*DASHBOARD_PAGES, *ATTENDEE_PAGES)
    pages = {page.path for page in every_page if page.method == "GET" and not page.path.endswith(EXPORTS)}
    assert pages - {shown.route for shown in SHOWN} == set()


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.name)
def test_a_page_fits_its_screen_and_axe_finds_nothing_serious(shown: Shown, stage: Stage, new_page: NewPage) -> None:
    page = new_page(bypass_csp=True, reduced_motion="reduce", viewport={"width": PHONE, "height": 800})
    shown.show(stage, page)
    page.add_script_tag(path=AXE)
    wider, found = [], []
    for width in (PHONE, DESK):
        for scheme in SCHEMES:
            found += [(width, scheme, fault) for fault in serious(page, width, scheme)]
        wider += [(width, what) for what in page.evaluate(WIDER)]
    assert (wider, found) == ([], [])


def test_axe_would_find_what_is_wrong(new_page: NewPage) -> None:
    page = new_page(bypass_csp=True)
    page.goto("/signin")
    page.add_script_tag(path=AXE)
    page.locator("label[for=email]").evaluate("label => label.remove()")
    assert [found.partition(":")[0] for found in serious(page, DESK, "light")] == ["label"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_would_find_what_cannot_be_read(new_page: NewPage, scheme: Scheme) -> None:
    page = new_page(bypass_csp=True)
    page.goto("/signin")
    page.add_script_tag(path=AXE)
    page.locator("label[for=email]").evaluate("label => { label.style = 'color: #888; background: #999'; }")
    assert [found.partition(":")[0] for found in serious(page, DESK, scheme)] == ["color-contrast"]


def serious(page: Page, width: int, scheme: Scheme) -> list[str]:
    """In the dark, of what a colour may change: all else is as it is in the light."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    found: list[str] = page.evaluate(SERIOUS, OF_COLOURS if scheme == "dark" else None)
    return found
