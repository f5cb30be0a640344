"""SQLite's view of a disk that fails when told to."""

import apsw


class FailingVFS(apsw.VFS):
    """Named `failing`, as long as somebody holds it. With `only`, it fails the files whose path ends so."""

    name = "failing"

    def __init__(self, only: str = "") -> None:
        super().__init__(self.name, "")
        self._only = only
        self._left: int | None = None
        self._error: type[apsw.Error]
        self.has_failed = False

    def fail_after(self, count: int, error: type[apsw.Error]) -> None:
        """Let `count` writes and syncs pass, and none after them."""
        self._left, self._error, self.has_failed = count, error, False

    def heal(self) -> None:
        self._left = None

    def work(self, path: str) -> None:
        if self._left is None or not path.endswith(self._only):
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
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else name or ""

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 (apsw's)
        self._disk.work(self._path)
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802 (apsw's)
        self._disk.work(self._path)
        super().xSync(flags)
