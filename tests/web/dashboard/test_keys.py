"""The page of access keys."""

import re

from tests.dashboard import Organizer
from tests.harness import Integration, LiveServer


def test_a_form_with_a_fault_comes_back_as_it_was_sent(server: LiveServer) -> None:
    with Organizer(server) as ada:
        ada.sign_up("Analytical Society")
        chosen = Integration(server, ada.community_id).airmeet_id
        ada.get(f"/communities/{ada.community_id}/settings/keys")
        page = ada.post(
            ada.page.url.path, label=" ", access="read-only", airmeets="chosen", airmeet=[chosen], expires=""
        )
        assert page.status_code == 400
        assert re.findall(r'value="([^"]*)" checked', page.text) == ["read-only", "chosen", chosen]
