"""Zip archives whose bytes depend on nothing but what goes in, and file names that are safe on every system."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Set
from datetime import UTC, datetime
from typing import IO

ZIP = "application/zip"

#: Path separators, what Windows forbids in names, and white space of any kind.
_SEPARATING = re.compile(r'[\s/\\<>:"|?*]+')
#: Names that Windows takes for devices, with any ending.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 120  # bytes of UTF-8: with a number and an ending it stays under the 255 of file systems
_PACKED = frozenset({".jpg", ".png", ".webp"})
_PIECE = 1 << 18


def safe_name(title: str, otherwise: str = "document") -> str:
    """The title as a file name without ending: letters of any script stay, `/`, control characters and dots at the
    ends do not."""
    words = _SEPARATING.sub(" ", unicodedata.normalize("NFC", title))
    shown = "".join(c for c in words if unicodedata.category(c)[0] != "C").strip(" .-")
    name = shown.encode()[:_LONGEST].decode(errors="ignore").rstrip(" .")
    return f"_{name}" if _DEVICE.fullmatch(name) else name or otherwise


def unused_name(name: str, taken: Set[str]) -> str:
    """The name itself, or with a number behind it; `taken` holds names in lower case, as Windows compares them."""
    number, candidate = 1, name
    while candidate.lower() in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def zipped(entries: Iterable[tuple[str, bytes | IO[bytes]]], created: datetime) -> Iterator[bytes]:
    """The bytes of an archive of entries (path, bytes, or a file at its beginning) as they come: nothing waits for the
    whole, and only one entry is in memory at a time. Pictures are packed already; they count as deflated all the same,
    because programs that read as it comes cannot tell where a stored one ends."""
    moment, outlet = created.astimezone(UTC), _Outlet()
    with zipfile.ZipFile(outlet, "w") as archive:
        for path, data in entries:
            info = zipfile.ZipInfo(path, moment.timetuple()[:6])
            info.external_attr = 0o644 << 16
            if isinstance(data, bytes):
                level = 0 if path[path.rfind(".") :] in _PACKED else None
                archive.writestr(info, data, zipfile.ZIP_DEFLATED, level)
            else:
                info.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(info, "w", force_zip64=True) as entry:
                    for piece in pieces(data):
                        entry.write(piece)
                        yield outlet.taken()
            yield outlet.taken()
    yield outlet.taken()


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """What is left of a file, a quarter of a megabyte at a time."""
    while piece := file.read(_PIECE):
        yield piece


class _Outlet:
    """What is written, until it is taken."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes, /) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """There is nothing behind it."""

    def close(self) -> None:
        """Nor to close."""

    def taken(self) -> bytes:
        data = bytes(self._written)
        self._written.clear()
        return data
