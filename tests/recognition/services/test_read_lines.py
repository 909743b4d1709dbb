"""Only the lines that a person has touched are read; other words stay, and no label is lost."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from recognition.models import Job, JobKind, Label, LabelKind, Line, Page, PageState, Word
from recognition.services import jobs, read_lines, read_pages
from recognition.services.labels import make_label
from recognition.services.layout import DrawnLine, DrawnRegion, save_layout


@pytest.fixture
def letter(make_page, fake_reader) -> Page:
    page = make_page([["one", "two"], ["three"]])
    page.document.project.steps = []
    page.document.project.save()
    return page


@pytest.fixture
def draw(letter, anna):
    """`draw(line, …)`: the page's lines are these now, in one region."""

    def save(*lines: DrawnLine, **region: str) -> None:
        letter.refresh_from_db()
        known = letter.regions.first()
        outline = [[0, 0], [600, 0], [600, 800], [0, 800]]
        whole = DrawnRegion(known.pk if known else None, region.pop("kind", "paragraph"), outline, lines, **region)
        save_layout(page_id=letter.pk, regions=[whole], revision=letter.layout_revision, user=anna)

    return save


def as_drawn(page: Page) -> list[DrawnLine]:
    return [DrawnLine(line.pk, line.baseline, line.polygon) for line in page.lines.order_by("position")]


def at(top: float, key: int | None = None, left: float = 50, right: float = 550) -> DrawnLine:
    outline = [[left, top], [right, top], [right, top + 40], [left, top + 40]]
    return DrawnLine(key, [[left, top + 30], [right, top + 30]], outline)


def texts(page: Page) -> list[list[str | None]]:
    lines = page.lines.order_by("position").prefetch_related("words__reading")
    return [[w.reading and w.reading.text for w in line.words.order_by("position")] for line in lines]


def test_other_lines_keep_their_words(letter, draw, fake_reader):
    words = list(Word.objects.filter(line__position=0).values())
    draw(as_drawn(letter)[0], at(300))
    read_lines.read_lines(letter.pk)
    assert texts(letter) == [["one", "two"], ["given"]]
    assert list(Word.objects.filter(line__position=0).values()) == words
    assert fake_reader.asked == [(1, "")]
    letter.refresh_from_db()
    assert (letter.state, letter.lines.filter(unread=True).count()) == (PageState.READ, 0)


def test_a_drawn_line_gets_its_picture_and_keeps_its_shape(letter, draw):
    draw(at(300))
    read_lines.read_lines(letter.pk)
    line = Line.objects.get()
    assert (line.baseline, line.polygon) == (at(300).baseline, at(300).polygon)
    picture = Image.open(io.BytesIO(line.picture.open().read()))
    assert picture.size == (line.picture_width, line.picture_height)
    word = line.words.get()
    assert (word.start, word.end) == (0.0, 1.0)
    assert bytes(word.reading.look) == b"given"  # so that it can stand in a group


def test_a_line_reads_as_the_pattern_of_its_region(letter, draw, fake_reader):
    draw(*as_drawn(letter), kind="column", name="Number", pattern="number whole")
    read_lines.read_lines(letter.pk)
    assert fake_reader.asked == [(2, "number whole")]


def test_a_line_in_which_nothing_is_read_stays(letter, draw, fake_reader):
    fake_reader.says = ()
    draw(at(300))
    read_lines.read_lines(letter.pk)
    assert texts(letter) == [[]]


def test_labels_stand_on_the_moved_line(letter, draw, fake_reader, anna):
    one, three = as_drawn(letter)
    label = make_label(word=Word.objects.get(reading__text="three"), kind=LabelKind.TEXT, text="three", author=anna)
    fake_reader.says = ("tree", "x", "y", "z", "q")
    draw(one, at(112, three.id))
    read_lines.read_lines(letter.pk)
    assert Label.objects.get() == label
    assert Word.objects.get(label=label).line_id == three.id


def test_a_label_of_a_joined_line_goes_to_the_line_that_holds_it(letter, draw, anna):
    one, three = as_drawn(letter)
    label = make_label(word=Word.objects.get(reading__text="three"), kind=LabelKind.TEXT, text="three", author=anna)
    draw(one, DrawnLine(None, three.baseline, three.polygon))
    read_lines.read_lines(letter.pk)
    assert Word.objects.get(label=label).line.position == 1
    assert letter.lines.count() == 2


def test_a_label_whose_line_was_removed_gets_it_back(letter, draw, anna):
    one, _ = as_drawn(letter)
    label = make_label(word=Word.objects.get(reading__text="three"), kind=LabelKind.TEXT, text="three", author=anna)
    draw(one)
    read_lines.read_lines(letter.pk)
    line = Word.objects.get(label=label).line
    assert (line.position, line.baseline) == (1, label.line_baseline)
    assert line.picture.storage.exists(line.picture.name)
    letter.refresh_from_db()
    assert letter.layout_revision == 2  # whoever edits meanwhile has not seen that line


def test_a_label_on_a_line_that_was_not_touched_is_not_looked_at(letter, draw, anna):
    word = Word.objects.get(reading__text="one")
    make_label(word=word, kind=LabelKind.TEXT, text="one", author=anna)
    draw(as_drawn(letter)[0], at(300))
    read_lines.read_lines(letter.pk)
    word.refresh_from_db()
    assert word.label.text == "one"


def test_a_line_that_changes_while_it_is_read_waits_for_the_next_job(letter, draw, fake_reader):
    one, three = as_drawn(letter)
    draw(one, at(300, three.id))
    fake_reader.while_reading = lambda: draw(one, at(500, three.id))
    read_lines.read_lines(letter.pk)
    assert texts(letter) == [["one", "two"], ["three"]]
    assert Line.objects.get(pk=three.id).unread
    fake_reader.while_reading = lambda: None
    read_lines.read_lines(letter.pk)
    assert texts(letter) == [["one", "two"], ["given"]]


def test_reading_twice_does_no_harm(letter, draw, fake_reader):
    draw(at(300))
    read_lines.read_lines(letter.pk)
    read_lines.read_lines(letter.pk)
    assert texts(letter) == [["given"]]
    assert len(fake_reader.asked) == 1


def test_a_mended_page_read_again_keeps_its_lines(letter, draw, fake_reader):
    draw(at(300), at(400))
    read_pages.read_page(letter.pk)
    assert fake_reader.calls == 0  # nothing was looked for
    assert texts(letter) == [["given"], ["given"]]


def test_a_page_mended_while_it_is_read_is_not_overwritten(letter, draw, fake_reader):
    fake_reader.while_reading = lambda: draw(at(300))
    job = jobs.queue(JobKind.READ_PAGE, letter.document.project, page=letter)
    jobs.run(job.pk, read_pages.read_page)
    job.refresh_from_db()
    assert job.error == "Somebody changed the lines of “Letter 1, page 1” while it was read. Retry it to read these."
    assert letter.lines.get().unread
    assert Job.objects.filter(kind=JobKind.READ_LINES).exists()
