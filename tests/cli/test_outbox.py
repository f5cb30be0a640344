"""`admit outbox`, and the settings of mail."""

import pytest

from admit.actions import deliveries
from admit.model.actors import Operator
from admit.model.deliveries import Kind, Message
from admit.store.database import Transaction
from tests.cli.terminal import Terminal

TEXT = "Somebody asked …\n\nhttp://127.0.0.1:8000/reset?code=secret\n"


async def post(tx: Transaction, _: Operator, recipient: str) -> Message:
    return await deliveries.post(tx, Kind.PASSWORD_RESET, recipient=recipient, subject="Set a password", body=TEXT)


def test_the_messages_are_listed_oldest_first_without_their_text(terminal: Terminal) -> None:
    first, second, third = (terminal.arrange(post, f"guest{number}@example.com") for number in range(3))
    listed = terminal.ask("outbox", "list")
    assert [row["to"] for row in listed] == ["guest0@example.com", "guest1@example.com", "guest2@example.com"]
    assert listed[0] == {
        "id": first.message_id,
        "kind": "password reset",
        "to": "guest0@example.com",
        "subject": "Set a password",
        "state": "waiting",
        "createdAt": first.created_at,
        "dueAt": first.created_at,
        "attempts": 0,
        "lastError": None,
        "settledAt": None,
    }
    before = terminal.ask("outbox", "list", "--before", third.message_id)
    assert [row["id"] for row in before] == [first.message_id, second.message_id]


def test_a_message_is_shown_as_its_recipient_would_see_it(terminal: Terminal) -> None:
    message = terminal.arrange(post, "ada@example.com")
    [listed] = terminal.ask("outbox", "list")
    assert terminal.ask("outbox", "show", message.message_id) == listed | {"text": TEXT}
    shown = terminal.run("outbox", "show", message.message_id)
    assert (shown.status, shown.answer.partition("\n\n")[2]) == (0, f"{TEXT}\n")


def test_a_message_that_is_not_there(terminal: Terminal) -> None:
    outcome = terminal.run("outbox", "show", "nothing")
    assert (outcome.status, outcome.answer, outcome.complaint) == (
        *(1, ""),
        "Error: There is no message with this id in the outbox.\n",
    )


URL_WRONG = "smtp_url: it is not smtp(s)://[user:password@]host[:port][?starttls=require]."
FROM_WRONG = "mail_from: smtp_url needs a sender such as `Admit <admit@example.com>`."


@pytest.mark.parametrize(
    "variables, sentence",
    [
        ({"ADMIT_SMTP_URL": "http://user:secret@localhost"}, URL_WRONG),
        ({"ADMIT_SMTP_URL": "smtp://localhost"}, FROM_WRONG),
        ({"ADMIT_OPERATORS": "ada@example.com, bob"}, "operators: email is not a valid address: "),
        ({"ADMIT_SIGN_UP": "sometimes"}, "ADMIT_SIGN_UP: Invalid enum value 'sometimes'."),
    ],
)
def test_a_server_does_not_start_on_settings_that_cannot_be_used(
    terminal: Terminal, variables: dict[str, str], sentence: str
) -> None:
    outcome = terminal.run("serve", "--port", "0", variables=variables)
    assert (outcome.status, outcome.answer) == (1, "")
    assert outcome.complaint.startswith(f"Error: {sentence}")
    assert outcome.complaint.count("\n") == 1
