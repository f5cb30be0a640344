"""An airmeet's pages: made, changed, repeated, led from start to finish, and put away."""

import re

import pytest

from admit.model.members import Role
from tests.dashboard import Organizer
from tests.harness import LiveServer
from tests.web.dashboard.forms import OPEN_EVENING, Form
from tests.web.dashboard.roles import NO_SUCH_ID, join

START_AFTER = {"days": 16, "hours": 13, "minutes": 30}
HOSTILE = "</textarea><script>alert(1)</script>\"'{{7*7}}&amp;"
MANAGING = ["change", "duplicate", "finish", "archive"]
POSTS = ["change", "status", "archive", "unarchive"]


def uid(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def status(server: LiveServer, path: str) -> tuple[str, bool]:
    """And whether it is archived."""
    [row] = server.look("SELECT status, archived_at IS NOT NULL FROM airmeets WHERE airmeet_id = :uid", uid=uid(path))
    return row[0], bool(row[1])


def change(owner: Organizer, evening: str, **fields: str) -> int:
    """What the form holds, but for `fields`, is sent: the status of the answer."""
    form = Form(owner.get(f"{evening}/change").text)
    return owner.post(f"{evening}/change", **form.fields | fields).status_code


def test_the_form_of_a_change_holds_what_was_saved(owner: Organizer, evening: str) -> None:
    form = Form(owner.get(f"{evening}/change").text)
    assert form.fields == OPEN_EVENING | {"description": "Bring a friend.\nAnd a cup."}


def test_saving_it_as_it_is_changes_nothing(server: LiveServer, owner: Organizer, evening: str) -> None:
    tables = "SELECT * FROM airmeets WHERE airmeet_id = :uid", "SELECT * FROM activities WHERE airmeet_id = :uid"
    before = [server.look(sql, uid=uid(evening)) for sql in tables]
    assert change(owner, evening) == 200
    assert [server.look(sql, uid=uid(evening)) for sql in tables] == before


def test_a_change_is_shown_and_its_times_are_told_to_machines_too(owner: Organizer, evening: str) -> None:
    assert change(owner, evening, name="Open night", timezone="Asia/Kolkata", stage="meeting") == 200
    text = owner.page.text
    assert owner.page.url.path == evening
    assert '<h1 dir="auto">Open night</h1>' in text
    assert '<time datetime="2026-12-10T12:30:00.000Z">10 December 2026, 18:00</time>' in text
    assert '<time datetime="2026-12-10T14:30:00.000Z">20:00</time> (Asia/Kolkata)' in text
    assert re.search(r"A meeting at\s+<a href=\"https://stage.example/embed/1\" rel=\"noopener noreferrer\">", text)
    assert "<bdi>name, time zone, start, end, stage</bdi>" in text


def test_every_fault_is_told_and_what_was_typed_is_kept(server: LiveServer, owner: Organizer, evening: str) -> None:
    before = server.look("SELECT * FROM airmeets WHERE airmeet_id = :uid", uid=uid(evening))
    typed = {"name": " ", "end": OPEN_EVENING["start"], "stage_url": "javascript:alert(1)", "description": "x\ty\0"}
    assert change(owner, evening, **typed) == 400
    [alert] = re.findall(r'role="alert">(.*?)</div>', owner.page.text, re.DOTALL)
    assert re.findall(r"<p>(.*?)</p>", alert) == [
        "name is empty.",
        "end must come after start.",
        "description contains a control character.",
        "stage must be an address that begins with https:// or http://, or empty.",
    ]
    kept = Form(owner.page.text).fields
    assert (kept["end"], kept["stage_url"], kept["admission"]) == (typed["end"], typed["stage_url"], "invited")
    assert change(owner, evening, start="soon", end="", timezone="Mars/Olympus", admission="x") == 400
    assert "timezone must be" in owner.page.text
    assert "access must be" in owner.page.text
    assert change(owner, evening, start="soon", end="") == 400
    assert "start must be a date and a time." in owner.page.text
    assert "end must be a date and a time." in owner.page.text
    assert server.look("SELECT * FROM airmeets WHERE airmeet_id = :uid", uid=uid(evening)) == before


def test_hostile_text_is_shown_as_text(owner: Organizer, evening: str) -> None:
    assert change(owner, evening, name=HOSTILE, description=HOSTILE, stage_url="https://stage.example/?a='&b=<") == 400
    assert Form(owner.page.text).fields["description"] == HOSTILE
    assert change(owner, evening, name=HOSTILE, description=HOSTILE, stage_url="https://stage.example/?a='&b=c") == 200
    for path in (evening, f"{evening}/change", f"{evening}/duplicate", f"{evening}/finish", f"{evening}/archive"):
        page = owner.get(path).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>" not in page
        assert "49&amp;" not in page


def test_a_long_description_may_be_in_any_script(owner: Organizer, evening: str) -> None:
    assert change(owner, evening, description="門" * 10_000) == 200
    assert "門" * 10_000 in owner.page.text
    assert change(owner, evening, description="門" * 10_001) == 400
    assert "description is longer than 10000 characters." in owner.page.text


class TestClocks:
    """2026-10-25: London's clocks show 01:00 to 02:00 twice. 2027-03-28: they skip from 01:00 to 02:00."""

    def test_the_hour_that_is_shown_twice_is_the_first_one_and_one_that_is_skipped_the_next(
        self, server: LiveServer, owner: Organizer, evening: str
    ) -> None:
        assert change(owner, evening, start="2026-10-25T01:30", end="2027-03-28T01:30") == 200
        assert self.kept(server, evening) == ("2026-10-25T00:30:00.000Z", "2027-03-28T01:30:00.000Z")

    def test_a_time_that_nobody_touched_stays_to_the_millisecond(
        self, server: LiveServer, owner: Organizer, evening: str
    ) -> None:
        second_time_shown = ("2026-10-25T01:30:12.345Z", "2026-10-25T03:00:00.000Z")
        self.keep(server, evening, *second_time_shown)
        assert Form(owner.get(f"{evening}/change").text).fields["start"] == "2026-10-25T01:30"
        assert change(owner, evening, name="Open night") == 200
        assert self.kept(server, evening) == second_time_shown
        assert change(owner, evening, timezone="UTC") == 200
        assert self.kept(server, evening) == ("2026-10-25T01:30:00.000Z", "2026-10-25T03:00:00.000Z")

    @pytest.mark.parametrize(
        "start, end, again",
        [
            ("2026-12-10T18:00", "2026-12-10T20:00", ("2026-12-17T18:00", "2026-12-17T20:00")),
            ("2026-11-24T04:30", "2026-11-24T05:00", ("2026-12-01T04:30", "2026-12-01T05:00")),
            ("2026-09-01T18:00", "2026-09-02T18:00", ("2026-11-24T18:00", "2026-11-25T18:00")),
            ("9999-12-30T18:00", "9999-12-30T19:00", ("9999-12-30T18:00", "9999-12-30T19:00")),
        ],
    )
    def test_a_duplicate_lies_whole_weeks_later_and_in_the_future(
        self, owner: Organizer, evening: str, start: str, end: str, again: tuple[str, str]
    ) -> None:
        assert change(owner, evening, start=start, end=end) == 200
        assert self.dates(owner, evening) == again

    def keep(self, server: LiveServer, evening: str, starts_at: str, ends_at: str) -> None:
        sql = "UPDATE airmeets SET starts_at = :starts_at, ends_at = :ends_at WHERE airmeet_id = :uid"
        parameters = {"starts_at": starts_at, "ends_at": ends_at, "uid": uid(evening)}
        server.operate(lambda tx, _: tx.run(sql, parameters))

    def kept(self, server: LiveServer, evening: str) -> tuple[str, str]:
        [row] = server.look("SELECT starts_at, ends_at FROM airmeets WHERE airmeet_id = :uid", uid=uid(evening))
        return row[0], row[1]

    def dates(self, owner: Organizer, evening: str) -> tuple[str, str]:
        fields = Form(owner.get(f"{evening}/duplicate").text).fields
        return fields["start"], fields["end"]


def test_a_duplicate_is_a_new_one_with_everything_but_status_and_people(
    server: LiveServer, owner: Organizer, evening: str
) -> None:
    owner.post(f"{evening}/status", status="ONGOING")
    form = Form(owner.get(f"{evening}/duplicate").text)
    shifted = {"start": "2026-12-17T18:00", "end": "2026-12-17T20:00", "description": "Bring a friend.\nAnd a cup."}
    assert form.fields == OPEN_EVENING | shifted
    copy = owner.post(f"/communities/{owner.community_id}/airmeets", **form.fields).url.path
    assert copy != evening
    assert status(server, copy) == ("CREATED", False)
    assert status(server, evening) == ("ONGOING", False)


def test_one_next_step_stands_out(owner: Organizer, evening: str) -> None:
    def prominent() -> list[str]:
        return re.findall(r'class="button"[^>]*>([^<]+)<', owner.get(evening).text)

    seen = [prominent()]
    for move in ("ONGOING", "PAUSED", "ONGOING", "FINISHED"):
        assert owner.post(f"{evening}/status", status=move).status_code == 200
        seen.append(prominent())
    assert seen == [["Start"], ["Finish"], ["Resume"], ["Finish"], ["Duplicate"]]


def test_finishing_asks_first(server: LiveServer, owner: Organizer, evening: str) -> None:
    owner.post(f"{evening}/status", status="ONGOING")
    assert owner.get(f"{evening}/finish").status_code == 200
    assert status(server, evening) == ("ONGOING", False)
    assert owner.post(f"{evening}/status", **Form(owner.page.text).fields).status_code == 200
    assert status(server, evening) == ("FINISHED", False)
    assert owner.get(f"{evening}/finish").status_code == 400
    owner.get(evening)
    assert owner.post(f"{evening}/status", status="ONGOING").status_code == 400
    assert owner.post(f"{evening}/status", status="LOUD").status_code == 400


def test_archiving_asks_first_and_can_be_undone(server: LiveServer, owner: Organizer, evening: str) -> None:
    listed = f"/communities/{owner.community_id}/airmeets"
    link = f'href="{evening}"'
    owner.get(f"{evening}/archive")
    assert status(server, evening) == ("CREATED", False)
    assert link in owner.get(listed).text
    owner.get(f"{evening}/archive")
    assert owner.post(f"{evening}/archive").url.path == listed
    assert link not in owner.page.text
    assert link in owner.get(f"{listed}?status=ARCHIVED").text
    owner.get(evening)
    assert owner.post(f"{evening}/unarchive").url.path == evening
    assert status(server, evening) == ("CREATED", False)
    assert link not in owner.get(f"{listed}?status=ARCHIVED").text
    assert link in owner.get(listed).text


def test_the_api_lists_it_as_going_on_once_its_start_has_come(
    server: LiveServer, owner: Organizer, evening: str
) -> None:
    assert "opens by itself" in owner.get(evening).text
    server.clock.advance(**START_AFTER)
    server.keep_up()
    assert status(server, evening) == ("ONGOING", False)
    page = owner.get(evening).text
    assert "opens by itself" not in page
    assert re.search(r"Admit, by itself\s+started the airmeet", page)


def test_a_start_that_everybody_missed_is_said(server: LiveServer, owner: Organizer, evening: str) -> None:
    change(owner, evening, start="2026-11-23T18:00", end="2026-11-23T20:00")
    server.keep_up()
    assert status(server, evening) == ("CREATED", False)
    assert "Its time has passed, and nobody started it." in owner.get(evening).text


@pytest.mark.parametrize("page", MANAGING)
def test_another_communitys_airmeet_has_no_pages(
    owner: Organizer, stranger: Organizer, evening: str, page: str
) -> None:
    assert owner.get(f"{evening}/{page}").status_code == 200
    assert stranger.get(f"{evening}/{page}").status_code == 404
    theirs = f"/communities/{stranger.community_id}/airmeets"
    assert stranger.get(f"{theirs}/{uid(evening)}/{page}").status_code == 404
    assert owner.get(f"/communities/{owner.community_id}/airmeets/{NO_SUCH_ID}/{page}").status_code == 404
    assert "There is no such airmeet, or it is not among yours." in owner.page.text


@pytest.mark.parametrize("act", POSTS)
def test_another_communitys_airmeet_cannot_be_touched(
    server: LiveServer, owner: Organizer, stranger: Organizer, evening: str, act: str
) -> None:
    if act == "unarchive":
        owner.post(f"{evening}/archive")
    before = server.look("SELECT * FROM airmeets WHERE airmeet_id = :uid", uid=uid(evening))
    stranger.get("/")
    theirs = f"/communities/{stranger.community_id}/airmeets/{uid(evening)}"
    for path in (f"{evening}/{act}", f"{theirs}/{act}"):
        stranger.get(f"/communities/{stranger.community_id}/airmeets")
        assert stranger.post(path, **OPEN_EVENING | {"status": "ONGOING"}).status_code == 404
    assert server.look("SELECT * FROM airmeets WHERE airmeet_id = :uid", uid=uid(evening)) == before


def test_a_helper_sees_the_airmeet_that_was_chosen_and_no_button(
    server: LiveServer, owner: Organizer, stranger: Organizer, evening: str
) -> None:
    helper = join(stranger, server, owner.community_id, Role.HELPER, uid(evening))
    page = helper.get(evening)
    assert page.status_code == 200
    assert f'action="{evening}' not in page.text
    assert re.findall(rf'href="{evening}/([^"]*)"', page.text) == ["people", "imports"]
    assert "Activity" not in page.text
    assert [helper.get(f"{evening}/{each}").status_code for each in MANAGING] == [403] * len(MANAGING)
    before = server.look("SELECT * FROM airmeets WHERE airmeet_id = :uid", uid=uid(evening))
    for act in POSTS:
        helper.get(evening)
        assert helper.post(f"{evening}/{act}", **OPEN_EVENING | {"status": "ONGOING"}).status_code == 403
    assert server.look("SELECT * FROM airmeets WHERE airmeet_id = :uid", uid=uid(evening)) == before


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MANAGER])
def test_admins_and_managers_may_change_it(
    server: LiveServer, owner: Organizer, stranger: Organizer, evening: str, role: Role
) -> None:
    somebody = join(stranger, server, owner.community_id, role)
    assert change(somebody, evening, name="Open night") == 200
    assert somebody.email in somebody.page.text
