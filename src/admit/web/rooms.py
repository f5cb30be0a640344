"""The airmeets at which people have pages open in this process: once a second, what changed is read once for all."""

import asyncio
from bisect import bisect_left
from collections import defaultdict

from admit.actions import presences
from admit.actions.presences import News
from admit.model.airmeets import Status
from admit.model.entries import Entry, Place, is_over, scene
from admit.model.presences import BEAT_SECONDS, Beat
from admit.store.database import Database
from admit.web import crowd
from admit.web.streams import BEAT, COUNT, PEOPLE, PLACE, Stream, Streams, event, of_place

BEATS_AT_ONCE_MAX = 500
"""In one transaction: whoever else wants to write waits for a few milliseconds."""
LOOKS_PER_SECOND = 2_000
"""How many pages may be asked for again at once."""
TOLD_BYTES_PER_SECOND = 4_000_000
TELLING_BYTES = 1_000
"""What it costs to tell somebody anything, beside the bytes."""
PAGES_MAX = 10
"""Of one person at once. With one more, the oldest is told nothing until it asks again."""
NOTED_SECONDS = 60
"""For how long the queue moves for pages that come back by themselves, without a script."""


class Room:
    """One airmeet. `version` is up to where its changes are known here."""

    def __init__(self, airmeet_id: str, version: int) -> None:
        self.airmeet_id = airmeet_id
        self.version = version
        self.streams: Streams = defaultdict(list)
        self.noted_until = 0.0
        self.people = b""
        self.count = b""
        self._is_stale = False
        self._due_at = 0.0

    def hear(self, news: News) -> None:
        """Whoever's page shows what is so no longer is told to look again."""
        self.version = max(self.version, news.door.version)
        self._is_stale = self._is_stale or bool(news.changed)
        for presence in news.changed:
            for stream in self.streams.get(presence.email_key, ()):
                if not stream.fits(presence):
                    stream.look()
        for place in (Place.WAITING, Place.INSIDE):
            self._compare(place, news)

    def tell_places(self, news: News, tickets: list[int], rate: float) -> None:
        for stream in of_place(self.streams, Place.WAITING):
            before = bisect_left(tickets, stream.ticket)
            told = event(PLACE, crowd.place_sentence(news.airmeet.status, before, rate))
            if stream.told_place != told:
                stream.told_place = told
                stream.tell(PLACE, told)

    def wants_people(self) -> bool:
        """Whether it is time to tell who is inside: the more are told, the less often."""
        return self._is_stale and asyncio.get_running_loop().time() >= self._due_at

    def tell_people(self, people: bytes, count: bytes) -> None:
        inside = of_place(self.streams, Place.INSIDE)
        cost = 0
        for name, old, new in ((PEOPLE, self.people, people), (COUNT, self.count, count)):
            if old != new:
                cost += (len(new) + TELLING_BYTES) * len(inside)
                for stream in inside:
                    stream.tell(name, new)
        self.people, self.count, self._is_stale = people, count, False
        self._due_at = asyncio.get_running_loop().time() + cost / TOLD_BYTES_PER_SECOND

    def _compare(self, place: Place, news: News) -> None:
        now_so = "" if is_over(news.airmeet) else scene(place, news.airmeet, news.particulars)
        outdated = [stream for stream in of_place(self.streams, place) if stream.scene != now_so]
        for stream in outdated:
            stream.look(len(outdated) * 1_000 // LOOKS_PER_SECOND)


class Rooms:
    """What pages need to know of each other. Nothing in here is the truth: that is in the database."""

    def __init__(self, door_rate: float) -> None:
        self.door_rate = door_rate
        self._rooms: dict[str, Room] = {}
        self._beating: list[set[Stream]] = [set() for _ in range(BEAT_SECONDS)]
        self._turn = 0
        self._beats: set[Beat] = set()
        self._is_closing = False

    def join(self, entry: Entry, version: int) -> Stream:
        """`version` is the door's when the page was made."""
        stream, room = Stream(entry), self._room(entry)
        pages = room.streams[entry.email.key]
        if len(pages) >= PAGES_MAX:
            pages[0].end()
        pages.append(stream)
        self._beating[(self._turn - 1) % BEAT_SECONDS].add(stream)
        self._beats.add(stream.beat)
        if room.version > version and room.people:
            stream.tell(PEOPLE, room.people)
            stream.tell(COUNT, room.count)
        if self._is_closing:
            stream.end()
        return stream

    def leave(self, stream: Stream) -> None:
        """They were heard of until now."""
        for beating in self._beating:
            beating.discard(stream)
        room = self._rooms.get(stream.beat.airmeet_id)
        if room is not None and stream in room.streams.get(stream.beat.email_key, ()):
            room.streams[stream.beat.email_key].remove(stream)
            if not room.streams[stream.beat.email_key]:
                del room.streams[stream.beat.email_key]
        self._beats.add(stream.beat)

    def note(self, entry: Entry) -> None:
        """A page was shown to somebody who has a seat, perhaps without scripts: they are still there."""
        self._beats.add(Beat(entry.airmeet.airmeet_id, entry.email.key, entry.session_digest))
        self._room(entry).noted_until = asyncio.get_running_loop().time() + NOTED_SECONDS

    async def round(self, database: Database) -> None:
        """To be done once a second."""
        for room in list(self._rooms.values()):
            await self._attend(database, room)
        self._turn = (self._turn + 1) % BEAT_SECONDS
        for stream in self._beating[self._turn]:
            stream.tell("beat", BEAT)
            self._beats.add(stream.beat)
        await self.keep_beats(database)

    async def keep_beats(self, database: Database) -> None:
        """Write who was heard of. What cannot be written now is written in the next round."""
        while self._beats:
            some = [self._beats.pop() for _ in range(min(BEATS_AT_ONCE_MAX, len(self._beats)))]
            try:
                late = await database.write(presences.beat, some)
            except BaseException:
                self._beats.update(some)
                raise
            for beat in late:
                self._drop(beat)

    def close(self) -> None:
        """End every stream; their pages come back, to whichever process is there then."""
        self._is_closing = True
        for room in self._rooms.values():
            for streams in room.streams.values():
                for stream in streams:
                    stream.end()

    def _room(self, entry: Entry) -> Room:
        airmeet_id = entry.airmeet.airmeet_id
        room = self._rooms.get(airmeet_id)
        if room is None:
            room = self._rooms[airmeet_id] = Room(airmeet_id, entry.door.version)
        return room

    async def _attend(self, database: Database, room: Room) -> None:
        if not room.streams and room.noted_until < asyncio.get_running_loop().time():
            del self._rooms[room.airmeet_id]
            return
        news = await database.read(presences.look, room.airmeet_id, version=room.version)
        room.hear(news)
        if is_over(news.airmeet):
            await self._clear(database, news)
            return
        if news.door.waiting_count:
            if news.airmeet.status is Status.ONGOING and await self._let_in(database, room.airmeet_id):
                room.hear(await database.read(presences.look, room.airmeet_id, version=room.version))
            tickets = await database.read(presences.list_tickets, room.airmeet_id)
            room.tell_places(news, tickets, self.door_rate)
        if room.wants_people():
            people = await database.read(presences.list_inside, room.airmeet_id)
            room.tell_people(
                event(PEOPLE, crowd.people(people)), event(COUNT, crowd.count_sentence(news.door.inside_count))
            )

    async def _let_in(self, database: Database, airmeet_id: str) -> bool:
        """Whether anybody was."""
        total = 0
        while True:
            number = await database.write(presences.let_in, airmeet_id, rate=self.door_rate)
            total += number
            if number < presences.LET_IN_MAX:
                return total > 0

    async def _clear(self, database: Database, news: News) -> None:
        if news.door.waiting_count or news.door.inside_count:
            while await database.write(presences.clear, news.airmeet.airmeet_id):
                pass

    def _drop(self, beat: Beat) -> None:
        """Its session has the seat no longer: its pages look again."""
        room = self._rooms.get(beat.airmeet_id)
        for stream in room.streams.get(beat.email_key, ()) if room else ():
            if stream.beat == beat:
                stream.look()
