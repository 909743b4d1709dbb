"""How well each hand of a project is read, from what people have confirmed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Length

from recognition.engine.evaluation.errors import ErrorRates
from recognition.models import Hand, LabelKind, Project, Word
from recognition.selectors import in_doubt


@dataclass(frozen=True, slots=True)
class HandResult:
    """`doubtful`: words whose reading is below the project's threshold; `remaining`: of these, without a label.
    `judged`: words with a text from a person and a reading, `wrong` of which read otherwise; `cer`: of these words, in
    per cent. Words that nobody was asked about are rarely among them, so that all rates are higher than the page's."""

    words: int = 0
    doubtful: int = 0
    remaining: int = 0
    labels: int = 0
    judged: int = 0
    wrong: int = 0
    cer: float = 0.0

    @property
    def doubtful_share(self) -> float | None:
        return 100 * self.doubtful / self.words if self.words else None

    @property
    def wrong_share(self) -> float | None:
        return 100 * self.wrong / self.judged if self.judged else None


def hand_results(project: Project) -> dict[int, HandResult]:
    """By hand, in two queries however many there are."""
    words = Word.objects.filter(page__document__project=project, page__written_by__isnull=False).order_by()
    judged = Q(label__kind=LabelKind.TEXT) & ~Q(label__reading_text="")
    rows = words.values(hand=F("page__written_by__hand")).annotate(
        words=Count("pk"),
        doubtful=Count("pk", filter=in_doubt(project)),
        remaining=Count("pk", filter=in_doubt(project) & Q(label=None)),
        labels=Count("label"),
        judged=Count("pk", filter=judged),
        characters=Sum(Length("label__text"), filter=judged, default=0),
    )
    wrong, edits = _errors(words.filter(judged))
    found: dict[int, HandResult] = {}
    for row in rows:
        hand, characters = row.pop("hand"), row.pop("characters")
        found[hand] = HandResult(**row, wrong=wrong[hand], cer=100 * edits[hand] / max(1, characters))
    return found


def _errors(judged: QuerySet[Word]) -> tuple[Counter[int], Counter[int]]:
    """Words that were read wrong, and the edits in them, by hand."""
    wrong, edits = Counter[int](), Counter[int]()
    differing = judged.exclude(label__text=F("label__reading_text"))
    for hand, text, reading in differing.values_list("page__written_by__hand", "label__text", "label__reading_text"):
        rates = ErrorRates()
        rates.update(text, reading)
        wrong[hand] += bool(rates.character_edits)
        edits[hand] += rates.character_edits
    return wrong, edits


@dataclass(frozen=True, slots=True)
class HandRow:
    hand: Hand
    pages: int
    result: HandResult


def results_by_hand(project: Project) -> list[HandRow]:
    """The hands that have pages, with the most first."""
    hands = project.hands.select_related("model_version").annotate(size=Count("pages")).filter(size__gt=0)
    results = hand_results(project)
    return [HandRow(hand, hand.size, results.get(hand.pk, HandResult())) for hand in hands.order_by("-size", "number")]
