"""Bytes to scans: JPEG, PNG, WebP and TIFF (of many pages) by Pillow, PDF by PDFium. No file paths, no partial trust:
sizes are checked against the limits by the header before a pixel is decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from .pdf import decode_pdf
from .picture import decode_picture
from .scan import Limits, Scan, ScanError

__all__ = ["Limits", "Scan", "ScanError", "decode_scans", "read_grey"]

#: A PDF's mark may stand behind up to this many bytes of something else (PDF 1.7, annex H).
_PDF_MARK_WITHIN = 1024


def decode_scans(
    data: bytes, name: str, limits: Limits, on_broken: Callable[[ScanError], None] | None = None
) -> Iterator[Scan]:
    """The pages of a file, one after another, upright.

    Raises ScanError, naming the file, where it gives no page at all. A single page that cannot be decoded is handed
    to `on_broken` and the others go on; without `on_broken` it ends the iteration as ScanError.
    """
    if not data:
        raise ScanError(f"{name} is empty: upload it again.")
    limits.check_bytes(len(data), name)
    decode = decode_pdf if b"%PDF-" in data[:_PDF_MARK_WITHIN] else decode_picture
    broken: list[ScanError] = []
    found = 0
    for scan in decode(data, name, limits):
        if isinstance(scan, Scan):
            found += 1
            yield scan
        elif on_broken is None:
            raise scan
        else:
            broken.append(scan)
            on_broken(scan)
    if not found:
        raise broken[0] if len(broken) == 1 else ScanError(f"{name} has no page that can be read: scan it again.")


def read_grey(data: bytes, name: str, limits: Limits | None = None) -> NDArray[np.uint8]:
    """The first picture of a file as grey uint8 (H, W). Raises ScanError, naming the file."""
    scan = next(decode_scans(data, name, limits or Limits()))
    return scan.image if scan.image.ndim == 2 else cv2.cvtColor(scan.image, cv2.COLOR_RGB2GRAY).astype(np.uint8)
