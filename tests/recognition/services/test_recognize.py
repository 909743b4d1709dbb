from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from recognition.engine.imaging.steps import DEFAULT_STEPS
from recognition.engine.transcription import SPELLING, Alternative
from recognition.models import Job, JobKind, JobState, Label, LabelKind, Line, ModelVersion, PageState, Reading, Word
from recognition.services import jobs, line_pictures, recognize
from recognition.services.labels import make_label, withdraw_label


def texts(page) -> list[list[str | None]]:
    """Reading of each word, by line."""
    lines = Line.objects.filter(page=page).order_by("position")
    return [[w.reading and w.reading.text for w in line.words.select_related("reading")] for line in lines]


def labelled(page) -> dict[str, str | None]:
    """By label text, the reading of the word it stands for."""
    words = Word.objects.filter(page=page, label__isnull=False).select_related("label", "reading")
    return {w.label.text: w.reading and w.reading.text for w in words}


@pytest.fixture
def letter(make_page, fake_reader):
    """Read once: “My dear” at 0.4 and 0.95."""
    page = make_page([])
    recognize.read_page(page.pk)
    page.refresh_from_db()
    return page


def test_a_page_is_read(letter, fake_reader):
    assert letter.state == PageState.READ
    assert letter.read_at is not None
    assert letter.steps == [{"name": name, "settings": {}} for name in DEFAULT_STEPS]
    assert letter.model_version == ModelVersion.objects.get(checksum=fake_reader.checksum, name="fake")
    assert texts(letter) == [["My", "dear"]]
    word = Word.objects.filter(page=letter).first()
    assert (word.start, word.end, word.label) == (0.0, 0.16, None)
    assert word.polygon == [[50, 50], [130, 50], [130, 90], [50, 90]]
    assert word.reading.confidence == 0.4
    assert word.reading.alternatives == [{"text": "My", "confidence": 0.4, "source": "reader"}]


def test_a_taught_reader_whose_project_is_removed_becomes_no_reader_for_all(make_page, fake_reader):
    page = make_page([])
    fake_reader.base = fake_reader
    with pytest.raises(jobs.JobError, match="The weights of “fake” are missing"):
        recognize.read_page(page.pk)
    assert not ModelVersion.objects.filter(checksum=fake_reader.checksum).exists()
    taught = ModelVersion.objects.create(name="fake", checksum=fake_reader.checksum, project=page.document.project)
    recognize.read_page(page.pk)
    page.refresh_from_db()
    assert page.model_version == taught


def test_a_spelling_suggestion_is_kept_as_one(letter, fake_reader):
    fake_reader.lines = [(50, [(50, 130, "Me", 0.5)])]
    fake_reader.suggested = (Alternative("My", None, SPELLING),)
    recognize.read_page(letter.pk)
    assert Word.objects.get().reading.alternatives == [
        {"text": "Me", "confidence": 0.5, "source": "reader"},
        {"text": "My", "confidence": None, "source": "spelling"},
    ]


def test_lines_keep_their_pictures_as_webp(letter):
    line = Line.objects.get(page=letter)
    picture = Image.open(io.BytesIO(line.picture.open().read()))
    assert (picture.format, picture.size) == ("WEBP", (500, 40))
    assert (line.picture_width, line.picture_height) == (500, 40)


def test_only_the_projects_steps_are_asked_for(make_page, fake_reader):
    page = make_page([])
    page.document.project.steps = ["deskew"]
    page.document.project.save()
    recognize.read_page(page.pk)
    page.refresh_from_db()
    assert page.steps == [{"name": "deskew", "settings": {}}]


def test_reading_again_replaces_everything(letter, fake_reader, django_capture_on_commit_callbacks):
    old = Line.objects.get(page=letter).picture.name
    fake_reader.lines = [(50, [(50, 130, "Me", 0.5)]), (150, [(50, 130, "Dyer", 0.6)])]
    with django_capture_on_commit_callbacks(execute=True):
        recognize.read_page(letter.pk)
    assert texts(letter) == [["Me"], ["Dyer"]]
    assert Reading.objects.count() == 2
    assert ModelVersion.objects.filter(name="fake").count() == 1
    assert not default_storage.exists(old)
    assert all(default_storage.exists(line.picture.name) for line in Line.objects.all())


def test_reading_twice_gives_the_same(letter, fake_reader):
    recognize.read_page(letter.pk)
    assert texts(letter) == [["My", "dear"]]


def test_labels_are_untouched_and_stand_on_the_new_words(letter, fake_reader, anna):
    my, dear = Word.objects.filter(page=letter)
    make_label(word=my, kind=LabelKind.TEXT, text="My", author=anna)
    make_label(word=dear, kind=LabelKind.ILLEGIBLE, text="", author=anna)
    before = list(Label.objects.values())
    fake_reader.lines = [(55, [(48, 131, "Mg", 0.9), (152, 229, "deer", 0.9), (250, 300, "Dyer", 0.9)])]
    recognize.read_page(letter.pk)
    assert list(Label.objects.values()) == before
    assert labelled(letter) == {"My": "Mg", "": "deer"}
    assert texts(letter) == [["Mg", "deer", "Dyer"]]


def test_a_label_that_no_word_matches_gets_a_word_of_its_own(letter, fake_reader, anna):
    dear = Word.objects.filter(page=letter).last()
    make_label(word=dear, kind=LabelKind.TEXT, text="dear", author=anna)
    fake_reader.lines = [(50, [(50, 130, "My", 0.4)])]
    recognize.read_page(letter.pk)
    assert texts(letter) == [["My", None]]
    word = Word.objects.get(page=letter, reading=None)
    assert (word.label.text, word.polygon, word.position) == ("dear", dear.polygon, 1)
    assert (round(word.start, 2), round(word.end, 2)) == (0.2, 0.36)


def test_a_label_whose_line_is_not_found_again_keeps_its_line(letter, fake_reader, anna):
    my = Word.objects.select_related("line").filter(page=letter).first()
    make_label(word=my, kind=LabelKind.TEXT, text="My", author=anna)
    fake_reader.lines = [(400, [(50, 130, "yours", 0.4)])]
    recognize.read_page(letter.pk)
    assert texts(letter) == [[None], ["yours"]]
    line = Line.objects.get(page=letter, position=0)
    assert (line.baseline, line.polygon) == (my.line.baseline, my.line.polygon)
    assert Image.open(io.BytesIO(line.picture.open().read())).size == (line.picture_width, line.picture_height)
    recognize.read_page(letter.pk)
    assert texts(letter) == [[None], ["yours"]]


def test_a_withdrawn_label_does_not_come_back(letter, anna):
    label = make_label(word=Word.objects.filter(page=letter).first(), kind=LabelKind.TEXT, text="My", author=anna)
    withdraw_label(label=label, restore=None)
    recognize.read_page(letter.pk)
    assert labelled(letter) == {}


def test_a_label_made_while_the_page_is_read_is_kept(letter, fake_reader, anna):
    dear = Word.objects.filter(page=letter).last()
    fake_reader.while_reading = lambda: make_label(word=dear, kind=LabelKind.TEXT, text="dear", author=anna)
    recognize.read_page(letter.pk)
    assert labelled(letter) == {"dear": "dear"}


def test_a_label_made_just_before_the_write_is_kept(letter, fake_reader, anna, monkeypatch):
    dear = Word.objects.filter(page=letter).last()
    place, store = recognize.place_labels, line_pictures.store

    def labelled_in_between(image):
        if not Label.objects.exists():
            make_label(word=dear, kind=LabelKind.TEXT, text="dear", author=anna)
        return store(image)

    monkeypatch.setattr(line_pictures, "store", labelled_in_between)
    assert recognize.place_labels is place
    recognize.read_page(letter.pk)
    assert labelled(letter) == {"dear": "dear"}


def test_a_reading_that_fails_while_it_is_written_changes_nothing(letter, fake_reader, monkeypatch):
    stored = set(default_storage.listdir(Line.objects.get().picture.name.rpartition("/")[0])[1])
    fake_reader.lines = [(50, [(50, 130, "Me", 0.5)])]

    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(Reading.objects, "bulk_create", fail)
    monkeypatch.setattr(type(Reading.objects), "bulk_create", fail)
    with pytest.raises(OSError, match="disk full"):
        recognize.read_page(letter.pk)
    monkeypatch.undo()
    assert texts(letter) == [["My", "dear"]]
    assert set(default_storage.listdir(Line.objects.get().picture.name.rpartition("/")[0])[1]) == stored


def test_a_page_without_lines_is_read_and_empty(letter, fake_reader):
    fake_reader.lines = []
    recognize.read_page(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, texts(letter)) == (PageState.READ, [])


def test_a_missing_image_is_said_in_a_sentence(letter):
    default_storage.delete(letter.image.name)
    job = jobs.queue(JobKind.READ_PAGE, letter.document.project, page=letter)
    jobs.run(job.pk, recognize.read_page)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error == "The image of “Letter 1, page 1” is missing or broken. Bring its file in again."


def test_a_page_removed_while_it_waited_is_no_error(db, fake_reader):
    recognize.read_page(4711)
    assert fake_reader.calls == 0
    assert not Job.objects.exists()
