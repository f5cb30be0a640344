"""A real SMTP server on loopback, which can be told to misbehave."""

import asyncio
import email
import queue
import ssl
import threading
from collections import defaultdict, deque
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from types import TracebackType
from typing import Self

import aiosmtpd.smtp
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""Signed by itself, for localhost, until 2126. Its key is no secret."""
DIE = "die"
HANG = "hang"
TAKE = "250 OK"


class Receiver:
    """`behave` says how it meets the next commands; what is not said it takes."""

    def __init__(self, *, has_tls: bool = False, login: tuple[str, str] | None = None) -> None:
        self._mails: queue.Queue[EmailMessage] = queue.Queue()
        self._misdeeds: queue.Queue[str] = queue.Queue()
        self._script: defaultdict[str, deque[str]] = defaultdict(deque)
        self._has_tls = has_tls
        self._login = login
        self._loop = asyncio.new_event_loop()
        self._released = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="receiver", daemon=True)
        self._is_listening = threading.Event()
        self.port = 0
        self.sessions_over_tls: list[bool] = []

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._is_listening.wait(timeout=10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        assert not self._thread.is_alive()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def behave(self, command: str, *how: str) -> None:
        """DIE, HANG, TAKE or another reply, at each of the next times that `command` is given."""
        self._script[command].extend(how)

    def release(self) -> None:
        """Go on with whom it let hang."""
        self._loop.call_soon_threadsafe(self._released.set)

    def next_mail(self) -> EmailMessage:
        """In the order of arrival, what it did not acknowledge too."""
        return self._mails.get(timeout=20)

    def next_misdeed(self) -> str:
        """Once it has misbehaved."""
        return self._misdeeds.get(timeout=20)

    def has_more(self) -> bool:
        return not self._mails.empty()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self._loop.create_server(self._protocol, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._is_listening.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _protocol(self) -> aiosmtpd.smtp.SMTP:
        tls = None
        if self._has_tls:
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(CERTIFICATE)
        return aiosmtpd.smtp.SMTP(
            self,
            hostname="localhost",
            tls_context=tls,
            authenticator=self._authenticate if self._login else None,
            auth_require_tls=False,
            loop=self._loop,
        )

    def _authenticate(self, _1: object, _2: object, _3: object, _4: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        is_right = (given.login.decode(), given.password.decode()) == self._login
        return AuthResult(success=is_right, handled=False)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: aiosmtpd.smtp.SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.sessions_over_tls.append(session.ssl is not None)
        reply = await self._reply("RCPT", server)
        if reply == TAKE:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: aiosmtpd.smtp.SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        assert isinstance(envelope.content, bytes)
        is_taken = next(iter(self._script["DATA"]), TAKE) in {TAKE, HANG}
        if is_taken:
            self._mails.put(email.message_from_bytes(envelope.content, EmailMessage, policy=SMTP))
        return await self._reply("DATA", server)

    async def _reply(self, command: str, server: aiosmtpd.smtp.SMTP) -> str:
        how = self._script[command].popleft() if self._script[command] else TAKE
        if how != TAKE:
            self._misdeeds.put(how)
        if how == HANG:
            await self._released.wait()
            return TAKE
        if how == DIE:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return how
