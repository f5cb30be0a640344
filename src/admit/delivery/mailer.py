"""Mail by SMTP (RFC 5321), one connection a message."""

import smtplib
import ssl
from contextlib import closing, suppress
from email.headerregistry import Address
from email.utils import getaddresses
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from email_validator import validate_email

from admit.config import SettingWrong
from admit.delivery.email import compose
from admit.model.deliveries import Message

PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PERMANENT = 500
"""From this reply code on, the same command would be refused again (RFC 5321, section 4.2.1)."""
OPTIONS: tuple[dict[str, str], ...] = ({}, {"starttls": "require"})
TIMEOUT_SECONDS = 20.0
"""For each step of a connection, of which a message takes about ten: fewer than the lease has time for."""
TIMEOUT_SECONDS_MAX = 50.0


class SendingFailed(Exception):
    """`error` names the kind of failure and never a person. It is final when the receiver wants no second attempt."""

    def __init__(self, error: str, *, is_final: bool = False) -> None:
        super().__init__(error)
        self.error = error
        self.is_final = is_final


class Mailer(msgspec.Struct, frozen=True, kw_only=True):
    """Speaks TLS from the start, or once the server offers it; `requires_tls` to a server whose certificate is good."""

    host: str
    port: int
    sender: Address
    is_tls_from_start: bool = False
    requires_tls: bool = False
    user: str = ""
    password: str = ""
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, message: Message) -> None:
        """Blocks until the server has taken responsibility for the message. Raises SendingFailed."""
        try:
            with closing(self._connect()) as smtp:
                self._secure(smtp)
                if self.user:
                    smtp.login(self.user, self.password)
                smtp.send_message(compose(message, self.sender))
                with suppress(smtplib.SMTPException, OSError):
                    smtp.quit()
        except SendingFailed:
            raise
        except Exception as error:  # noqa: BLE001 (its kind is kept beside the message; its text may name a person)
            raise _failure(error) from None

    def _connect(self) -> smtplib.SMTP:
        name = self.sender.domain
        if self.is_tls_from_start:
            return smtplib.SMTP_SSL(
                self.host, self.port, name, timeout=self.timeout_seconds, context=ssl.create_default_context()
            )
        return smtplib.SMTP(self.host, self.port, name, timeout=self.timeout_seconds)

    def _secure(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self.is_tls_from_start:
            return
        if smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context() if self.requires_tls else _opportunistic())
            smtp.ehlo()
        elif self.requires_tls:
            raise SendingFailed("TlsNotOffered")


def parse_mailer(url: str, sender: str) -> Mailer | None:
    """None for no URL: there is no mail server. Raises SettingWrong, which repeats no password."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        port = parts.port or PORTS[parts.scheme]
        timeout_seconds = float(query.pop("timeout", TIMEOUT_SECONDS))
    except (KeyError, ValueError):
        raise _url_wrong() from None
    host, user = parts.hostname or "", unquote(parts.username or "")
    is_whole_url = parts.scheme in PORTS and bool(host) and not parts.path.strip("/") and not parts.fragment
    if not is_whole_url or query not in OPTIONS or not 0 < timeout_seconds <= TIMEOUT_SECONDS_MAX:
        raise _url_wrong()
    return Mailer(
        host=host,
        port=port,
        sender=_parse_sender(sender),
        is_tls_from_start=parts.scheme == "smtps",
        requires_tls=bool(query) or (bool(user) and host not in LOOPBACK),
        user=user,
        password=unquote(parts.password or ""),
        timeout_seconds=timeout_seconds,
    )


def _parse_sender(text: str) -> Address:
    try:
        [(name, address)] = getaddresses([text])
        validated = validate_email(address, check_deliverability=False, globally_deliverable=False)
        return Address(name, validated.local_part, validated.ascii_domain)
    except ValueError:
        raise SettingWrong("mail_from: smtp_url needs a sender such as `Admit <admit@example.com>`.") from None


def _url_wrong() -> SettingWrong:
    return SettingWrong("smtp_url: it is not smtp(s)://[user:password@]host[:port][?starttls=require].")


def _opportunistic() -> ssl.SSLContext:
    """Against listeners only (RFC 7435): who can pretend to be the server can as well pretend that it has no TLS."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _failure(error: Exception) -> SendingFailed:
    """What the receiver says of this recipient or text may be final; all else, an operator can mend."""
    name = type(error).__name__
    match error:
        case smtplib.SMTPRecipientsRefused():
            [(code, _)] = error.recipients.values()
            return SendingFailed(f"{name} {code}", is_final=code >= PERMANENT)
        case smtplib.SMTPDataError():
            return SendingFailed(f"{name} {error.smtp_code}", is_final=error.smtp_code >= PERMANENT)
        case smtplib.SMTPResponseException():
            return SendingFailed(f"{name} {error.smtp_code}")
        case _:
            return SendingFailed(name)
