"""A message of the outbox as an email (RFC 5322)."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from email_validator import validate_email

from admit.lib.clock import to_datetime
from admit.model.deliveries import Message

SEVEN_BIT = SMTP.clone(cte_type="7bit")
"""Any mail server takes it."""


def compose(message: Message, sender: Address) -> EmailMessage:
    """The same on every attempt, Date and Message-ID included: whoever gets it twice can tell."""
    email = EmailMessage(policy=SEVEN_BIT)
    email["From"] = sender
    email["To"] = _transported(message.recipient)
    email["Subject"] = message.subject
    email["Date"] = format_datetime(to_datetime(message.created_at))
    email["Message-ID"] = f"<{message.message_id}@{sender.domain}>"
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.body)
    return email


def _transported(address: str) -> Address:
    """With its domain as name servers know it (RFC 5891), so that most mail servers need no extension to take it."""
    validated = validate_email(address, check_deliverability=False)
    return Address(username=validated.local_part, domain=validated.ascii_domain)
