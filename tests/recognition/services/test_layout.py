"""A layout that a person draws: what is kept, what is read again, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.storage import default_storage

from recognition.models import Job, JobKind, Label, LabelKind, Line, Page, Region, Word
from recognition.services.labels import make_label
from recognition.services.layout import DrawnLine, DrawnRegion, LayoutRefused, LayoutStale, save_layout


def drawn(page: Page) -> list[DrawnRegion]:
    """The page's layout as it stands."""
    return [
        DrawnRegion(
            region.pk, region.kind, region.polygon,
            [DrawnLine(line.pk, line.baseline, line.polygon) for line in region.lines.order_by("position")],
            region.name, region.pattern,
        )
        for region in page.regions.order_by("position")
    ]  # fmt: skip


def moved(line: DrawnLine, down: float) -> DrawnLine:
    shifted = [[[x, y + down] for x, y in points] for points in (line.baseline, line.polygon)]
    return DrawnLine(line.id, *shifted)


def texts(page: Page) -> list[str]:
    return [" ".join(w.reading.text for w in line.words.all()) for line in page.lines.order_by("position")]


@pytest.fixture
def letter(make_page) -> Page:
    return make_page([["one"], ["two"], ["three"]])


@pytest.fixture
def save(letter, anna):
    def run(*lines: DrawnLine, revision: int = 0, **region: object) -> Page:
        (whole,) = drawn(letter)
        chosen = replace(whole, lines=lines or whole.lines, **region)
        return save_layout(page_id=letter.pk, regions=[chosen], revision=revision, user=anna)

    return run


def test_only_touched_lines_are_to_be_read_again(letter, save, anna):
    one, two, three = drawn(letter)[0].lines
    page = save(
        one, moved(two, 3), three, DrawnLine(None, [[50, 300], [500, 300]], [[50, 270], [500, 270], [500, 310]])
    )
    assert list(page.lines.order_by("position").values_list("unread", flat=True)) == [False, True, False, True]
    assert (page.layout_revision, page.mended_by) == (1, anna)
    assert Job.objects.get().kind == JobKind.READ_LINES


def test_a_new_order_is_kept_and_nothing_is_read(letter, save):
    one, two, three = drawn(letter)[0].lines
    assert texts(save(three, one, two)) == ["three", "one", "two"]
    assert not Job.objects.exists()


def test_a_pattern_concerns_every_line_of_its_region(letter, save):
    page = save(kind="column", name="Date", pattern="date  fra")
    assert page.lines.filter(unread=True).count() == 3
    assert Region.objects.get().pattern == "date fra"


def test_the_same_layout_again_changes_nothing(letter, save):
    assert save().layout_revision == 0
    assert not Job.objects.exists()


def test_a_removed_line_leaves_its_labels(letter, save, anna, django_capture_on_commit_callbacks):
    one, two, three = drawn(letter)[0].lines
    picture = Line.objects.get(pk=two.id).picture.name
    label = make_label(word=Word.objects.get(line=two.id), kind=LabelKind.TEXT, text="two", author=anna)
    with django_capture_on_commit_callbacks(execute=True):
        save(one, three)
    assert Label.objects.get().pk == label.pk
    assert Label.objects.get().withdrawn_at is None
    assert not default_storage.exists(picture)
    assert Job.objects.get().kind == JobKind.READ_LINES  # the label looks for a place


def test_what_was_not_seen_is_not_overwritten(letter, save):
    one, two, three = drawn(letter)[0].lines
    save(one, two)
    with pytest.raises(LayoutStale) as stale:
        save(three, two, one)
    assert stale.value.page.layout_revision == 1
    assert texts(letter) == ["one", "two"]


def test_ids_that_are_gone_stand_for_new_lines(letter, save):
    one, two, three = drawn(letter)[0].lines
    save(one, two)
    page = save(one, two, three, revision=1)
    assert page.lines.count() == 3
    assert page.lines.get(unread=True).baseline == three.baseline


def test_lines_of_another_page_stay_where_they_are(letter, save, make_page):
    other = make_page([["elsewhere"]])
    (line,) = drawn(other)[0].lines
    save(line)
    assert texts(other) == ["elsewhere"]
    assert letter.lines.get().pk != line.id


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "sonnet"}, "no kind of region called “sonnet”"),
        ({"kind": "field"}, "A field has no name"),
        ({"name": "Date", "pattern": "dates"}, "“dates” is no pattern"),
        ({"polygon": [[0, 0], [9000, 0], [9000, 90]]}, "outside the page"),
        ({"lines": [DrawnLine(None, [[50, 50], [52, 50]], [[50, 40], [52, 40], [52, 60]])]}, "too short"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(letter, anna, change, sentence):
    (whole,) = drawn(letter)
    with pytest.raises(LayoutRefused, match=sentence):
        save_layout(page_id=letter.pk, regions=[replace(whole, **change)], revision=0, user=anna)
    assert Line.objects.filter(page=letter).count() == 3


def test_two_fields_of_one_name_are_refused(letter, anna):
    (whole,) = drawn(letter)
    twice = [replace(whole, name="Date"), DrawnRegion(None, "field", whole.polygon, [], "Date ")]
    with pytest.raises(LayoutRefused, match="Two fields are called “Date”"):
        save_layout(page_id=letter.pk, regions=twice, revision=0, user=anna)
