"""`admit communities`."""

from tests.cli.terminal import Terminal


def test_a_community_is_made_and_listed(terminal: Terminal) -> None:
    created = terminal.ask("communities", "create", "  Tidewater ")
    assert created == {"id": created["id"], "name": "Tidewater"}
    assert terminal.ask("communities", "list") == [created]


def test_a_person_is_shown_lines(terminal: Terminal) -> None:
    assert terminal.tell("communities", "list") == [["There are none."]]
    created = terminal.tell("communities", "create", "Tidewater")
    assert created == [["id", created[0][1]], ["name", "Tidewater"]]
    assert terminal.tell("communities", "list") == [["id", "name"], [created[0][1], "Tidewater"]]


def test_a_name_is_text_and_not_empty(terminal: Terminal) -> None:
    for name, sentence in {
        " ": "name is empty.",
        "Tide\twater": "name contains a control character.",
        "Tide\udcffwater": "name contains a control character.",
        "x" * 256: "name is longer than 255 characters.",
    }.items():
        outcome = terminal.run("communities", "create", name)
        assert (outcome.status, outcome.answer, outcome.complaint) == (1, "", f"Error: {sentence}\n")
    assert terminal.ask("communities", "list") == []
