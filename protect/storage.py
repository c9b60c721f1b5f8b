"""Files that the disk sees encrypted only: the default storage, so that no room can forget it.

A file reads `key:` and then pieces of a MiB, each sealed by SM4-GCM (28 bytes longer) and bound to the file's name, to
its place and to whether it is the last: a file put in another's place, cut off, or put together from others does not
open. Pieces keep the memory small whatever the size.
"""

import fcntl
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

from protect.crypto import NONCE_BYTES, TAG_BYTES, DecryptionError, KeyMissing, keyring

PIECE: Final = 1024 * 1024
SEALED: Final = PIECE + NONCE_BYTES + TAG_BYTES
LONGEST_KEY_NAME: Final = 16
UNFINISHED: Final = ".rotating"


class UnreadableFile(Exception):
    """A stored file does not open. `name` is where it lies, `lost_key` the key that is missing, or empty."""

    def __init__(self, name: str, *, lost_key: str = "") -> None:
        self.name, self.lost_key = name, lost_key
        problem = (
            f"its key {lost_key!r} is not in ENCRYPTION_KEYS" if lost_key else "it was altered, or is another file"
        )
        super().__init__(f"{name}: {problem}")

    def told(self) -> str:
        """What the user is told."""
        if self.lost_key:
            return _(
                "This file cannot be opened: the server no longer has the key “%(key)s” under which it was stored. Nothing "
                "is wrong with what you did. The operator must put that key back into ENCRYPTION_KEYS."
            ) % {"key": self.lost_key}
        return _(
            "This file was not handed out: on the server's disk it was altered, cut off or put in another's place since it "
            "was stored. Do not send it again before the county administrator and the auditor have looked into it."
        )


@deconstructible(path="protect.storage.EncryptedStorage")
class EncryptedStorage(FileSystemStorage):
    """Files under MEDIA_ROOT, written encrypted and read plain. Names are random and never used twice."""

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        if mode != "rb":
            raise ValueError("A stored file is read, never changed.")
        return File(io.BufferedReader(self._opened(name), PIECE), name=name)

    def _opened(self, name: str) -> "Opened":
        file = Path(self.path(name)).open("rb")  # noqa: SIM115  # `Opened` closes it
        try:
            return Opened(file, name)
        except BaseException:
            file.close()
            raise

    def _save(self, name: str, content: Any) -> str:
        stored: str = super()._save(name, _Sealed(content, name))  # type: ignore[misc]  # the stubs lack it
        if stored != name:  # somebody else has taken the name meanwhile, and the content is bound to it
            self.delete(stored)
            raise FileExistsError(name)
        return stored

    def size(self, name: str) -> int:
        """Bytes of the plain content."""
        with self._opened(name) as opened:
            return opened.size

    def delete(self, name: str) -> None:
        """As Django's, but never while the rotation puts a file in its place."""
        with self._alone():
            super().delete(name)

    def stored_names(self) -> Iterator[str]:
        """Every stored file, in order; what lies at the top was stored by nobody (see each model's `random_name`)."""
        root = Path(self.location)
        for directory, below, files in os.walk(root):
            below.sort()
            if Path(directory) != root:
                yield from (str((Path(directory) / file).relative_to(root)) for file in sorted(files))

    def renew(self, name: str) -> bool:
        """Encrypt a file again with the current key; False where it bears it already. Raises UnreadableFile.

        The new file takes the place of the old in one step: stopped at any moment, one of them is there whole.
        """
        path = Path(self.path(name))
        if name.endswith(UNFINISHED):  # left by a run that was stopped; its file is still there, under the old key
            path.unlink(missing_ok=True)
            return False
        with self._opened(name) as opened:
            if opened.key == keyring().current:
                return False
            unfinished = path.with_name(path.name + UNFINISHED)
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                target.writelines(_sealed(opened, name))
                target.flush()
                os.fsync(target.fileno())
        with self._alone():
            if path.exists():
                unfinished.replace(path)
                return True
            unfinished.unlink()
            return False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time deletes a file or puts one in another's place."""
        Path(self.location).mkdir(parents=True, exist_ok=True)
        directory = os.open(self.location, os.O_RDONLY)
        try:
            fcntl.flock(directory, fcntl.LOCK_EX)
            yield
        finally:
            os.close(directory)


class Opened(io.RawIOBase):
    """The plain content of a stored file, opened piece by piece. Raises UnreadableFile, for what can be known at once."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        super().__init__()
        self.name, self._file = name, file
        self._at, self._piece, self._content = 0, -1, b""
        key, colon, _rest = self._file.read(LONGEST_KEY_NAME + 1).partition(b":")
        self.key, self._head = key.decode(errors="replace"), len(key) + 1
        sealed = self._file.seek(0, io.SEEK_END) - self._head
        self._last = max(-(-sealed // SEALED) - 1, 0)
        self.size = sealed - (self._last + 1) * (SEALED - PIECE)
        if not colon or self.size < 0:
            raise UnreadableFile(name)
        self._load(self._last)  # a file of another name, cut off or of a lost key shows here

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes: archives are read from their end."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the plain content."""
        self._at = max(offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence], 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """The next bytes, at most to the end of a piece. Raises UnreadableFile."""
        if self._at >= self.size:
            return 0
        self._load(self._at // PIECE)
        start = self._at % PIECE
        found = self._content[start : start + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def _load(self, piece: int) -> None:
        if piece == self._piece:
            return
        self._file.seek(self._head + piece * SEALED)
        sealed = self._file.read(SEALED)
        try:
            self._content = keyring().open(self.key, sealed, _context(self.name, piece, last=piece == self._last))
        except KeyMissing as error:
            raise UnreadableFile(self.name, lost_key=self.key) from error
        except DecryptionError as error:
            raise UnreadableFile(self.name) from error
        self._piece = piece


def _context(name: str, piece: int, *, last: bool) -> str:
    return f"file {name} {piece} {'last' if last else 'more'}"


class _Sealed(File):  # type: ignore[type-arg]
    """The stored form of a content, for Django to write."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The key's name, then the sealed pieces."""
        return _sealed(self.file, str(self.name))


def _sealed(content: Any, name: str) -> Iterator[bytes]:
    ring = keyring()
    yield f"{ring.current}:".encode()
    content.seek(0)
    source, number = _pieces(content), 0
    present = next(source, b"")
    for following in source:
        yield ring.seal(present, _context(name, number, last=False))
        present, number = following, number + 1
    yield ring.seal(present, _context(name, number, last=True))


def _pieces(content: Any) -> Iterator[bytes]:
    """Pieces of a MiB, the last one shorter; a read may give less than was asked for."""
    kept = b""
    while read := content.read(PIECE - len(kept)):
        kept += read.encode() if isinstance(read, str) else read
        if len(kept) >= PIECE:
            yield kept[:PIECE]
            kept = kept[PIECE:]
    if kept:
        yield kept


@contextmanager
def in_memory(name: str) -> Iterator[Path]:
    """A path by which another process of this user reads a stored file; its plain content lies in memory, never on a disk."""
    with default_storage.open(name) as stored, os.fdopen(os.memfd_create("stored"), "wb") as plain:
        plain.writelines(stored.chunks())
        plain.flush()
        yield Path(f"/proc/{os.getpid()}/fd/{plain.fileno()}")
