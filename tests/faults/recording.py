"""SQLite's view of the disk, with each change and each sync recorded on the way to the real one."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import apsw

from tests.faults.disk import Change, Disk, Truncation, Write
from tests.faults.ledger import Ledger

JOURNALS = apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL
Step = Callable[[Disk], None]


class Recording:
    """Every step in order, and what the ledger said when a sync was asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._steps: list[tuple[Step, int | None]] = []
        self.sync_counts: Counter[str] = Counter()

    def add(self, step: Step) -> None:
        self._steps.append((step, None))

    def add_sync(self, step: Step) -> None:
        self._steps.append((step, self._ledger.now))

    def cuts(self) -> Iterator[tuple[Disk, Ledger]]:
        """The disk just before and just after each sync and at the end, with what had been acknowledged by then."""
        disk = Disk()
        for step, asked_at in self._steps:
            if asked_at is None:
                step(disk)
            else:
                yield disk, self._ledger.as_of(asked_at)
                step(disk)
                yield disk, self._ledger.as_of(asked_at)
        yield disk, self._ledger


class RecordingVFS(apsw.VFS):
    """Named `recording`, as long as somebody holds it."""

    name = "recording"

    def __init__(self, recording: Recording) -> None:
        super().__init__(self.name, "")
        self._recording = recording

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 (apsw's)
        if name is None:
            return apsw.VFSFile("", name, flags)
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        self._recording.add(partial(Disk.create, name=path.name))
        return RecordingFile(self._recording, path.name, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: FBT001, N802 (apsw's)
        super().xDelete(filename, syncdir)
        self._recording.add(partial(Disk.delete, name=Path(filename).name))
        if syncdir:
            self._recording.add_sync(Disk.sync_directory)


class RecordingFile(apsw.VFSFile):
    def __init__(self, recording: Recording, name: str, filename: str | apsw.URIFilename, flags: list[int]) -> None:
        super().__init__("", filename, flags)
        self._recording = recording
        self._name = name
        self._syncs_directory = bool(flags[0] & JOURNALS)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 (apsw's)
        super().xWrite(data, offset)
        self._change(Write(offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 (apsw's)
        super().xTruncate(newsize)
        self._change(Truncation(newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802 (apsw's)
        """As SQLite's own VFS for Unix does, the first sync of a journal is one of its directory too."""
        super().xSync(flags)
        self._recording.add_sync(partial(Disk.sync, name=self._name))
        self._recording.sync_counts[self._name] += 1
        if self._syncs_directory:
            self._recording.add_sync(Disk.sync_directory)
            self._syncs_directory = False

    def _change(self, change: Change) -> None:
        self._recording.add(partial(Disk.change, name=self._name, change=change))
