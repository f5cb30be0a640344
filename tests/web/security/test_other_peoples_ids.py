"""Ids of another community, in every place of every address where an id stands."""

import re
from collections.abc import Iterator

import pytest

from admit.web.dashboard.routes import AIRMEET, COMMUNITY
from tests.journeys.stage import By, Stage
from tests.web.security.visitors import GETS, POSTS, Visitor

IDS = re.compile(r"{(\w+)}")
ONLY_WITHIN_AN_AIRMEET = {"number"}
"""Every airmeet has a first person: whose it is, the other ids say."""
WITH_IDS = [path for path in (*GETS, *POSTS) if path.startswith((COMMUNITY, "/outbox/"))]
FILLED_IN = {
    "name": "A name",
    "email": "ada@example.net",
    "start": "2027-01-01T18:00",
    "end": "2027-01-01T19:00",
    "timezone": "Europe/London",
    "admission": "public",
    "stage": "meeting",
    "status": "ONGOING",
    "as": "both",
    "role": "manager",
    "do": "authorize",
    "all": "1",
    "label": "A key",
    "access": "read-only",
    "for": "all",
    "purpose": "register",
    "pasted": "email,name\nada@example.net,Ada",
    "column": "email",
    "overlap": "0",
}
"""So that nothing is refused for what the form lacks."""
CHOSEN = {"do": "authorize", "all": "1"}


@pytest.fixture(scope="module")
def others(stage: Stage) -> Iterator[Stage]:
    """Those whom it is not about, in a community just like it."""
    with Stage(stage.server) as others:
        yield others


def foreign(path: str, others: Stage) -> list[dict[str, str]]:
    """What stands for the ids of `path`: each one of theirs among one's own, and all of theirs."""
    names = [name for name in IDS.findall(path) if name not in ONLY_WITHIN_AN_AIRMEET]
    return [{name: others.ids[name]} for name in names] + [{name: others.ids[name] for name in names}]


def test_what_is_there_for_its_own_people_is_there(stage: Stage) -> None:
    with Visitor(stage, By.OWNER) as owner, Visitor(stage, By.OPERATOR) as operator:
        seen = {
            path: (operator if path.startswith("/outbox") else owner).get(path, CHOSEN)
            for path in WITH_IDS
            if path in GETS
        }
    assert {path: page.status_code for path, page in seen.items()} == dict.fromkeys(seen, 200)


def test_nothing_is_seen_by_anothers_id(stage: Stage, others: Stage) -> None:
    with Visitor(stage, By.OWNER) as owner:
        seen = {
            (path, *ids.values()): owner.get(path, CHOSEN, **ids).status_code
            for path in GETS
            if path in WITH_IDS
            for ids in foreign(path, others)
        }
    assert seen == dict.fromkeys(seen, 404)


def test_nothing_is_changed_by_anothers_id(stage: Stage, others: Stage) -> None:
    before = stage.server.state()
    with Visitor(stage, By.OWNER) as owner:
        fields = FILLED_IN | {"csrf": owner.proof("/account")}
        answers = {
            (path, *ids.values()): owner.post(path, fields, **ids).status_code
            for path in POSTS
            if path in WITH_IDS
            for ids in foreign(path, others)
        }
    assert answers == dict.fromkeys(answers, 404)
    assert stage.server.state() == before


def test_a_helper_finds_nothing_of_an_airmeet_that_is_not_theirs(stage: Stage) -> None:
    before = stage.server.state()
    with Visitor(stage, By.HELPER) as helper:
        fields = FILLED_IN | {"csrf": helper.proof("/account")}
        elsewhere = {"airmeet_id": stage.ids["ongoing_id"]}
        seen = {path: helper.get(path, CHOSEN, **elsewhere).status_code for path in GETS if path.startswith(AIRMEET)}
        sent = {path: helper.post(path, fields, **elsewhere).status_code for path in POSTS if path.startswith(AIRMEET)}
    assert (seen, sent) == (dict.fromkeys(seen, 404), dict.fromkeys(sent, 404))
    assert stage.server.state() == before
