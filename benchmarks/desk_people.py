"""The other people of `desk_faults`: those before the robot, one who is quicker; and what must be kept in the end."""

from __future__ import annotations

import random
from collections.abc import Mapping
from uuid import uuid4

from django.db.models import F

from benchmarks.desk_site import NAME

#: On every other line, so that some are left to be edited whole: words that somebody has decided before, and words
#: about which two differ.
DECIDED, DIFFERING = 0.3, 0.2
#: Every word is asked about; so there are groups.
EVERYTHING = 1.01
_LETTERS = str.maketrans("0123456789", "abcdefghij")


def text_of(kind: str, number: int) -> str:
    """A text of its own, without digits, which choose what the desk offers for a word that has been begun."""
    return f"{kind}q{str(number).translate(_LETTERS)}"


def be_there_before() -> None:
    """Some words have a text already, and about some of them two people differ; all are to be looked at again."""
    from recognition.models import Project, Word  # noqa: PLC0415 - models need settings
    from review.policy_second import SecondRules  # noqa: PLC0415
    from review.services.second_looks import set_rules  # noqa: PLC0415

    Project.objects.update(threshold=EVERYTHING)
    set_rules(project=_project(), rules=SecondRules(share=100))
    for word in Word.objects.alias(odd=F("line__position") % 2).filter(odd=1).order_by("pk"):
        draw = random.random()
        if draw < DECIDED + DIFFERING:
            _say("first", word.pk, text_of("f", word.pk))
        if draw < DIFFERING:
            _say("second", word.pk, text_of("s", word.pk))


def be_quicker(word_id: int, text: str) -> str:
    """Another decides about the word while it is on the desk. Returns the text that then stands for it."""
    look = look_of(word_id)
    text = _label(word_id) if look == "second" else text  # a second look that agrees; what differs is no conflict
    _say("quick", word_id, text)
    return text


def text_to_say(word_id: int, text: str) -> str:
    """Half of the second looks agree with the text that is not shown."""
    return _label(word_id) if random.random() < 0.5 else text


def look_of(word_id: int) -> str:
    """In which part the word is the robot's."""
    from recognition.models import Word  # noqa: PLC0415
    from review.selectors_looks import look_at  # noqa: PLC0415

    return look_at(_project(), _person(NAME), Word.objects.filter(pk=word_id)).get(word_id, "")


def touched_by_others(line_id: int) -> bool:
    """Whether the line is not the robot's alone."""
    from recognition.models import Word  # noqa: PLC0415

    line = Word.objects.filter(line=line_id, label__isnull=False)
    return line.exclude(label__author__username=NAME).exists()


def begin_anew() -> None:
    """All words are open again, so that the next round has something to ask."""
    from recognition.models import Label, Note, Word  # noqa: PLC0415
    from review.models import Decision, Reservation  # noqa: PLC0415

    Reservation.objects.all().delete()
    Word.objects.filter(reading=None).delete()
    Word.objects.update(label=None)
    Decision.objects.filter(undoes__isnull=False).delete()
    Decision.objects.all().delete()
    Label.objects.all().delete()
    Note.objects.all().delete()


def differences(said: dict[int, str], looked: dict[int, str], lines: dict[int, str]) -> list[str]:
    """What the database holds otherwise than it was said about words and lines."""
    from recognition.models import Word  # noqa: PLC0415
    from review.models import Decision  # noqa: PLC0415
    from review.selectors import line_text  # noqa: PLC0415

    words = Word.objects.select_related("label", "reading").order_by("position", "pk")
    kept = {word.pk: word.label.text if word.label else "nothing" for word in words.exclude(line__in=lines)}
    expected = {word: text_of("f", word) for word in looked if word not in said} | said
    found = [
        f"word {word}: {text} was said, {kept[word]} is kept; {_told(word, text)}"
        for word, text in expected.items()
        if word in kept and kept[word] != text
    ]
    told = Decision.objects.filter(user__username=NAME, look="second", undone_by=None).order_by("pk")
    again = dict(told.values_list("word_id", "text"))
    found += [
        f"word {word}: {text} was said again, {again.get(word)} is kept; {_told(word, text)}"
        for word, text in looked.items()
        if again.get(word) != text
    ]
    for line, text in lines.items():
        if (now := line_text(words.filter(line=line))) != text:
            found.append(f"line {line}: {text} was said, {now} is kept")
    return found


def notes_lost(noted: Mapping[str, int]) -> list[str]:
    """Notes and questions that are not kept, or kept twice, or about another word. `noted`: text → word."""
    from recognition.models import Note  # noqa: PLC0415

    kept = list(Note.objects.filter(author__username=NAME, withdrawn_at=None).values_list("text", "word_id"))
    places = {text: [word for told, word in kept if told == text] for text in noted}
    return [
        f"note {text} about word {word}: kept about {places[text]}"
        for text, word in noted.items()
        if places[text] != [word]
    ]


def _told(word: int, text: str) -> str:
    """What was decided about the word, and where else the text is."""
    from review.models import Decision  # noqa: PLC0415

    told = Decision.objects.order_by("pk").select_related("user")
    about = [f"{one.user} {one.kind} {one.text!r} {one.look}" for one in told.filter(word_id=word)]
    elsewhere = list(told.filter(text__contains=text).exclude(word_id=word).values_list("word_id", "text"))
    return f"decided: {', '.join(about)}; elsewhere: {elsewhere}"


def _say(name: str, word_id: int, text: str) -> None:
    from recognition.models import Word  # noqa: PLC0415
    from review import services  # noqa: PLC0415
    from review.policy import Action, Seen  # noqa: PLC0415

    word = Word.objects.get(pk=word_id)
    seen = Seen(word.reading_id, word.label_id, insists=True, about=word.label_id)
    services.decide(
        project=_project(), user=_person(name), word_id=word_id, action=Action.TEXT, text=text, seen=seen, token=uuid4()
    )


def _label(word_id: int) -> str:
    from recognition.models import Word  # noqa: PLC0415

    return Word.objects.get(pk=word_id).label.text


def _person(name: str):
    from django.contrib.auth.models import User  # noqa: PLC0415

    return User.objects.get_or_create(username=name)[0]


def _project():
    from recognition.models import Project  # noqa: PLC0415

    return Project.objects.get(slug="sample-letters")
