"""SQLite's view of a disk that fails when told to."""

import apsw


class FailingVFS(apsw.VFS):
    """Named `failing`, as long as somebody holds it."""

    name = "failing"

    def __init__(self) -> None:
        super().__init__(self.name, "")
        self._left: int | None = None
        self._error: type[apsw.Error]
        self.has_failed = False

    def fail_after(self, count: int, error: type[apsw.Error]) -> None:
        """Let `count` writes and syncs pass, and none after them."""
        self._left, self._error, self.has_failed = count, error, False

    def heal(self) -> None:
        self._left = None

    def work(self) -> None:
        if self._left is None:
            return
        if self._left == 0:
            self.has_failed = True
            raise self._error("as told")
        self._left -= 1

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 (apsw's)
        return FailingFile(self, name, flags)


class FailingFile(apsw.VFSFile):
    def __init__(self, disk: FailingVFS, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 (apsw's)
        self._disk.work()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802 (apsw's)
        self._disk.work()
        super().xSync(flags)
