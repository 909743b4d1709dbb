"""A page as it is shown beside its picture: lines with their outlines, words with who stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext

from recognition.engine.transcription import ILLEGIBLE
from recognition.models import LabelKind, Line, Page, Word
from review.selectors_pages import WordCounts


@dataclass(frozen=True, slots=True)
class ShownWord:
    """`kind` is `confirmed` or `machine`; `note` says who stands behind the text."""

    text: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """`points` is the outline in pixels of the page, as SVG writes it."""

    id: int
    points: str
    words: Sequence[ShownWord]


@dataclass(frozen=True, slots=True)
class ShownRegion:
    lines: Sequence[ShownLine]


@dataclass(frozen=True, slots=True)
class PageText:
    regions: Sequence[ShownRegion]
    counts: WordCounts


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Ids of the pages around a page in its document."""

    before: int | None
    after: int | None


def page_text(page: Page) -> PageText:
    words = Word.objects.select_related("reading", "label__author").order_by("position")
    lines = Line.objects.order_by("position").prefetch_related(Prefetch("words", queryset=words))
    regions = page.regions.order_by("position").prefetch_related(Prefetch("lines", queryset=lines))
    shown = [ShownRegion([_line(line) for line in region.lines.all()]) for region in regions]
    regions_with_text = [region for region in shown if region.lines]
    every = [word for region in regions_with_text for line in region.lines for word in line.words]
    confirmed = sum(word.kind == "confirmed" for word in every)
    return PageText(regions_with_text, WordCounts(len(every), confirmed))


def page_neighbours(page: Page) -> Neighbours:
    others = page.document.pages
    before = others.filter(number__lt=page.number).order_by("-number").values_list("pk", flat=True).first()
    after = others.filter(number__gt=page.number).order_by("number").values_list("pk", flat=True).first()
    return Neighbours(before, after)


def step_sentences(page: Page) -> list[str]:
    """Each step of preprocessing that was applied, with its settings in brackets."""
    return [_step(step["name"], step.get("settings") or {}) for step in page.steps]


def _step(name: str, settings: dict[str, object]) -> str:
    values = ", ".join(
        f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}" for key, value in settings.items()
    )
    return f"{name} ({values})" if values else name


def _line(line: Line) -> ShownLine:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line.polygon)
    return ShownLine(line.pk, points, [shown for word in line.words.all() if (shown := _word(word))])


def _word(word: Word) -> ShownWord | None:
    """None for a place where a person saw no word, and where nothing was read."""
    if word.label is not None:
        if word.label.kind == LabelKind.NOT_A_WORD:
            return None
        text = ILLEGIBLE if word.label.kind == LabelKind.ILLEGIBLE else word.label.text
        return ShownWord(
            text, "confirmed", gettext("Confirmed by %(name)s") % {"name": word.label.author.get_username()}
        )
    if word.reading is None or not word.reading.text:
        return None
    note = gettext("Read by machine, %(percent)s %% sure") % {"percent": round(word.reading.confidence * 100)}
    return ShownWord(word.reading.text, "machine", note)
