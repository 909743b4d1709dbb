"""Plain text in reading order: one line a line, an empty line between paragraphs, `[page 2]` where there are pages.

A document of one page is its text alone, without a heading.
"""

from __future__ import annotations

from ..engine.transcription import Page, Region, Transcription
from .format import Stamp


def write(transcription: Transcription, stamp: Stamp) -> bytes:
    """UTF-8 without a byte order mark; lines end in a newline."""
    texts = [page_text(page) for page in transcription.pages]
    if len(texts) > 1:
        texts = [f"[page {number}]\n\n{text}".rstrip("\n") for number, text in enumerate(texts, 1)]
    whole = "\n\n\n".join(texts)
    return (whole + "\n").encode() if whole else b""


def page_text(page: Page) -> str:
    """Lines and paragraphs without text leave no empty lines behind."""
    paragraphs = (_paragraph(region) for region in page.regions)
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _paragraph(region: Region) -> str:
    return "\n".join(line.text for line in region.lines if line.text.strip())
