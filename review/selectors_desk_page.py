"""A whole page for the desk: every line with its outline, every word with its box, few queries however full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from recognition.models import Line, Page, Word
from review.selectors import line_told, words_of
from review.selectors_alternatives import Learned, alternatives, learned

Points = Iterable[Sequence[float]]


def whole_page(page: Page) -> dict[str, object]:
    """Words carry what a card of the queue carries, so that they can be decided about at once."""
    lines = list(Line.objects.filter(page=page).order_by("position", "pk"))
    words = words_of(lines)
    known = learned(page.document.project_id, [word for of_a_line in words.values() for word in of_a_line])
    told = [_line(line, words.get(line.pk, []), known) for line in lines]
    pages = page.document.pages
    return {
        "page": {"id": page.pk, "number": page.number},
        "document": {"id": page.document_id, "title": page.document.title},
        "picture": reverse("page-image", args=[page.pk]),
        "width": page.width,
        "height": page.height,
        "before": pages.filter(number__lt=page.number).order_by("-number").values_list("pk", flat=True).first(),
        "after": pages.filter(number__gt=page.number).order_by("number").values_list("pk", flat=True).first(),
        "lines": told,
    }


def _line(line: Line, words: Sequence[Word], known: Learned) -> dict[str, object]:
    told = line_told(line, words)
    told["box"] = _box(line.polygon)
    told["words"] = [text | _more(word, known) for text, word in zip(told["words"], words, strict=True)]
    return told


def _more(word: Word, known: Learned) -> dict[str, object]:
    more: dict[str, object] = {"box": _box(word.polygon), "read": word.reading.text if word.reading else ""}
    return more | {"alternatives": alternatives(word, known)} if word.label is None else more


def _box(polygon: Points) -> list[int]:
    """left, top, right, bottom in pixels of the page."""
    xs, ys = zip(*polygon, strict=True)
    return [round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))]
