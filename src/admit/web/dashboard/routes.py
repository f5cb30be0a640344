"""The dashboard as a table."""

from starlette.routing import Match, Route
from starlette.types import Scope

from admit.model.imports import FILE_BYTES_MAX
from admit.web.dashboard import (
    account,
    accounts,
    activity,
    airmeets,
    imports,
    joining,
    keys,
    members,
    outbox,
    people,
    people_bulk,
    people_export,
    plans,
    resets,
)
from admit.web.dashboard.pages import Page, PageEndpoint
from admit.web.site import Site

COMMUNITY = "/communities/{community_id}"
AIRMEETS = COMMUNITY + "/airmeets"
AIRMEET = AIRMEETS + "/{airmeet_id}"
PEOPLE = AIRMEET + "/people"
PERSON = PEOPLE + "/{number}"
IMPORTS = AIRMEET + "/imports"
IMPORT = IMPORTS + "/{import_id}"
KEYS = COMMUNITY + "/settings/keys"
KEY = KEYS + "/{access_key}"
MEMBERS = COMMUNITY + "/settings/members"
MEMBER = MEMBERS + "/{account_id}"
INVITATIONS = COMMUNITY + "/settings/invitations"

PAGES = (
    Page("GET", "/", accounts.home),
    Page("GET", "/signup", accounts.show_sign_up),
    Page("POST", "/signup", accounts.sign_up),
    Page("GET", "/signin", accounts.show_sign_in),
    Page("POST", "/signin", accounts.sign_in),
    Page("POST", "/signout", accounts.sign_out),
    Page("GET", "/forgot", resets.show_forgot),
    Page("POST", "/forgot", resets.request),
    Page("GET", "/forgot/sent", resets.show_sent),
    Page("GET", resets.PATH, resets.show_reset),
    Page("POST", resets.PATH, resets.set_password),
    Page("GET", "/account", account.show_account),
    Page("POST", "/account/password", account.change_password),
    Page("POST", "/account/signout", account.sign_out_everywhere),
    Page("GET", "/outbox", outbox.show_outbox),
    Page("GET", "/outbox/{message_id}", outbox.show_message),
    Page("GET", AIRMEETS, airmeets.show_airmeets),
    Page("POST", AIRMEETS, plans.create),
    Page("GET", AIRMEETS + "/new", plans.show_new),
    Page("GET", AIRMEET, airmeets.show_airmeet),
    Page("GET", AIRMEET + "/change", plans.show_change),
    Page("POST", AIRMEET + "/change", plans.change),
    Page("GET", AIRMEET + "/duplicate", plans.show_duplicate),
    Page("POST", AIRMEET + "/status", airmeets.change_status),
    Page("GET", AIRMEET + "/finish", airmeets.confirm_finish),
    Page("GET", AIRMEET + "/archive", airmeets.confirm_archive),
    Page("POST", AIRMEET + "/archive", airmeets.archive),
    Page("POST", AIRMEET + "/unarchive", airmeets.unarchive),
    Page("GET", COMMUNITY + "/activity", activity.show_activity),
    Page("GET", PEOPLE, people.show_people),
    Page("POST", PEOPLE, people.add),
    Page("GET", PEOPLE + ".csv", people_export.export_csv),
    Page("GET", PEOPLE + ".jsonl", people_export.export_jsonl),
    Page("GET", PEOPLE + "/new", people.show_new),
    Page("GET", PEOPLE + "/chosen", people_bulk.show_chosen),
    Page("POST", PEOPLE + "/chosen", people_bulk.change),
    Page("GET", PERSON, people.show_person),
    Page("POST", PERSON + "/authorize", people.authorize),
    Page("GET", PERSON + "/revoke", people.confirm_revocation),
    Page("POST", PERSON + "/revoke", people.revoke),
    Page("GET", IMPORTS, imports.show_imports),
    Page("POST", IMPORTS, imports.upload, FILE_BYTES_MAX),
    Page("GET", IMPORT, imports.show_import),
    Page("POST", IMPORT + "/columns", imports.map_columns),
    Page("POST", IMPORT + "/start", imports.start),
    Page("POST", IMPORT + "/cancel", imports.cancel),
    Page("GET", IMPORT + "/undo", imports.confirm_undoing),
    Page("POST", IMPORT + "/undo", imports.undo),
    Page("GET", IMPORT + "/left-out.csv", imports.download_left_out),
    Page("GET", joining.PATH, joining.show_invitation),
    Page("POST", joining.PATH, joining.join),
    Page("POST", joining.PATH + "/signup", joining.sign_up),
    Page("GET", COMMUNITY + "/leave", members.confirm_leaving),
    Page("POST", COMMUNITY + "/leave", members.leave),
    Page("GET", MEMBERS, members.show_members),
    Page("GET", MEMBER, members.show_member),
    Page("POST", MEMBER, members.change_role),
    Page("GET", MEMBER + "/remove", members.confirm_removal),
    Page("POST", MEMBER + "/remove", members.remove),
    Page("POST", INVITATIONS, members.invite),
    Page("POST", INVITATIONS + "/{invitation_id}/revoke", members.revoke_invitation),
    Page("GET", KEYS, keys.show_keys),
    Page("POST", KEYS, keys.generate),
    Page("GET", KEY, keys.show_key),
    Page("GET", KEY + "/rotate", keys.show_rotation),
    Page("POST", KEY + "/rotate", keys.rotate),
    Page("GET", KEY + "/revoke", keys.confirm_revocation),
    Page("POST", KEY + "/revoke", keys.revoke),
)


def routes(site: Site) -> list[Route]:
    return [Route(page.path, PageEndpoint(site, page), methods=[page.method]) for page in PAGES]


def takes_uploads(scope: Scope) -> bool:
    """Whether a page that takes long bodies is at this path."""
    return any(route.matches(scope)[0] is Match.FULL for route in UPLOADS)


UPLOADS = [Route(page.path, page.show, methods=[page.method]) for page in PAGES if page.takes_uploads]
