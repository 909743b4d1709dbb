from __future__ import annotations

import pytest

from recognition.models import Label, LabelKind, Word
from recognition.services.labels import LabelError, make_label, withdraw_label


@pytest.fixture
def word(make_page) -> Word:
    return make_page([["My", "dear"]]).words.get(position=1)


def test_a_label_has_its_own_copy_of_the_geometry(word, anna):
    label = make_label(word=word, kind=LabelKind.TEXT, text="Dear", author=anna)
    label.refresh_from_db()
    line = word.line
    assert (label.page, label.author, label.text, label.reading_text) == (word.page, anna, "Dear", "dear")
    assert (label.polygon, label.line_baseline, label.line_polygon) == (word.polygon, line.baseline, line.polygon)
    assert (label.line_position, label.position) == (0, 1)
    line.region.delete()
    assert Label.objects.get(pk=label.pk).polygon == word.polygon


def test_text_is_kept_in_nfc_without_stray_blanks(word, anna):
    assert make_label(word=word, kind=LabelKind.TEXT, text=" e\u0301te\u0301  \n", author=anna).text == "été"


def test_a_new_label_takes_the_place_of_the_old_one(word, anna, ben):
    old = make_label(word=word, kind=LabelKind.TEXT, text="Dear", author=anna)
    new = make_label(word=word, kind=LabelKind.ILLEGIBLE, text="ignored", author=ben)
    old.refresh_from_db()
    assert (old.text, old.withdrawn_at is None) == ("Dear", False)
    assert (new.text, Word.objects.get(pk=word.pk).label) == ("", new)


def test_withdrawing_brings_back_what_stood_before(word, anna):
    old = make_label(word=word, kind=LabelKind.TEXT, text="Dear", author=anna)
    new = make_label(word=word, kind=LabelKind.TEXT, text="dear", author=anna)
    withdraw_label(label=new, restore=old)
    assert Word.objects.get(pk=word.pk).label == old
    assert Label.objects.get(pk=old.pk).withdrawn_at is None
    assert Label.objects.get(pk=new.pk).withdrawn_at is not None
    withdraw_label(label=old, restore=None)
    assert Word.objects.get(pk=word.pk).label is None


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_a_text_that_is_none_is_refused(word, anna, text):
    with pytest.raises(LabelError):
        make_label(word=word, kind=LabelKind.TEXT, text=text, author=anna)
    assert not Label.objects.exists()
