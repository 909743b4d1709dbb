from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from recognition.models import Document, Job, JobKind, JobState, Page, PageState, Source, SourceState
from recognition.services import jobs, unpack
from recognition.services.ingest import take_in


@pytest.fixture
def bring(project, ben):
    """Take files in; their sources."""

    def take(*named: tuple[str, io.BytesIO], title: str = "") -> list[Source]:
        taken = take_in(project=project, files=named, user=ben, title=title)
        return [Source.objects.get(pk=one.source_id) for one in taken]

    return take


def unpacked(source: Source) -> Source:
    unpack.unpack_source(source.pk)
    source.refresh_from_db()
    return source


def test_every_page_of_a_file_is_made_and_queued(bring, scan):
    source = unpacked(*bring(("letter.tif", scan("TIFF", pages=3))))
    assert (source.state, source.message) == (SourceState.UNPACKED, "")
    pages = list(Page.objects.order_by("number"))
    assert [(p.number, p.source_index, p.state) for p in pages] == [(n + 1, n, PageState.WAITING) for n in range(3)]
    assert [(p.width, p.height, p.dpi) for p in pages] == [(600, 800, 300.0)] * 3
    queued = Job.objects.filter(kind=JobKind.READ_PAGE, state=JobState.WAITING)
    assert list(queued.values_list("page", flat=True)) == [p.pk for p in pages]


def test_pages_are_kept_as_jpeg_with_a_thumbnail(bring, scan):
    unpacked(*bring(("letter.png", scan(size=(900, 1200)))))
    page = Page.objects.get()
    image, small = (Image.open(io.BytesIO(f.open().read())) for f in (page.image, page.thumbnail))
    assert (image.format, image.size, image.mode, image.info["dpi"]) == ("JPEG", (900, 1200), "L", (300, 300))
    assert (small.format, small.size) == ("JPEG", (240, 320))


def test_a_poor_scan_is_taken_with_a_warning(bring):
    data = io.BytesIO()
    Image.new("L", (400, 500), 200).save(data, "PNG", dpi=(96, 96))
    unpacked(*bring(("letter.png", data)))
    (warning,) = Page.objects.get().warnings
    assert "96 dpi" in warning


@pytest.mark.parametrize("data", [b"no image at all", b"%PDF-1.4 broken", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_no_scan_is_refused_with_a_sentence_naming_it(bring, data):
    source = unpacked(*bring(("odd.jpg", io.BytesIO(data))))
    assert source.state == SourceState.REFUSED
    assert "odd.jpg" in source.message
    assert not Page.objects.exists()


def test_too_many_pages_are_refused(bring, scan, settings):
    settings.SCAN_LIMITS = settings.SCAN_LIMITS | {"pages": 2}
    assert unpacked(*bring(("long.tif", scan("TIFF", pages=3)))).state == SourceState.REFUSED


def test_one_broken_page_does_not_lose_the_others(bring, scan, settings):
    """The second of three is too large."""
    settings.SCAN_LIMITS = settings.SCAN_LIMITS | {"pixels": 500_000}
    images = [Image.new("L", size, 200) for size in ((600, 800), (1000, 1000), (500, 700))]
    data = io.BytesIO()
    images[0].save(data, "TIFF", save_all=True, append_images=images[1:])
    source = unpacked(*bring(("letter.tif", data)))
    assert source.state == SourceState.UNPACKED
    assert "letter.tif, page 2" in source.message
    assert [(p.number, p.source_index, p.width) for p in Page.objects.order_by("number")] == [(1, 0, 600), (2, 2, 500)]


def test_unpacking_twice_makes_no_page_twice(bring, scan):
    (source,) = bring(("letter.tif", scan("TIFF", pages=2)))
    unpacked(source)
    before = list(Page.objects.values())
    unpacked(source)
    assert list(Page.objects.values()) == before
    assert Job.objects.filter(kind=JobKind.READ_PAGE).count() == 2


def test_unpacking_that_was_cut_short_goes_on(bring, scan):
    (source,) = bring(("letter.tif", scan("TIFF", pages=3)))
    unpacked(source)
    Page.objects.filter(number__gt=1).delete()
    unpacked(source)
    assert list(Page.objects.order_by("number").values_list("source_index", flat=True)) == [0, 1, 2]


def test_a_page_made_by_another_worker_meanwhile_is_left_alone(bring, scan, monkeypatch):
    (source,) = bring(("letter.png", scan()))
    make = unpack._make_page

    def late(*args):
        make(*args)
        make(*args)

    monkeypatch.setattr(unpack, "_make_page", late)
    unpacked(source)
    page = Page.objects.get()
    folder = page.image.name.rpartition("/")[0]
    assert default_storage.listdir(folder)[1] == [page.image.name.rpartition("/")[2]]


def test_pages_follow_the_order_of_the_files_whichever_was_unpacked_first(bring, scan):
    first, second = bring(("a.tif", scan("TIFF", pages=2)), ("b.tif", scan("TIFF", pages=2, seed=1)), title="Letter")
    unpacked(second)
    unpacked(first)
    pages = Document.objects.get().pages.order_by("number").values_list("number", "source", "source_index")
    assert list(pages) == [(1, first.pk, 0), (2, first.pk, 1), (3, second.pk, 0), (4, second.pk, 1)]


def test_a_lost_file_fails_with_a_sentence_and_can_be_retried(bring, scan):
    (source,) = bring(("letter.png", scan()))
    name, data = source.file.name, source.file.open().read()
    default_storage.delete(name)
    job = Job.objects.get()
    jobs.run(job.pk, unpack.unpack_source)
    job.refresh_from_db()
    source.refresh_from_db()
    assert (job.state, source.state) == (JobState.FAILED, SourceState.WAITING)
    assert job.error == source.message == "The stored file of letter.png is missing. Bring it in again."
    assert default_storage.save(name, io.BytesIO(data)) == name
    jobs.retry(job)
    jobs.run(job.pk, unpack.unpack_source)
    source.refresh_from_db()
    assert (source.state, source.message) == (SourceState.UNPACKED, "")
