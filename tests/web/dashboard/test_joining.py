"""The link of an invitation, as whoever gets it meets it."""

from collections.abc import Iterator

import pytest

from admit.config import SignUp
from admit.lib.rates import Allowance
from admit.web.dashboard import accounts
from tests.dashboard import PASSWORD, Organizer, new_email
from tests.delivery.receiver import Receiver
from tests.harness import LiveServer, ManualClock
from tests.web.dashboard.crew import LINK, Crew, account_of


@pytest.fixture(scope="module")
def crew(shared_server: LiveServer) -> Iterator[Crew]:
    with Crew(shared_server) as crew:
        yield crew


@pytest.fixture
def visitor(crew: Crew, server: LiveServer) -> Organizer:
    del server  # whose clock is put back
    return crew.visitor()


def test_the_code_leaves_the_address_bar_and_is_kept_by_nobody_on_the_way(crew: Crew, visitor: Organizer) -> None:
    page = visitor.get(crew.invite("helper"))
    [redirect] = page.history
    assert (redirect.status_code, redirect.headers["Location"]) == (303, "/join")
    assert str(page.url).endswith("/join")
    for answer in (redirect, page):
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "HttpOnly; Max-Age=604800; Path=/join; SameSite=lax" in redirect.headers["Set-Cookie"]


def test_opening_it_changes_nothing(crew: Crew, visitor: Organizer) -> None:
    link = crew.invite("helper")
    before = crew.state()
    for _ in range(2):
        assert visitor.get(link).status_code == 200
    assert crew.state() == before


def test_who_has_an_account_signs_in_and_comes_back(crew: Crew, visitor: Organizer) -> None:
    with Organizer(crew.server) as elsewhere:
        visitor.email = elsewhere.sign_up("Tidewater").email
    visitor.get(crew.invite("manager"))
    assert 'href="/signin?next=/join"' in visitor.page.text
    visitor.get("/signin?next=/join")
    visitor.post("/signin", email=visitor.email, password=PASSWORD, next="/join")
    assert visitor.page.url.path == "/join"
    visitor.post("/join")
    assert visitor.page.url.path == f"{crew.home}/airmeets"
    assert "Your role in" in visitor.page.text


def test_it_says_with_which_account_and_that_another_may_join_too(crew: Crew, visitor: Organizer) -> None:
    visitor.sign_up("Tidewater")
    invited = new_email("invited")
    page = visitor.get(crew.invite("helper", invited)).text
    assert "Join <bdi>Analytical Society</bdi> as helper" in page
    assert f"<strong><bdi>{visitor.email}</bdi></strong>" in page
    assert f"The invitation was written for <bdi>{invited}</bdi>." in page
    assert visitor.post("/join").url.path == f"{crew.home}/airmeets"


def test_nothing_is_said_of_another_address_to_whom_it_was_written_for(crew: Crew, visitor: Organizer) -> None:
    visitor.sign_up("Tidewater")
    assert "was written for" not in visitor.get(crew.invite("helper", visitor.email)).text


def test_who_is_new_signs_up_and_joins_in_one_step(crew: Crew, visitor: Organizer) -> None:
    visitor.get(crew.invite("helper", airmeet=[crew.integration.airmeet_id]))
    page = visitor.post("/join/signup", email=new_email(), password=PASSWORD)
    assert page.url.path == f"{crew.home}/airmeets"
    assert "Open evening" in page.text
    assert visitor.get("/").url.path == f"{crew.home}/airmeets"


def test_faults_of_signing_up_leave_it_open(crew: Crew, visitor: Organizer) -> None:
    taken = crew.by["owner"].email
    visitor.get(crew.invite("helper"))
    before = crew.state()
    for email, password, sentence in (
        ("x", PASSWORD, "email is not a valid address"),
        (new_email(), "short", "password is shorter than 10 characters."),
        (taken, PASSWORD, "There is an account with this email already"),
    ):
        page = visitor.post("/join/signup", email=email, password=password)
        assert (page.status_code, sentence in page.text, f'value="{email}"' in page.text) == (400, True, True)
    assert crew.state() == before


def test_it_is_used_once(crew: Crew, visitor: Organizer) -> None:
    link = crew.invite("helper")
    visitor.get(link)
    crew.join(link)
    before = crew.state()
    assert visitor.post("/join/signup", email=new_email(), password=PASSWORD).status_code == 404
    for path in (link, "/join"):
        page = visitor.get(path)
        assert (page.status_code, "This invitation is not open" in page.text) == (404, True)
    assert crew.state() == before


def test_a_code_that_was_never_given_looks_the_same(crew: Crew, visitor: Organizer) -> None:
    link = crew.invite("helper")
    crew.join(link)
    used = visitor.get(link).text
    for path in ("/join?code=never", "/join?code=", "/join?code=%0d%0aSet-Cookie", f"{link}x"):
        page = visitor.get(path)
        assert (page.status_code, page.text) == (404, used)


def test_it_ends_after_seven_days_and_when_it_is_revoked(server: LiveServer, crew: Crew, visitor: Organizer) -> None:
    email = new_email()
    revoked, expired = crew.invite("helper", email), crew.invite("helper")
    owner = crew.by["owner"]
    owner.get(f"{crew.home}/settings/members")
    owner.post(f"{crew.home}/settings/invitations/{crew.open_invitation(email)}/revoke")
    assert [visitor.get(link).status_code for link in (revoked, expired)] == [404, 200]
    server.clock.advance(days=7)
    assert visitor.get(expired).status_code == 404


def test_a_member_keeps_their_role_and_the_link_stays_open(crew: Crew) -> None:
    link, helper = crew.invite("owner"), crew.by["helper"]
    helper.get(link)
    assert "already" in helper.page.text
    before = crew.state()
    helper.get("/")
    assert helper.post("/join").status_code == 409
    assert crew.state() == before
    crew.join(link)


def test_a_form_of_another_site_joins_nobody(crew: Crew, visitor: Organizer) -> None:
    visitor.sign_up("Tidewater")
    visitor.get(crew.invite("helper"))
    before = crew.state()
    for path in ("/join", "/join/signup"):
        answer = visitor.http.post(path, data={"email": new_email(), "password": PASSWORD})
        assert answer.status_code == 403
    assert crew.state() == before


def test_the_link_is_shown_once(crew: Crew) -> None:
    code = crew.invite("helper").partition("code=")[2]
    assert code not in crew.by["owner"].get(f"{crew.home}/settings/members").text


def test_who_was_removed_does_not_come_back_by_a_link_of_their_own(crew: Crew, visitor: Organizer) -> None:
    admin = crew.join(crew.invite("admin"))
    crew.by["second admin"] = admin
    link = crew.invite("admin", by="second admin")
    assert visitor.get(link).status_code == 200
    crew.by["owner"].get("/")
    crew.by["owner"].post(f"{crew.home}/settings/members/{account_of(admin)}/remove")
    assert admin.get(link).status_code == 404


def test_it_goes_out_by_mail_and_the_link_there_is_the_one_on_the_page(mailing: LiveServer, receiver: Receiver) -> None:
    email = new_email("Grace")
    with Organizer(mailing) as owner, Organizer(mailing) as visitor:
        home = f"/communities/{owner.sign_up('Analytical Society').community_id}"
        owner.get(f"{home}/settings/members")
        page = owner.post(f"{home}/settings/invitations", email=email, role="manager")
        mail = receiver.next_mail()
        assert (mail["To"], mail["Subject"]) == (email, "Join Analytical Society")
        assert LINK.findall(mail.get_content()) == LINK.findall(page.text)
        visitor.get(LINK.findall(page.text)[0].removeprefix(mailing.url))
        visitor.post("/join/signup", email=email, password=PASSWORD)
        assert visitor.page.url.path == f"{home}/airmeets"


def test_it_opens_no_account_where_sign_up_is_closed_but_lets_in_who_has_one(database: str) -> None:
    with LiveServer(database, ManualClock()) as server, Crew(server) as crew, Organizer(server) as ada:
        link, home, email = crew.invite("manager"), crew.home, ada.sign_up("Elsewhere").email
    with LiveServer(database, ManualClock(), sign_up=SignUp.CLOSED) as server, Organizer(server) as visitor:
        assert "No new accounts" in visitor.get(link).text
        before = server.state()
        visitor.get("/signin")
        assert visitor.post("/join/signup", email=new_email(), password=PASSWORD).status_code == 403
        assert server.state() == before
        visitor.get("/signin")
        visitor.post("/signin", email=email, password=PASSWORD, next="/join")
        assert visitor.post("/join").url.path == f"{home}/airmeets"


def test_it_suffices_where_sign_up_is_for_who_is_invited(database: str) -> None:
    with LiveServer(database, ManualClock()) as server, Crew(server) as crew:
        link, home = crew.invite("manager"), crew.home
    with LiveServer(database, ManualClock(), sign_up=SignUp.INVITED) as server, Organizer(server) as visitor:
        assert visitor.get("/signup").status_code == 403
        visitor.get(link)
        assert visitor.post("/join/signup", email=new_email(), password=PASSWORD).url.path == f"{home}/airmeets"


def test_it_makes_nobody_an_operator(database: str) -> None:
    with LiveServer(database, ManualClock()) as server, Crew(server) as crew:
        link = crew.invite("manager", "ada@example.com")
    with LiveServer(database, ManualClock(), operators="ada@example.com") as server, Organizer(server) as eve:
        eve.get(link)
        page = eve.post("/join/signup", email="aDa@example.com", password=PASSWORD)
        assert (page.status_code, "email is an operator&#39;s" in page.text) == (400, True)
        assert server.look("SELECT * FROM accounts WHERE email_key = 'ada@example.com'") == []


def test_who_hears_too_often_that_an_address_is_taken_waits_with_any_address(
    crew: Crew, visitor: Organizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "taken", Allowance(burst=2, refill_seconds=60))
    link = crew.invite("helper")
    visitor.get(link)
    pages = [
        visitor.post("/join/signup", email=email, password=PASSWORD)
        for email in (crew.by["owner"].email, crew.by["admin"].email, new_email())
    ]
    assert [page.status_code for page in pages] == [400, 400, 429]
    assert 0 < int(visitor.page.headers["Retry-After"]) <= 60
    monkeypatch.undo()
    crew.join(link)
