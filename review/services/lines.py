"""A whole line at once: its text is edited, its words are realigned, and one step holds all that was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from recognition.engine.transcription import ILLEGIBLE
from recognition.models import Line, Project, Word
from recognition.services.locking import lock_words
from recognition.services.realign import Place, Span, outline, realign
from review import policy
from review.models import Decision, Reservation
from review.policy import Action, Kind, Verdict, WordState
from review.selectors import line_text, shown_text
from review.selectors_looks import contested

from .decisions import CONTESTED, DecisionRefused, Stale, known, name_of, record

#: Holds the blanks of a word's text together while the line is parted at the others.
_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class SavedLine:
    """`repeated`: the token was known already, and nothing was done. `decisions`: how many words it was about."""

    decisions: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is said about one word; `word` is None where the machine saw none."""

    word: Word | None
    place: Place | None
    kind: Kind
    text: str = ""


def decide_line(
    *,
    project: Project,
    user: AbstractBaseUser,
    line_id: int,
    action: Action,
    text: str,
    seen: Sequence[WordState],
    token: UUID,
    insists: bool = False,
) -> SavedLine:
    """Keep what the reviewer says about a line: unchanged words keep boxes and labels, the others are decided.

    Raises Stale where a word of it has changed since they saw it, DecisionRefused where the text cannot be taken.
    """
    text = policy.clean(text)
    if sentence := policy.line_refusal(action, text):
        raise DecisionRefused(sentence)
    try:
        with transaction.atomic():
            return _decide_line(project, user, line_id, action, text, seen, token, insists)
    except IntegrityError:  # the same token came twice at the same time, and the other one has won
        known(token, user)
        return SavedLine(0, repeated=True)


def _decide_line(
    project: Project, user: AbstractBaseUser, line_id: int, action: Action, text: str, seen: Sequence[WordState],
    token: UUID, insists: bool,
) -> SavedLine:  # fmt: skip
    words = _locked(project, line_id)
    if Decision.objects.filter(token=token).exists():
        known(token, user)
        return SavedLine(0, repeated=True)
    verdict = policy.judge_line(
        [state_of(word) for word in words], seen, held_by_other=_holders(words, user).exists(), insists=insists
    )
    says_the_same = action is Action.TEXT and all(word.label for word in words) and line_text(words) == text
    may = action is Action.SKIP or bool(words and says_the_same)  # neither overwrites anything
    if verdict is not Verdict.SAVE and not may:
        raise Stale(verdict, {"action": action.value, "text": text}, *_theirs(words, verdict, user))
    answers = _answers(words, action, text)
    if contested(project, [answer.word for answer in answers if answer.word and _changes(answer)]):
        raise DecisionRefused(CONTESTED)
    kept = _write(words, answers, user, token)
    Reservation.objects.filter(word__in=words, user_id=user.pk).delete()
    return SavedLine(kept)


def state_of(word: Word) -> WordState:
    return WordState(word.pk, word.reading_id, word.label_id)


def _locked(project: Project, line_id: int) -> list[Word]:
    """The line's words in order, held against others until the transaction ends."""
    words = Word.objects.filter(pk__in=lock_words(line_id=line_id, page__document__project=project))
    loaded = words.select_related("label__author", "reading", "line", "page__document__project")
    return list(loaded.order_by("position", "pk"))


def _holders(words: Sequence[Word], user: AbstractBaseUser) -> QuerySet[Reservation]:
    held = Reservation.objects.filter(word__in=words, expires_at__gt=timezone.now())
    return held.exclude(user_id=user.pk).select_related("user")


def _theirs(words: Sequence[Word], verdict: Verdict, user: AbstractBaseUser) -> tuple[dict[str, object], str]:
    """The line's text as it stands against the reviewer's, and the name of who stands behind it."""
    seen = [{"word": word.pk, "reading": word.reading_id, "label": word.label_id} for word in words]
    labels = sorted((word.label for word in words if word.label), key=lambda label: label.pk)
    kind = "text" if verdict is Verdict.LABELLED else "machine"
    told: dict[str, object] = {"kind": kind, "text": line_text(words), "seen": seen}
    if verdict is Verdict.HELD:
        return told, name_of(_holders(words, user)[0].user)
    return told, name_of(labels[-1].author) if verdict is Verdict.LABELLED else ""


def _answers(words: Sequence[Word], action: Action, text: str) -> list[_Answer]:
    """What is to be decided, in the order of the line; words that stand as they are have no part in it."""
    if action is Action.SKIP:
        return [_Answer(word, None, Kind.SKIPPED) for word in words if _is_asked(word)]
    shown = [word for word in words if shown_text(word)]
    if action is not Action.TEXT:
        return [_Answer(word, None, policy.kind_of(action, "", "")) for word in shown]
    spans = [Span(shown_text(word), word.start, word.end) for word in shown]
    places = realign(spans, _parted(text, [span.text for span in spans]))
    kept = {place.old for place in places}
    gone = [_Answer(word, None, Kind.NOT_A_WORD) for i, word in enumerate(shown) if i not in kept]
    return [_answer(shown, place) for place in places] + gone


def _is_asked(word: Word) -> bool:
    rules, read = word.page.document.project, word.reading.confidence if word.reading else None
    return word.label is None and policy.is_flagged(word.pk, read, rules.threshold, rules.checks)


def _parted(text: str, known_texts: Iterable[str]) -> list[str]:
    """The text's words. Blanks inside a known word part nothing."""
    whole = f" {text} "
    for phrase in sorted({one for one in known_texts if " " in one}, key=len, reverse=True):
        whole = whole.replace(f" {phrase} ", f" {phrase.replace(' ', _NO_BREAK)} ")
    return [word.replace(_NO_BREAK, " ") for word in whole.strip(" ").split(" ")]


def _answer(shown: Sequence[Word], place: Place) -> _Answer:
    word = None if place.old is None else shown[place.old]
    if place.text == ILLEGIBLE:
        return _Answer(word, place, Kind.ILLEGIBLE)
    reading = word.reading.text if word is not None and word.reading else ""
    return _Answer(word, place, policy.kind_of(Action.TEXT, place.text, reading), place.text)


def _write(words: Sequence[Word], answers: Sequence[_Answer], user: AbstractBaseUser, token: UUID) -> int:
    """Labels and decisions, the new words, and the order of them all. Returns the number of decisions."""
    order: list[Word] = []
    told = 0
    for answer in answers:
        word = answer.word or _new_word(words, answer.place)
        if answer.place:
            order.append(word)
            if not _changes(answer):
                continue
        record(word, user, answer.kind, answer.text, uuid5(token, str(told)) if told else token, step=token)
        told += 1
    if order:
        _put_in_order(order, words)
    return told


def _changes(answer: _Answer) -> bool:
    """Whether the word does not stand as it is said already."""
    word = answer.word
    return word is None or word.label is None or not answer.place or shown_text(word) != (answer.text or ILLEGIBLE)


def _put_in_order(order: list[Word], words: Sequence[Word]) -> None:
    """The new line's words as they follow each other; those that are no words any more stay where they were."""
    way = -1 if order[0].start > order[-1].start else 1  # to the left, or to the right
    for word in words:
        if word not in order:
            before = (i for i, other in enumerate(order) if way * other.start > way * word.start)
            order.insert(next(before, len(order)), word)
    for position, word in enumerate(order):
        if word.position != position:
            Word.objects.filter(pk=word.pk).update(position=position)


def _new_word(words: Sequence[Word], place: Place) -> Word:
    line = Line.objects.get(pk=words[0].line_id)
    measured = [(word.polygon, word.start, word.end) for word in words if word.polygon]
    span = Span(place.text, place.start, place.end)
    polygon = outline(line.polygon, line.baseline, measured, span)
    return Word.objects.create(
        line=line, page_id=line.page_id, position=len(words), polygon=polygon, start=place.start, end=place.end
    )
