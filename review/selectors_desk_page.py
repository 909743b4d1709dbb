"""A whole page for the desk: every line with its outline, every word with its box, few queries however full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from recognition.models import Line, Page, Word
from review.policy_second import Look
from review.selectors import line_told, words_of
from review.selectors_alternatives import Learned, alternatives, learned
from review.selectors_second import Viewer, is_hidden, notes_told, told_again

Points = Iterable[Sequence[float]]


def whole_page(page: Page, viewer: Viewer) -> dict[str, object]:
    """Words carry what a card of the queue carries, so that they can be decided about at once."""
    lines = list(Line.objects.filter(page=page).order_by("position", "pk"))
    words = words_of(lines, "polygon", "reading__alternatives")
    every = [word for of_a_line in words.values() for word in of_a_line]
    known = learned(page.document.project_id, every)
    looks = viewer.looks(lines)
    again = told_again(viewer, every, looks)
    told = [_line(line, words.get(line.pk, []), looks, again, known) for line in lines]
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
        "notes": notes_told([page.pk]),
    }


def _line(
    line: Line, words: Sequence[Word], looks: Mapping[int, Look], again: Mapping[int, dict[str, object]], known: Learned
) -> dict[str, object]:
    told = line_told(line, words, looks)
    told["box"] = _box(line.polygon)
    told["words"] = [
        text | _more(word, known, is_open=word.label is None or is_hidden(word, looks)) | again.get(word.pk, {})
        for text, word in zip(told["words"], words, strict=True)
    ]
    return told


def _more(word: Word, known: Learned, *, is_open: bool) -> dict[str, object]:
    more: dict[str, object] = {"box": _box(word.polygon), "read": word.reading.text if word.reading else ""}
    return more | {"alternatives": alternatives(word, known)} if is_open else more


def _box(polygon: Points) -> list[int]:
    """left, top, right, bottom in pixels of the page."""
    xs, ys = zip(*polygon, strict=True)
    return [round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))]
