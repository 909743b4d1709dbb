"""Read a whole page: what the reading job and the command do. Runs in workers: it loads the engine."""

from __future__ import annotations

from ..models import Page, Template
from . import lay_fields, read_lines, recognize
from .held_words import held_lines


def read_page(page_id: int) -> None:
    """As the machine finds its lines, with the fields of the document's form laid over them. Where a person has mended
    the lines, or is at words of the page, its lines stay, and are read as far as nobody holds them."""
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return  # deleted while it waited
    if page.mended_at is not None or held_lines(page):
        read_lines.read_again(page_id)
        return
    try:
        recognize.read_page(page_id)
    except recognize.PageHeldError:  # somebody came while it was read
        read_lines.read_again(page_id)
        return
    if Template.objects.filter(document=page.document_id).exists():
        lay_fields.lay_fields(page_id)
