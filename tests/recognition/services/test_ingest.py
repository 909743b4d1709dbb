from __future__ import annotations

import hashlib
import io

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from recognition.models import Document, Job, JobKind, Source, SourceState
from recognition.services import ingest
from recognition.services.ingest import take_in


def bring(project, user, *named: tuple[str, bytes], title: str = ""):
    return take_in(project=project, files=[(name, io.BytesIO(data)) for name, data in named], user=user, title=title)


def stored_files() -> list[str]:
    folder = f"sources/{timezone.now():%Y/%m}"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_a_file_is_kept_as_it_came_and_queued(project, ben):
    (taken,) = bring(project, ben, ("letter.jpg", b"some bytes"))
    assert (taken.ok, taken.message) == (True, "letter.jpg is taken in.")
    source = Source.objects.get(pk=taken.source_id)
    assert (source.name, source.state, source.file.open().read()) == ("letter.jpg", SourceState.WAITING, b"some bytes")
    assert source.checksum == hashlib.sha256(b"some bytes").hexdigest()
    document = Document.objects.get(pk=taken.document_id)
    assert (document.title, document.project, document.created_by) == ("letter", project, ben)
    assert Job.objects.get().kind == JobKind.UNPACK_SOURCE


def test_each_file_becomes_a_document_of_its_own(project, ben):
    bring(project, ben, ("a.jpg", b"a"), ("b.jpg", b"b"))
    assert [d.title for d in Document.objects.all()] == ["a", "b"]


def test_with_a_title_all_files_are_one_document_also_later_ones(project, ben):
    first = bring(project, ben, ("a.jpg", b"a"), ("b.jpg", b"b"), title=" Letter  7 ")
    later = bring(project, ben, ("c.jpg", b"c"), title="Letter 7")
    assert len({taken.document_id for taken in first + later}) == 1
    assert Document.objects.get().title == "Letter 7"


def test_a_duplicate_is_named_with_its_document_and_day(project, ben):
    bring(project, ben, ("first.jpg", b"same"), title="Letter 3")
    Source.objects.update(created_at=timezone.datetime(2026, 3, 4, 12, tzinfo=timezone.get_default_timezone()))
    (taken,) = bring(project, ben, ("letter.jpg", b"same"))
    assert not taken.ok
    assert taken.message == "letter.jpg is already here as “Letter 3”, added on 4 March 2026."
    assert (Source.objects.count(), Document.objects.count(), Job.objects.count()) == (1, 1, 1)


def test_a_duplicate_within_one_upload_is_found(project, ben):
    assert [t.ok for t in bring(project, ben, ("a.jpg", b"same"), ("b.jpg", b"same"))] == [True, False]


def test_a_duplicate_that_comes_at_the_same_moment_is_found_by_the_database(project, ben, monkeypatch):
    bring(project, ben, ("first.jpg", b"same"), title="Letter 3")
    check, asked = ingest._refuse_duplicate, []

    def late(*args):
        asked.append(args)
        if len(asked) > 1:
            check(*args)

    monkeypatch.setattr(ingest, "_refuse_duplicate", late)
    (taken,) = bring(project, ben, ("letter.jpg", b"same"))
    assert "already here as “Letter 3”" in taken.message
    assert (Source.objects.count(), Document.objects.count(), Job.objects.count()) == (1, 1, 1)
    assert len(stored_files()) == 1


def test_what_was_refused_may_come_again_and_other_projects_do_not_count(project, ben):
    Source.objects.filter(pk=bring(project, ben, ("a.jpg", b"same"))[0].source_id).update(state=SourceState.REFUSED)
    assert bring(project, ben, ("a.jpg", b"same"))[0].ok


def test_one_bad_file_does_not_stop_the_others(project, ben, settings):
    settings.SCAN_LIMITS = settings.SCAN_LIMITS | {"bytes": 2_000_000}
    files = ("empty.jpg", b""), ("large.tif", b"x" * 2_000_001), ("good.jpg", b"good")
    empty, large, good = bring(project, ben, *files)
    assert empty.message == "empty.jpg is empty. Scan or save it again."
    assert large.message == "large.tif is larger than 2 MB. Split it, or scan it at a lower resolution."
    assert good.ok
    assert Source.objects.get().name == "good.jpg"
    assert len(stored_files()) == 1


def test_reading_stops_at_the_limit(project, ben, settings):
    settings.SCAN_LIMITS = settings.SCAN_LIMITS | {"bytes": 1000}

    class Endless(io.RawIOBase):
        def seek(self, *_: int) -> int:
            return 0

        def read(self, size: int = -1) -> bytes:
            return b"x" * size

    (taken,) = take_in(project=project, files=[("endless.jpg", Endless())], user=ben)
    assert not taken.ok


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\page 1.jpg", "page 1.jpg"),
        ("a\x00b\u202e\n.jpg", "ab.jpg"),
        ("e\u0301.jpg", "é.jpg"),
        ("/", "unnamed file"),
        ("x" * 300 + ".jpg", "x" * 255),
    ],
)
def test_upload_names_are_shown_but_never_used_as_paths(project, ben, given, shown):
    (taken,) = bring(project, ben, (given, b"bytes"))
    source = Source.objects.get(pk=taken.source_id)
    assert (taken.name, source.name) == (shown, shown)
    assert stored_files() == [source.checksum]


def test_a_failure_on_the_way_leaves_no_file_behind(project, ben, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("no queue")

    monkeypatch.setattr(ingest.jobs, "queue", fail)
    with pytest.raises(RuntimeError):
        bring(project, ben, ("a.jpg", b"a"))
    assert stored_files() == []
    assert not Document.objects.exists()
