"""The real server in a thread of its own, with a community, an airmeet and a key pair in it."""

import asyncio
import logging
import tempfile
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar

from starlette.types import ASGIApp

from admit.actions import access_keys, airmeets, communities
from admit.client import Client
from admit.config import Settings
from admit.lib.clock import Timestamp, timestamp
from admit.model.access_keys import Access
from admit.model.actors import Operator
from admit.server import Around, Running, new_event_loop, serve
from admit.store.database import Transaction
from admit.testing.clock import MovableClock
from admit.testing.faults import Fault, Faults, SeenRequest

P = ParamSpec("P")
R = TypeVar("R")

READY_SECONDS_MAX = 30


class AdmitServer:
    """For `with`. Its data is in a temporary file and goes when it does.

    `reset` makes everything anew but the URL: read the key pair and the airmeet's id in each test.
    """

    def __init__(
        self, *, host: str = "127.0.0.1", port: int = 0, clock: MovableClock | None = None, around: Around | None = None
    ) -> None:
        self.clock = clock or MovableClock()
        self.access_key = ""
        self.secret_key = ""
        self.airmeet_id = ""
        """The seeded airmeet's."""
        self._address = host, port
        self._around = around or (lambda app: app)
        self._faults = Faults()
        self._community_id = ""
        self._client: Client | None = None
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="admit-server", daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._running: Running

    def __enter__(self) -> Self:
        """Raises what keeps it from listening."""
        self._thread.start()
        if not self._ready.wait(READY_SECONDS_MAX):
            raise TimeoutError("The server did not start.")
        if self._failure is not None:
            raise self._failure
        self._seed()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close_client()
        self._running.stop()
        self._thread.join()

    @property
    def url(self) -> str:
        return self._running.public_url

    @property
    def client(self) -> Client:
        """With the seeded key pair; closed by `reset`."""
        if self._client is None:
            self._client = self.new_client()
        return self._client

    def new_client(self, access_key: str | None = None, secret_key: str | None = None) -> Client:
        """With the seeded key pair, unless another is given. It is yours to close."""
        return Client(self.url, access_key or self.access_key, secret_key or self.secret_key)

    @property
    def requests(self) -> list[SeenRequest]:
        """To the API, since the last reset, oldest first."""
        return self._faults.requests

    def fail_next(
        self,
        status: int = 500,
        *,
        times: int = 1,
        path: str = "",
        sentence: str = "",
        retry_after_seconds: int | None = None,
        after_doing: bool = False,
    ) -> None:
        """The next calls whose path contains `path` are answered with `status`, in the shape of the API's errors.

        `sentence` is what the error says. `after_doing` does what was asked first, so that only the answer is lost.
        """
        fault = Fault(
            status=status,
            path=path,
            sentence=sentence,
            retry_after_seconds=retry_after_seconds,
            after_doing=after_doing,
        )
        self.add_fault(fault, times=times)

    def reset_next(self, *, times: int = 1, path: str = "", after_doing: bool = False) -> None:
        """The connections of the next calls are reset, without an answer."""
        self.add_fault(Fault(status=None, path=path, after_doing=after_doing), times=times)

    def limit_next(self, *, times: int = 1, path: str = "", retry_after_seconds: int = 1) -> None:
        """The next calls are answered with 429."""
        self.fail_next(429, times=times, path=path, retry_after_seconds=retry_after_seconds)

    def add_fault(self, fault: Fault, *, times: int = 1) -> None:
        """What the three above come to."""
        self._faults.add(fault, times)

    def delay(self, seconds: float) -> None:
        """Each call from now on takes so much longer; 0 ends that."""
        self._faults.latency_seconds = seconds

    def stop_failing(self) -> None:
        """Calls are served as usual from now on, and at once."""
        self._faults.stop()

    def add_airmeet(self, name: str = "Another evening", *, timezone: str = "UTC", days_from_now: float = 30) -> str:
        """The uid of a new airmeet of two hours."""
        starts_at = self.clock.now + timedelta(days=days_from_now)
        airmeet = self._operate(
            airmeets.create,
            community_id=self._community_id,
            name=name,
            starts_at=timestamp(starts_at),
            ends_at=timestamp(starts_at + timedelta(hours=2)),
            timezone=timezone,
        )
        return airmeet.airmeet_id

    def add_key(
        self,
        *,
        access: str = Access.READ_WRITE,
        airmeet_ids: list[str] | None = None,
        expires_at: Timestamp | None = None,
    ) -> tuple[str, str]:
        """Another access key and its secret key. `access` is `read-write`, `read-only` or `write-only`."""
        key, secret = self._operate(
            access_keys.create,
            community_id=self._community_id,
            label="Test",
            access=Access(access),
            airmeet_ids=airmeet_ids,
            expires_at=expires_at,
        )
        return key.access_key, secret

    def revoke_key(self, access_key: str | None = None) -> None:
        """The seeded one, unless another is named: its tokens are bad from now on, and it gives no new ones."""
        self._operate(access_keys.revoke, access_key=access_key or self.access_key)

    def reset(self) -> None:
        """A new community with a new airmeet and a new key pair, the clock put back, no faults, no requests seen."""
        self.revoke_key()
        self.clock.reset()
        self._faults.stop()
        self.requests.clear()
        self._close_client()
        self._seed()

    def _seed(self) -> None:
        self._community_id = self._operate(communities.create, name="Test community").community_id
        self.airmeet_id = self.add_airmeet("Open evening")
        self.access_key, self.secret_key = self.add_key()

    def _operate(
        self, action: Callable[Concatenate[Transaction, Operator, P], Awaitable[R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        async def write() -> R:
            return await self._running.database.write(lambda tx: action(tx, Operator(), *args, **kwargs))

        return asyncio.run_coroutine_threadsafe(write(), self._loop).result()

    def _close_client(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _run(self) -> None:
        try:
            with (
                tempfile.TemporaryDirectory(prefix="admit-") as folder,
                asyncio.Runner(loop_factory=new_event_loop) as runner,
            ):
                runner.run(self._serve(Path(folder)))
        except BaseException as failure:  # noqa: BLE001 (handed to the thread that waits for the server)
            self._failure = failure
            self._ready.set()

    async def _serve(self, folder: Path) -> None:
        async def on_ready(running: Running) -> None:
            self._running = running
            self._ready.set()

        logging.getLogger("uvicorn").setLevel(logging.WARNING)  # It would write down each request.
        self._loop = asyncio.get_running_loop()
        host, port = self._address
        settings = Settings(database=f"sqlite:///{folder}/admit.db", host=host, port=port, log_requests=False)

        def around(app: ASGIApp) -> ASGIApp:
            return self._around(self._faults.around(app))

        await serve(settings, on_ready=on_ready, clock=self.clock, around=around)
