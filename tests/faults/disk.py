"""A disk that may lose, at a power cut, whatever was not synced: recorded while SQLite writes, cut afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Protocol


@dataclass(eq=False)
class File:
    """What is on the platter for certain, and the changes since, in order."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list["Change"] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.pending:
            change.apply(self.durable)
        self.pending.clear()

    def after_a_cut(self, fate: "Fate") -> bytes:
        content = bytearray(self.durable)
        for change in self.pending:
            for piece in change.pieces(fate.sector_size):
                fate.meet(piece, content)
        return bytes(content)


class Change(Protocol):
    def apply(self, content: bytearray) -> None: ...

    def pieces(self, size: int) -> Iterator["Change"]:
        """What reaches the platter or not each by itself."""
        ...


@dataclass(frozen=True)
class Write:
    offset: int
    content: bytes

    def apply(self, content: bytearray) -> None:
        content.extend(bytes(max(0, self.offset - len(content))))
        content[self.offset : self.offset + len(self.content)] = self.content

    def pieces(self, size: int) -> Iterator["Write"]:
        start = self.offset
        end = start + len(self.content)
        while start < end:
            next_start = min(end, start - start % size + size)
            yield Write(start, self.content[start - self.offset : next_start - self.offset])
            start = next_start


@dataclass(frozen=True)
class Truncation:
    size: int

    def apply(self, content: bytearray) -> None:
        content[self.size :] = bytes(max(0, self.size - len(content)))
        del content[self.size :]

    def pieces(self, size: int) -> Iterator["Truncation"]:
        del size
        yield self


class Fate:
    """What becomes of the changes that were not synced: all are lost, unless a subclass is kinder."""

    sector_size = 4096

    def meet(self, piece: Change, content: bytearray) -> None:
        pass

    def spares(self) -> bool:
        """Whether a change to the directory survives."""
        return False


class Kind(Fate):
    """Everything survives."""

    def meet(self, piece: Change, content: bytearray) -> None:
        piece.apply(content)

    def spares(self) -> bool:
        return True


class Whimsical(Fate):
    """Each sector survives or not, and some by half."""

    def __init__(self, random: Random, sector_size: int) -> None:
        self.sector_size = sector_size
        self._random = random

    def meet(self, piece: Change, content: bytearray) -> None:
        if self._random.random() < 0.5:
            return
        if isinstance(piece, Write) and self._random.random() < 0.1:
            piece = Write(piece.offset, piece.content[: self._random.randrange(len(piece.content) + 1)])
        piece.apply(content)

    def spares(self) -> bool:
        return self._random.random() < 0.5


class Disk:
    """The files of one directory. Creating and deleting is durable once the directory is synced."""

    def __init__(self) -> None:
        self._names: dict[str, File] = {}
        self._durable_names: dict[str, File] = {}

    def create(self, name: str) -> None:
        self._names.setdefault(name, File())

    def delete(self, name: str) -> None:
        del self._names[name]

    def change(self, name: str, change: Change) -> None:
        self._names[name].pending.append(change)

    def sync(self, name: str) -> None:
        self._names[name].sync()

    def sync_directory(self) -> None:
        self._durable_names = dict(self._names)

    def after_a_cut(self, fate: Fate) -> dict[str, bytes]:
        """The content by name of every file that is there when the power is back."""
        names = dict(self._durable_names)
        for name in sorted(self._names.keys() | names.keys()):
            if self._names.get(name) is not names.get(name) and fate.spares():
                names.pop(name, None)
                if name in self._names:
                    names[name] = self._names[name]
        return {name: file.after_a_cut(fate) for name, file in names.items()}
