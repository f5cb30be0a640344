"""`admit migrate`."""

from admit.store import migrate
from tests.cli.terminal import Terminal

KNOWN = [migration.name for migration in migrate.known()]


def test_a_database_is_brought_up_to_date_once(terminal: Terminal) -> None:
    assert terminal.ask("migrate") == {"applied": KNOWN}
    assert terminal.ask("migrate") == {"applied": []}


def test_a_person_is_shown_a_line(terminal: Terminal) -> None:
    assert terminal.tell("migrate") == [["applied", ", ".join(KNOWN)]]
    assert terminal.tell("migrate") == [["applied", "-"]]


def test_a_running_server_has_done_it_already(terminal: Terminal) -> None:
    with terminal.serve():
        assert terminal.ask("migrate") == {"applied": []}
