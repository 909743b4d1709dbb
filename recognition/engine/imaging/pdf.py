"""Pages of a PDF as pictures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from .scan import Limits, Scan, ScanError

DPI = 300
_POINTS_AN_INCH = 72
_PASSWORD = raw.FPDF_ERR_PASSWORD


def decode_pdf(data: bytes, name: str, limits: Limits) -> Iterator[Scan | ScanError]:
    """Every page, rendered at 300 dpi; a page that fails comes as its ScanError. Raises ScanError for the whole file
    where it is encrypted, broken, or has too many pages."""
    document = _open(data, name)
    try:
        limits.check_pages(len(document), name)
        for index in range(len(document)):
            yield _render(document, index, f"{name}, page {index + 1},", limits)
    finally:
        document.close()


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise ScanError(f"{name} is locked with a password: save it without one and upload it again.") from error
        raise ScanError(f"{name} is a broken PDF: open it, print it to a new PDF and upload that.") from error
    if not len(document):
        document.close()
        raise ScanError(f"{name} is a PDF without pages: upload another file.")
    return document


def _render(document: pdfium.PdfDocument, index: int, name: str, limits: Limits) -> Scan | ScanError:
    try:
        page = document[index]
        try:
            width, height = (max(1, round(side * DPI / _POINTS_AN_INCH)) for side in page.get_size())
            limits.check_size(width, height, name)
            bitmap = page.render(scale=DPI / _POINTS_AN_INCH, rev_byteorder=True, prefer_bgrx=False)
            image = np.array(bitmap.to_numpy()[..., :3], np.uint8)
            bitmap.close()
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        problem = ScanError(f"{name} cannot be drawn: print the PDF to a new one and upload that.")
        problem.__cause__ = error
        return problem
    except ScanError as error:
        return error
    return Scan(image, float(DPI), index)
