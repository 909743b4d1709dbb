"""What the desk is told of words that somebody looks at again: never who wrote a text, nor what the first one wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser

from recognition.models import Label, Line, Note, Project, Word
from review.models import Decision, DecisionKind
from review.policy_second import Look
from review.selectors_looks import look_at, opinions, questions

#: Where an alternative comes from that somebody has written.
PERSON = "person"
_TEXTS = (DecisionKind.ACCEPTED, DecisionKind.CHANGED)


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom words are told."""

    project: Project
    user: AbstractBaseUser

    def looks(self, lines: Collection[Line]) -> dict[int, Look]:
        """In which part each word of the lines is theirs."""
        return look_at(self.project, self.user, Word.objects.filter(line__in=lines))


def is_hidden(word: Word, looks: Mapping[int, Look]) -> bool:
    """Whether the word's label is kept from the person, so that they can say something of their own."""
    return looks.get(word.pk, Look.FIRST) is not Look.FIRST


def told_again(viewer: Viewer, words: Iterable[Word], looks: Mapping[int, Look]) -> dict[int, dict[str, object]]:
    """What replaces the usual part of a word's card, by word."""
    hidden = [word for word in words if is_hidden(word, looks)]
    if not hidden:
        return {}
    both = _texts_of(viewer.project, [word for word in hidden if looks[word.pk] is not Look.SECOND])
    asked = {note.word_id: note for note in questions(viewer.project).filter(word__in=hidden).select_related("author")}
    return {word.pk: _again(word, looks[word.pk], both.get(word.pk, []), asked.get(word.pk)) for word in hidden}


def _again(word: Word, look: Look, texts: list[dict[str, object]], question: Note | None) -> dict[str, object]:
    told: dict[str, object] = {"look": look.value, "about": word.label_id, "label": None}
    if look is Look.FINAL:
        told["alternatives"] = texts
    if look is Look.EXPERT:
        told |= {"written": texts, "question": note_told(question) if question else None}
    return told


def _texts_of(project: Project, words: Sequence[Word]) -> dict[int, list[dict[str, object]]]:
    """What people have said about each word, in an order that does not tell who was first."""
    said: dict[int, set[tuple[str, str]]] = defaultdict(set)
    by_label = {word.label_id: word for word in words if word.label is not None}
    for word in by_label.values():
        said[word.pk].add(_said(word.label))
    for opinion in opinions(project).filter(about__in=list(by_label)):
        said[by_label[opinion.about_id].pk].add(_said(opinion))
    return {pk: [_alternative(*one) for one in sorted(texts)] for pk, texts in said.items()}


def _said(what: Label | Decision) -> tuple[str, str]:
    """The text, and the action that says it."""
    action = "text" if what.kind in ("text", *_TEXTS) else what.kind
    return what.text if action == "text" else "", action


def _alternative(text: str, action: str) -> dict[str, object]:
    return {"text": text, "action": action, "share": 0.0, "source": PERSON}


def notes_told(pages: Collection[int]) -> list[dict[str, object]]:
    """The open notes of the pages, with their answers."""
    notes = Note.objects.filter(page__in=pages, done_at=None, withdrawn_at=None).select_related("author")
    answers: dict[int, list[dict[str, object]]] = defaultdict(list)
    rows = list(notes.order_by("pk"))
    for note in rows:
        if note.answers_id:
            answers[note.answers_id].append(note_told(note))
    return [note_told(note) | {"answers": answers[note.pk]} for note in rows if not note.answers_id]


def note_told(note: Note) -> dict[str, object]:
    return {
        "id": note.pk,
        "page": note.page_id,
        "line": note.line_id,
        "word": note.word_id,
        "text": note.text,
        "author": note.author.get_full_name() or note.author.get_username(),
        "at": note.created_at.isoformat(),
        "question": note.for_experts,
        "answers": [],
    }
