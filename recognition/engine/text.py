"""One normalisation for training, reading and measuring."""

from __future__ import annotations

import unicodedata

#: Characters by which transcribers mark deleted or unreadable text; such lines measure habits, not reading.
EDITORIAL_MARKS = frozenset("<>⟦⟧¤")


def normalise(text: str) -> str:
    """NFC, the typographic apostrophe taken as ', white space folded to single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())


def has_editorial_marks(text: str) -> bool:
    return not EDITORIAL_MARKS.isdisjoint(text)
