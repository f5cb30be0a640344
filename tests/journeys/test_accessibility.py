"""Axe-core looks at every page: on a phone and on a desk, in light and in dark."""

from itertools import product
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
WIDTHS = (360, 1280)
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")

SERIOUS = """
async () => (await axe.run({resultTypes: ["violations"]})).violations
  .filter(violation => ["serious", "critical"].includes(violation.impact))
  .flatMap(violation => violation.nodes.map(node => `${violation.id}: ${node.target}: ${node.failureSummary}`))
"""

CUT_OFF = """
() => [...document.querySelectorAll(".sheet")]
  .filter(sheet => sheet.scrollWidth > sheet.clientWidth && getComputedStyle(sheet).overflowX == "hidden")
  .map(sheet => sheet.innerText)
"""
"""What a sheet does not show of itself."""

EXPORTS = (".csv", ".json", ".jsonl")


def test_every_page_has_a_line_in_the_list() -> None:
    every_page = (*DASHBOARD_PAGES, *ATTENDEE_PAGES)
    pages = {page.path for page in every_page if page.method == "GET" and not page.path.endswith(EXPORTS)}
    assert pages - {shown.route for shown in SHOWN} == set()


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.name)
def test_axe_finds_nothing_serious(shown: Shown, stage: Stage, new_page: NewPage) -> None:
    page = new_page(bypass_csp=True, reduced_motion="reduce")
    shown.show(stage, page)
    page.add_script_tag(path=AXE)
    assert {view: found for view in product(WIDTHS, SCHEMES) if (found := serious(page, *view))} == {}


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.name)
def test_nothing_is_wider_than_where_it_stands(shown: Shown, stage: Stage, new_page: NewPage) -> None:
    page = new_page()
    shown.show(stage, page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT_OFF) == []


def test_axe_would_find_what_is_wrong(new_page: NewPage) -> None:
    page = new_page(bypass_csp=True)
    page.goto("/signin")
    page.add_script_tag(path=AXE)
    page.locator("label[for=email]").evaluate("label => label.remove()")
    assert [found.partition(":")[0] for found in serious(page, 1280, "light")] == ["label"]


def serious(page: Page, width: int, scheme: Literal["light", "dark"]) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    found: list[str] = page.evaluate(SERIOUS)
    return found
