"""Read a whole page: what the reading job and the command do. Runs in workers: it loads the engine."""

from __future__ import annotations

from ..models import Line, Page, Template
from . import lay_fields, read_lines, recognize


def read_page(page_id: int) -> None:
    """As the machine finds its lines, with the fields of the document's form laid over them; where a person has mended
    the lines, as they are."""
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return  # deleted while it waited
    if page.mended_at is not None:
        Line.objects.filter(page=page).update(unread=True)
        read_lines.read_lines(page_id)
        return
    recognize.read_page(page_id)
    if Template.objects.filter(document=page.document_id).exists():
        lay_fields.lay_fields(page_id)
