"""Every page in a browser that runs no scripts: it is all there, and whatever can be pressed leads somewhere."""

import pytest

from tests.journeys.chromium import NewPage
from tests.journeys.shown import SHOWN
from tests.journeys.stage import By, Stage

DEAD = """
() => [...document.querySelectorAll("a, button, summary, [role=button], [onclick]")]
  .filter(each => each.checkVisibility())
  .filter(each => !(
    each.tagName === "A" && /^(https?|mailto):/.test(each.href) && each.getAttribute("href") !== "#"
    || each.tagName === "BUTTON" && each.type === "submit" && each.form?.hasAttribute("method")
    || each.tagName === "SUMMARY" && each.parentElement.tagName === "DETAILS"
  ))
  .map(each => each.outerHTML)
"""
"""What is shown and does nothing without a script."""


@pytest.mark.parametrize("by", By)
def test_whatever_can_be_pressed_leads_somewhere(by: By, stage: Stage, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    found = {}
    for shown in (each for each in SHOWN if each.by is by):
        page.context.clear_cookies()
        shown.show(stage, page)
        found[shown.name] = (page.locator("h1:visible").count(), page.evaluate(DEAD))
    assert found == dict.fromkeys(found, (1, []))
    assert found


def test_a_button_that_only_a_script_would_hear_would_be_found(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/signin")
    page.locator("main").evaluate("main => main.insertAdjacentHTML('beforeend', '<button type=button>Copy</button>')")
    assert page.evaluate(DEAD) == ['<button type="button">Copy</button>']
