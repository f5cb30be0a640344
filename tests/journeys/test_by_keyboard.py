"""All of it by keyboard alone, and the focus is always to be seen."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.dashboard import PASSWORD, new_email
from tests.harness import Integration, LiveServer
from tests.journeys import steps
from tests.journeys.chromium import NewPage
from tests.journeys.keyboard import Keyboard


def test_signing_up_and_out_and_in(page: Page) -> None:
    keyboard = Keyboard(page)
    email = sign_up(keyboard)
    keyboard.press("Sign out")
    steps.expect_heading(page, "Sign in")
    keyboard.type("Email", email)
    keyboard.type("Password", PASSWORD)
    keyboard.press("Sign in", "Space")
    steps.expect_heading(page, "Airmeets")


def test_an_airmeet_from_its_making_to_its_end(page: Page) -> None:
    keyboard = Keyboard(page)
    sign_up(keyboard)
    keyboard.press("Make your first airmeet")
    steps.expect_heading(page, "New airmeet")
    keyboard.type("Name", "An evening of engines")
    keyboard.type("Time zone", "Europe/London")
    keyboard.type("Start", "12102026", "0600PM")
    keyboard.type("End", "12102026", "0800PM")
    keyboard.press("Make the airmeet", "Space")
    steps.expect_heading(page, "An evening of engines")
    expect(page.locator(".when")).to_contain_text("10 December 2026, 18:00")

    for move, told in (("Start", "Going on"), ("Pause", "Paused"), ("Resume", "Going on"), ("Finish", "Over")):
        keyboard.press(move)
        if move == "Finish":
            steps.expect_heading(page, "Finish An evening of engines?")
            keyboard.press("Finish it")
        expect(page.locator(".status")).to_have_text(told)


def test_a_key_from_its_making_to_its_end(page: Page, server: LiveServer) -> None:
    keyboard = Keyboard(page)
    sign_up(keyboard)
    keyboard.press("Settings")
    steps.expect_heading(page, "API Access Key")
    keyboard.type("Label", "CRM sync")
    keyboard.tab_to("Read and write")
    page.keyboard.press("ArrowDown")
    keyboard.press("Generate access key")
    steps.expect_heading(page, "Your new key: CRM sync")
    token = steps.exchange(server, *steps.read_pair(page))

    keyboard.press("I have copied it")
    steps.expect_heading(page, "API Access Key")
    expect(page.get_by_role("row", name="CRM sync")).to_contain_text("read, all airmeets")
    assert steps.list_airmeets(server, token).status_code == 200
    keyboard.press("Revoke CRM sync")
    steps.expect_heading(page, "Revoke CRM sync?")
    keyboard.press("Revoke this key")
    steps.expect_heading(page, "API Access Key")
    assert steps.list_airmeets(server, token).status_code == 400


def test_an_import_from_its_file_to_its_undoing(page: Page, server: LiveServer, tmp_path: Path) -> None:
    keyboard = Keyboard(page)
    guests = [f"guest{number}@example.org,Guest" for number in range(4_963)]
    sheet = tmp_path / "people.csv"
    sheet.write_text("\n".join(["Email,Name", *guests, *["nobody,Nobody"] * 37]))
    sign_up(keyboard)
    keyboard.press("Make your first airmeet")
    steps.make_airmeet(page, "An evening of engines")
    steps.expect_heading(page, "An evening of engines")
    integration = Integration(server, steps.community_of(page))
    integration.airmeet_id = steps.airmeet_of(page)
    keyboard.press("Import people")
    steps.expect_heading(page, "Import people")
    with page.expect_file_chooser() as chooser:
        keyboard.press("A CSV file")
    chooser.value.set_files(sheet)
    keyboard.press("Look at the rows")
    expect(page.get_by_role("status")).to_have_text("Waits for you to start it")
    expect(page.get_by_role("button", name="Import 4,963 people")).to_be_visible()
    keyboard.press("Import 4,963 people")
    expect(page.get_by_role("status")).to_have_text("Done")
    expect(page.get_by_role("link", name="Undo this import")).to_be_visible()
    with page.expect_download() as rejects:
        keyboard.press("Download them all, with the reasons")
    assert rejects.value.path().read_text().count("nobody,Nobody") == 37
    keyboard.press("Undo this import")
    steps.expect_heading(page, "Undo people.csv?")
    keyboard.press("Undo this import")
    expect(page.get_by_role("status")).to_have_text("Undone")
    assert integration.list_registrations(size=1)["cursors"]["pageCount"] == 0


def test_a_helper_from_the_invitation_to_their_first_guest(page: Page, new_page: NewPage, *, scripts: bool) -> None:
    owner, helper = Keyboard(page), Keyboard(new_page(java_script_enabled=scripts))
    sign_up(owner)
    for name in ("Weaving algebra", "An evening of engines"):
        page.goto(f"/communities/{steps.community_of(page)}/airmeets/new")
        steps.make_airmeet(page, name)
        steps.expect_heading(page, name)
    owner.press("Settings")
    steps.expect_heading(page, "API Access Key")
    owner.press("Members")
    steps.expect_heading(page, "Members")
    owner.type("Email", new_email("helper"))
    owner.press("An evening of engines", "Space")
    owner.press("Make an invitation")

    helper.page.goto(page.locator("#invitation-link").inner_text())
    helper.type("Password", PASSWORD)
    helper.press("Sign up and join")
    steps.expect_heading(helper.page, "Airmeets")
    expect(helper.page.locator("main")).not_to_contain_text("Weaving algebra")
    helper.press("An evening of engines")
    steps.expect_heading(helper.page, "An evening of engines")
    helper.press("People")
    steps.expect_heading(helper.page, "People")
    helper.press("Add a person")
    steps.expect_heading(helper.page, "Add a person")
    helper.type("Email", "grace@example.org")
    helper.type("Name", "Grace Hopper")
    helper.press("Add")
    expect(helper.page.locator("main")).to_contain_text("grace@example.org")


def test_the_first_stop_leads_past_the_menu(page: Page) -> None:
    keyboard = Keyboard(page)
    sign_up(keyboard)
    page.goto("/")
    keyboard.press("Skip to the content")
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


def sign_up(keyboard: Keyboard) -> str:
    """Their address."""
    email = new_email()
    keyboard.page.goto("/signup")
    keyboard.type("Community", "Analytical Society")
    keyboard.type("Email", email)
    keyboard.type("Password", PASSWORD)
    keyboard.page.keyboard.press("Enter")
    steps.expect_heading(keyboard.page, "Airmeets")
    return email
