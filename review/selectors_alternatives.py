"""What else a word may be, with what people have said elsewhere in the project since it was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from recognition.engine.transcription import READER
from recognition.models import Word
from recognition.services.own_lexicon import standing_labels
from review import policy

#: The source of an alternative that the machine has not thought of.
PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Learned:
    """`corrections`: by reading, how often people made which text of it. `confirmed`: texts that labels have."""

    corrections: Mapping[str, Mapping[str, int]]
    confirmed: Collection[str]


def learned(project_id: int, words: Sequence[Word]) -> Learned:
    """What the labels of a project say about readings and alternatives of its words, in one query."""
    readings = [word.reading for word in words if word.reading is not None and word.label_id is None]
    if not readings:
        return Learned({}, ())
    texts = {one["text"] for reading in readings for one in reading.alternatives}
    labels = standing_labels(project_id).filter(
        Q(text__in=texts) | Q(reading_text__in={reading.text for reading in readings})
    )
    corrections: dict[str, dict[str, int]] = defaultdict(dict)
    confirmed = set[str]()
    for was, text, times in labels.values_list("reading_text", "text").annotate(times=Count("pk")).order_by():
        confirmed.add(text)
        if was != text:
            corrections[was][text] = times
    return Learned(corrections, confirmed)


def alternatives(word: Word, known: Learned) -> list[dict[str, object]]:
    """As the desk offers them: text, the share that the machine gives it, and where it comes from."""
    if word.reading is None:
        return []
    kept = {one["text"]: one for one in reversed(word.reading.alternatives) if one["text"]}
    shares = {text: one.get("confidence") or 0.0 for text, one in kept.items()}
    if word.label_id is not None:  # looked at again: what the first person wrote must not show
        known = Learned({}, ())
    texts = policy.ranked(word.reading.text, shares, known.corrections.get(word.reading.text, {}), known.confirmed)
    unheard = {"source": PEOPLE}
    return [
        {"text": text, "share": shares.get(text, 0.0), "source": kept.get(text, unheard).get("source", READER)}
        for text in texts
    ]
