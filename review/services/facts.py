"""What is noted about a label when it is made, so that the rules of the second look can change at any time."""

from __future__ import annotations

import secrets

from recognition.engine.confidence.checks import is_check
from recognition.models import Label, Word
from recognition.services.known_words import knows
from review import policy_second
from review.models import Decision
from review.selectors import shown_text


def lot_of(replaced: Label | None) -> int:
    """Drawn when a word gets its first label; what replaces a label keeps its lot, so that nobody can draw again."""
    kept = Decision.objects.filter(label=replaced).values_list("lot", flat=True).first() if replaced else None
    return secrets.randbelow(policy_second.LOTS) if kept is None else kept


def names_something(word: Word, text: str) -> bool:
    """Whether the text is a name that the project does not know."""
    if not policy_second.is_capitalised(text):
        return False
    project = word.page.document.project
    return policy_second.is_name(text, _text_before(word), lambda one: knows(project, one))


def was_drawn(word: Word) -> bool:
    """Whether the machine's reading of it is one of the project's random checks."""
    return word.reading_id is not None and is_check(word.pk, word.page.document.project.checks)


def _text_before(word: Word) -> str:
    """Of the word in front, on the line or at the end of the line above; empty where there is none."""
    on_line = Word.objects.filter(line_id=word.line_id, position__lt=word.position)
    above = Word.objects.filter(page_id=word.page_id, line__position=word.line.position - 1)
    for words in (on_line, above):
        for before in words.select_related("label", "reading").order_by("-position"):
            if text := shown_text(before):
                return text
    return ""
