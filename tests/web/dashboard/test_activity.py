"""The activity page, as those who may read it meet it."""

import re

from admit.model.activities import Kind
from admit.model.members import Role
from admit.web.dashboard.activity import LABELS
from tests.dashboard import Organizer
from tests.harness import LiveServer
from tests.web.dashboard.roles import NO_SUCH_ID, join

HOSTILE = '"><script>alert(1)</script>@example.com'


def rows(page: str) -> list[list[str]]:
    """Who, what, airmeet and from, without the tags."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in body.split("</tr>") if row.strip()]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row[1:]] for row in cells]


def log(owner: Organizer) -> str:
    return f"/communities/{owner.community_id}/activity"


def test_it_says_who_did_what_and_from_where_through_page_and_key(
    server: LiveServer, owner: Organizer, evening: str
) -> None:
    owner.post(f"{evening}/status", status="ONGOING")
    owner.get(f"/communities/{owner.community_id}/settings/keys")
    made = owner.post(f"/communities/{owner.community_id}/settings/keys", label="<CRM>", access="read-write").text
    access_key, secret = (re.search(rf'id="{name}-key"[^>]*>([^<]+)<', made) for name in ("access", "secret"))
    assert access_key is not None
    assert secret is not None
    pair = {"X-Airmeet-Access-Key": access_key[1], "X-Airmeet-Secret-Key": secret[1]}
    token = server.http.post("/api/v1/auth", headers=pair).json()["token"]
    api = f"/api/v1/airmeet/{evening.rsplit('/', 1)[-1]}"
    headers = {"X-Airmeet-Access-Token": token}
    for _ in range(2):
        server.http.post(f"{api}/user", headers=headers, json={"email": "Grace@example.com", "name": "Grace"})
    by = owner.email
    assert rows(owner.get(log(owner)).text) == [
        ["key &lt;CRM&gt;", "registered a person: grace@example.com", "Open evening", "127.0.0.1"],
        [by, "generated an access key: &lt;CRM&gt;", "", "127.0.0.1"],
        [by, "started the airmeet", "Open evening", "127.0.0.1"],
        [by, "made the airmeet", "Open evening", "127.0.0.1"],
    ]
    assert len(rows(owner.get(f"{log(owner)}?airmeet={evening.rsplit('/', 1)[-1]}").text)) == 3
    assert [row[1] for row in rows(owner.get(f"{log(owner)}?person=GRACE@").text)] == [
        "registered a person: grace@example.com"
    ]
    assert [row[1] for row in rows(owner.get(f"{log(owner)}?kind=airmeet_started").text)] == ["started the airmeet"]


def test_it_is_read_page_by_page(server: LiveServer, owner: Organizer, evening: str) -> None:
    for _ in range(30):
        owner.post(f"{evening}/archive")
        owner.get(evening)
        owner.post(f"{evening}/unarchive")
    kept = server.look("SELECT 1 FROM activities WHERE community_id = :id", id=owner.community_id)
    first = owner.get(log(owner)).text
    older = re.search(r'<a href="(\?[^"]+)">Older</a>', first)
    assert older is not None
    second = owner.get(log(owner) + older[1].replace("&amp;", "&")).text
    assert (len(rows(first)), len(rows(second))) == (50, len(kept) - 50)
    assert rows(second)[-1][1] == "made the airmeet"
    assert ">Older<" not in second


def test_hostile_filters_are_shown_as_text_and_find_nothing(owner: Organizer, evening: str) -> None:
    assert evening
    page = owner.http.get(log(owner), params={"person": HOSTILE, "kind": HOSTILE, "before": HOSTILE})
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert rows(page.text) == []
    assert owner.http.get(log(owner), params={"person": "%"}).text.count("<tbody>") == 0
    assert owner.get(f"{log(owner)}?person={'%ED%A0%80%00' * 300}").status_code == 200


def test_the_airmeet_of_a_filter_must_be_the_communitys(owner: Organizer, stranger: Organizer, evening: str) -> None:
    hers = evening.rsplit("/", 1)[-1]
    assert owner.get(f"{log(owner)}?airmeet={hers}").status_code == 200
    for foreign in (hers, NO_SUCH_ID, "x"):
        assert stranger.get(f"{log(stranger)}?airmeet={foreign}").status_code == 404


def test_strangers_and_helpers_may_not_read_it(
    server: LiveServer, owner: Organizer, stranger: Organizer, evening: str
) -> None:
    assert f'href="{log(owner)}"' in owner.get(evening).text
    assert stranger.get(log(owner)).status_code == 404
    helper = join(stranger, server, owner.community_id, Role.HELPER, evening.rsplit("/", 1)[-1])
    assert f'href="{log(owner)}"' not in helper.get(evening).text
    assert helper.get(log(owner)).status_code == 403


def test_a_manager_may(server: LiveServer, owner: Organizer, stranger: Organizer) -> None:
    assert join(stranger, server, owner.community_id, Role.MANAGER).get(log(owner)).status_code == 200


def test_every_kind_has_words() -> None:
    assert set(LABELS) == set(Kind)
