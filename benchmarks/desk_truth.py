"""What a person who knows the sample letters by heart would say about every word and line the machine found on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from recognition.engine.transcription import Word as TrueWord
from recognition.formats.page_xml import read_page
from recognition.models import Line, Page, Project, Word

SAMPLE = Path(__file__).resolve().parents[1] / "recognition" / "sample" / "pages"
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class KnownLine:
    """`words`: what was read, what is true ("" where nothing is written), and whether the desk asks."""

    words: Sequence[tuple[str, str, bool]]
    text: str

    @property
    def is_whole(self) -> bool:
        """Every true word has a box, so that the line needs no retyping."""
        return " ".join(filter(None, (true for _, true, _ in self.words))) == self.text


@dataclass(frozen=True, slots=True)
class Truth:
    """By primary key. `readings`: what the machine read, and what it holds possible besides."""

    words: dict[int, str]
    readings: dict[int, tuple[str, tuple[str, ...]]]
    lines: dict[int, KnownLine]

    @property
    def asked(self) -> int:
        """How many words the desk asks about."""
        return sum(is_asked for line in self.lines.values() for _, _, is_asked in line.words)


def truth_of(project: Project) -> Truth:
    words: dict[int, str] = {}
    readings: dict[int, tuple[str, tuple[str, ...]]] = {}
    lines: dict[int, KnownLine] = {}
    for page in Page.objects.filter(document__project=project).select_related("source"):
        true_words = [word for line in _true_page(page).lines() for word in line.words]
        for line in Line.objects.filter(page=page):
            found = list(Word.objects.filter(line=line).select_related("reading").order_by("position"))
            known = _match(found, _inside(true_words, _box(line.polygon)))
            told = [(w.reading.text, known[w.pk], w.reading.confidence < project.threshold) for w in found]
            texts = _inside(true_words, _box(line.polygon))
            lines[line.pk] = KnownLine(told, " ".join(text for text, _ in texts))
            words |= known
            for word in found:
                others = tuple(one["text"] for one in word.reading.alternatives)
                readings[word.pk] = (word.reading.text, others)
    return Truth(words, readings, lines)


def _true_page(page: Page):
    name = PurePosixPath(page.source.name).stem
    return read_page((SAMPLE / f"{name}.xml").read_bytes(), name)


def _inside(true_words: Iterable[TrueWord], line: Box) -> list[tuple[str, Box]]:
    """The true words whose middle lies in the line, from left to right."""
    left, top, right, bottom = line
    boxes = [(word.text, _box(word.polygon)) for word in true_words]
    inside = [
        (text, box) for text, box in boxes
        if left <= (box[0] + box[2]) / 2 <= right and top <= (box[1] + box[3]) / 2 <= bottom
    ]  # fmt: skip
    return sorted(inside, key=lambda one: one[1][0])


def _match(found: Sequence[Word], true_words: Iterable[tuple[str, Box]]) -> dict[int, str]:
    """Every true word goes to the machine's word with which it shares most of its width."""
    of: dict[int, list[str]] = defaultdict(list)
    boxes = {word.pk: _box(word.polygon) for word in found}
    for text, (left, _, right, _) in true_words:
        shared = {pk: min(right, box[2]) - max(left, box[0]) for pk, box in boxes.items()}
        best = max(shared, key=shared.__getitem__, default=None)
        if best is not None and shared[best] > 0:
            of[best].append(text)
    return {word.pk: " ".join(of[word.pk]) for word in found}


def _box(polygon: Iterable[Sequence[float]]) -> Box:
    xs, ys = zip(*polygon, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
