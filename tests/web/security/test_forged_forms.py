"""Forms that another site makes a browser send."""

import html
from collections.abc import Iterator

import pytest

from admit.model.errors import FormStale
from tests.journeys.stage import By, Stage
from tests.web.security.visitors import POSTS, Visitor

[STALE] = FormStale().sentences


@pytest.fixture(scope="module")
def victim(stage: Stage) -> Iterator[Visitor]:
    """Somebody with every cookie that there is."""
    with Visitor(stage, By.OWNER, By.GUEST) as visitor:
        visitor.get("/e/{ongoing_id}?code={code_room}")
        yield visitor


@pytest.mark.parametrize("proof", ["none", "another's"])
def test_no_form_of_another_site_is_heeded_at_any_address(stage: Stage, victim: Visitor, proof: str) -> None:
    with Visitor(stage) as attacker:
        fields = {"csrf": attacker.proof("/signin")} if proof == "another's" else {}
    before = stage.server.state()
    answers = {path: victim.post(path, fields, airmeet_id=stage.ids["ongoing_id"]) for path in POSTS}
    assert {path: (answer.status_code, STALE in html.unescape(answer.text)) for path, answer in answers.items()} == (
        dict.fromkeys(POSTS, (403, True))
    )
    assert stage.server.state() == before
