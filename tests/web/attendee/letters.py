"""What was put into the outbox for somebody."""

import re
from typing import NamedTuple

from tests.harness import LiveServer


class Letter(NamedTuple):
    kind: str
    recipient: str
    subject: str
    body: str

    @property
    def link(self) -> str:
        """The only one in it."""
        [link] = re.findall(r"https?://\S+", self.body)
        return str(link)


def letters(server: LiveServer, email: str) -> list[Letter]:
    """To this address in any letter case, oldest first. Nobody has sent them: there is no mail server."""
    rows = server.look(
        "SELECT kind, recipient, subject, body FROM messages WHERE LOWER(recipient) = :email ORDER BY message_id",
        email=email.lower(),
    )
    return [Letter(*row) for row in rows]
