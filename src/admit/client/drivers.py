"""The two that carry scripts out: one waits, the other lets others work meanwhile. They hold no rule of their own."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import httpx

from admit.client import http
from admit.client.bulk import Bulk, OnProgress, Outcome
from admit.client.calls import Call
from admit.client.errors import AdmitError
from admit.client.session import Session
from admit.client.steps import Answer, Lost, Pause, Renew, Script, Send, Step
from admit.wire.people import Person

R = TypeVar("R")

CallFor = Callable[[Person], Call[R]]


class Driver:
    """Safe to share between threads."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._http = httpx.Client(**http.options(session.url))
        self._renewing = threading.Lock()

    def close(self) -> None:
        self._http.close()

    def perform(self, call: Call[R]) -> R:
        return self.run(self.session.perform(call))

    def perform_many(
        self, call_for: CallFor[R], people: Iterable[Person], concurrency: int, on_progress: OnProgress[R] | None
    ) -> list[Outcome[R]]:
        bulk = Bulk(people, on_progress)

        def work() -> None:
            with bulk:
                while (row := bulk.take()) is not None:
                    try:
                        answer = self.perform(call_for(row.person))
                    except AdmitError as error:
                        bulk.refused(row, error)
                    else:
                        bulk.answered(row, answer)

        with ThreadPoolExecutor(concurrency, thread_name_prefix="admit") as pool, bulk:
            for worker in [pool.submit(work) for _ in range(concurrency)]:
                worker.result()
        return bulk.outcomes()

    def run(self, script: Script[R]) -> R:
        try:
            step = next(script)
            while True:
                try:
                    answer = self._do(step)
                except Lost as lost:
                    step = script.throw(lost)
                else:
                    step = script.send(answer)
        except StopIteration as end:
            result: R = end.value
            return result

    def _do(self, step: Step) -> Answer | None:
        match step:
            case Send():
                return self._send(step)
            case Pause():
                time.sleep(step.seconds)
            case Renew():
                with self._renewing:
                    self.run(self.session.renew(step.stale))
        return None

    def _send(self, step: Send) -> Answer:
        """Each silence is bounded by httpx; the whole is bounded here, for an answer that comes in drops."""
        deadline, body = time.monotonic() + http.TOTAL_SECONDS, bytearray()
        try:
            with self._http.stream(step.method, step.path, headers=step.headers, content=step.body) as response:
                for part in response.iter_bytes():
                    body += part
                    if time.monotonic() > deadline:
                        raise Lost(http.TOO_LATE)
        except http.NO_ANSWER as error:
            raise Lost(http.reason(error)) from error
        return Answer(response.status_code, response.headers, bytes(body))


class AsyncDriver:
    """For one event loop of asyncio."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._http = httpx.AsyncClient(**http.options(session.url))
        self._renewing = asyncio.Lock()

    async def close(self) -> None:
        await self._http.aclose()

    async def perform(self, call: Call[R]) -> R:
        return await self.run(self.session.perform(call))

    async def perform_many(
        self, call_for: CallFor[R], people: Iterable[Person], concurrency: int, on_progress: OnProgress[R] | None
    ) -> list[Outcome[R]]:
        bulk = Bulk(people, on_progress)

        async def work() -> None:
            with bulk:
                while (row := bulk.take()) is not None:
                    try:
                        answer = await self.perform(call_for(row.person))
                    except AdmitError as error:
                        bulk.refused(row, error)
                    else:
                        bulk.answered(row, answer)

        for failure in await asyncio.gather(*(work() for _ in range(concurrency)), return_exceptions=True):
            if failure is not None:
                raise failure
        return bulk.outcomes()

    async def run(self, script: Script[R]) -> R:
        try:
            step = next(script)
            while True:
                try:
                    answer = await self._do(step)
                except Lost as lost:
                    step = script.throw(lost)
                else:
                    step = script.send(answer)
        except StopIteration as end:
            result: R = end.value
            return result

    async def _do(self, step: Step) -> Answer | None:
        match step:
            case Send():
                return await self._send(step)
            case Pause():
                await asyncio.sleep(step.seconds)
            case Renew():
                async with self._renewing:
                    await self.run(self.session.renew(step.stale))
        return None

    async def _send(self, step: Send) -> Answer:
        try:
            async with asyncio.timeout(http.TOTAL_SECONDS):
                response = await self._http.request(step.method, step.path, headers=step.headers, content=step.body)
        except TimeoutError:
            raise Lost(http.TOO_LATE) from None
        except http.NO_ANSWER as error:
            raise Lost(http.reason(error)) from error
        return Answer(response.status_code, response.headers, response.content)
