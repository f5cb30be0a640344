"""What a call does, from its token to its answer, without doing it: scripts of steps, which a driver carries out.

Client and AsyncClient are two drivers of the same scripts.
"""

import logging
import uuid
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from admit.client import attempts, calls, errors, http, tokens
from admit.client.attempts import Delivery
from admit.client.calls import Call
from admit.client.reading import Unreadable
from admit.client.steps import Answer, Renew, Script, Send
from admit.client.tokens import Token
from admit.lib.clock import Clock, system_clock
from admit.wire.auth import AuthAnswer

R = TypeVar("R")

RETRIES = 4

log = logging.getLogger("admit.client")


class Session:
    """One key pair at one address, and the token that it was exchanged for."""

    def __init__(
        self,
        url: str,
        access_key: str,
        secret_key: str,
        *,
        token_file: Path | None = None,
        retries: int = RETRIES,
        clock: Clock = system_clock,
    ) -> None:
        self.url = http.base_url(url)
        self.access_key = http.header_value("access key", access_key)
        self._secret_key = http.header_value("secret key", secret_key)
        self._token_file = token_file
        self._retries = retries
        self._clock = clock
        self._token = tokens.load(token_file, url=self.url, access_key=self.access_key) if token_file else None

    def __repr__(self) -> str:
        return f"Session({self.url!r}, {self.access_key!r}, '…')"

    def perform(self, call: Call[R]) -> Script[R]:
        """`call` with a token, and once more with a new one where the token may have been what was wrong."""
        if self._token is None or not self._token.is_good(self._clock()):
            yield Renew(self._token)
        token = self._token
        answer, request_id = yield from self._deliver(call, token)
        if self._may_be_at_fault(token, answer):
            yield Renew(token)
            answer, request_id = yield from self._deliver(call, self._token)
        return self._read(call, answer, request_id)

    def renew(self, stale: Token | None) -> Script[None]:
        """Nothing, where somebody else has renewed it since."""
        if self._token is not stale:
            return
        answer = yield from self.exchange()
        self._token = Token(self.url, self.access_key, answer.token, self._clock())
        if self._token_file:
            tokens.save(self._token_file, self._token)

    def exchange(self) -> Script[AuthAnswer]:
        """The key pair for a token. Raises CredentialsWrong, or Forbidden for a key that was revoked."""
        call = calls.issue_token(self.access_key, self._secret_key)
        answer, request_id = yield from self._deliver(call, None)
        try:
            return self._read(call, answer, request_id)
        except errors.BadRequest as error:
            raise errors.CredentialsWrong(*error.args) from None

    def _deliver(self, call: Call[R], token: Token | None) -> Script[tuple[Answer, str]]:
        """The answer, and the id that the server's log has for it."""
        request_id = uuid.uuid4().hex
        headers = {"X-Request-Id": request_id, **call.headers}
        if token:
            headers["X-Airmeet-Access-Token"] = token.value
        delivery = Delivery(
            name=call.name,
            request_id=request_id,
            send=Send(call.method, call.path, headers, call.body),
            is_done_if_gone=call.is_done_if_gone,
        )
        answer = yield from attempts.deliver(delivery, retries=self._retries, now=self._clock())
        request_id = answer.headers.get("x-request-id", request_id)
        log.debug("%s: %d request_id=%s", call.name, answer.status, request_id)
        return answer, request_id

    def _may_be_at_fault(self, token: Token | None, answer: Answer) -> bool:
        """A 412 says so. A 400 is about the token or the input: its words tell, or the token's age leaves it open."""
        if answer.status != HTTPStatus.BAD_REQUEST:
            return answer.status == HTTPStatus.PRECONDITION_FAILED
        is_young = token is not None and token.is_young(self._clock())
        return not is_young or "token" in " ".join(errors.sentences(answer.body)).lower()

    def _read(self, call: Call[R], answer: Answer, request_id: str) -> R:
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            wait_seconds = attempts.retry_after_seconds(answer.headers, self._clock())
            raise errors.api_error(answer.status, answer.body, request_id, wait_seconds)
        try:
            return call.read(answer.body)
        except Unreadable as error:
            raise errors.AnswerUnreadable(str(error), request_id) from None
