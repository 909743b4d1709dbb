"""Datasets that travel: out of one project, into another, and out again the same."""

from __future__ import annotations

import io
import json
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from recognition.formats.ground_truth import read_ground_truth
from recognition.models import DatasetVersion, Document, LabelKind, PageHand, Project
from recognition.services import ingest
from recognition.services.dataset_export import export_lines, export_pages
from recognition.services.dataset_import import import_dataset
from recognition.services.dataset_lines import dataset_lines
from recognition.services.dataset_manifests import HELD_OUT, LEARNED, DatasetError, dataset_rows
from recognition.services.dataset_packing import pack_dataset
from recognition.services.dataset_versions import make_dataset
from recognition.services.datasets import split_of
from recognition.services.hands import new_hand
from recognition.services.labels import make_label
from recognition.services.learning import lines_since_learned
from tests.conftest import MakePage
from tests.recognition.services.labelled_pages import TEXTS, both_sides, document_of, labelled_page


@pytest.fixture
def dataset(make_page: MakePage, project: Project, ben: User) -> DatasetVersion:
    """A page to learn from, on which one word is open, and three held-out pages."""
    page, *_ = both_sides(make_page, project, ben)
    PageHand.objects.create(page=page, hand=new_hand(project))
    page.words.filter(position=2).update(label=None)
    return make_dataset(project=project, user=ben)


@pytest.fixture
def other(db: None) -> Project:
    return Project.objects.create(name="Elsewhere", slug="elsewhere")


def exported(dataset: DatasetVersion, kind: str) -> io.BytesIO:
    if kind == "pages":
        return io.BytesIO(export_pages(dataset).data)
    pack_dataset(dataset.pk)
    return io.BytesIO(export_lines(DatasetVersion.objects.get(pk=dataset.pk)).data)


def contents(file: io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(file: io.BytesIO, entries: dict[str, bytes | None]) -> io.BytesIO:
    """The archive with other bytes in some entries, or without them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in (contents(file) | entries).items():
            if data is not None:
                archive.writestr(name, data)
    return made


def samples_of(dataset: DatasetVersion) -> list[Any]:
    lines = [line for side in (LEARNED, HELD_OUT) for line in dataset_lines(dataset, side)]
    return [(sample.text, sample.split, sample.strip) for line in lines for sample in line.samples]


@pytest.mark.parametrize("kind", ["pages", "lines"])
def test_what_is_exported_imported_and_exported_is_the_same(
    dataset: DatasetVersion, other: Project, ben: User, kind: str
) -> None:
    first = exported(dataset, kind)
    taken = import_dataset(project=other, name="kew.zip", file=first, user=ben)
    before, after = contents(first), contents(exported(taken, kind))
    rows = "index.jsonl" if kind == "pages" else "lines.jsonl"
    assert after[rows] == before[rows]
    pictures = [name for name in before if name.endswith((".png", ".jpg"))]
    assert len(pictures) == (4 if kind == "pages" else 8)
    assert {name: after[name] for name in pictures} == {name: before[name] for name in pictures}


@pytest.mark.parametrize("kind", ["pages", "lines"])
def test_the_reader_learns_the_same_from_it(dataset: DatasetVersion, other: Project, kind: str) -> None:
    taken = import_dataset(project=other, name="kew.zip", file=exported(dataset, kind))
    assert samples_of(taken) == samples_of(dataset)
    assert len(samples_of(taken)) == 8


@pytest.mark.parametrize("kind", ["pages", "lines"])
def test_counts_hands_and_what_is_held_out_come_along(dataset: DatasetVersion, other: Project, kind: str) -> None:
    taken = import_dataset(project=other, name="kew.zip", file=exported(dataset, kind))
    assert taken.origin == {
        "file": "kew.zip", "project": "Sample letters", "number": 1, "checksum": dataset.checksum,
    }  # fmt: skip
    for side in (LEARNED, HELD_OUT):
        expected = {k: v for k, v in dataset.counts[side].items() if k != "imported"}
        assert {k: v for k, v in taken.counts[side].items() if k != "imported"} == expected
        checksums = [{row["checksum"] for row in dataset_rows(version, side)} for version in (dataset, taken)]
        assert checksums[0] == checksums[1]
    assert taken.counts[LEARNED]["hands"] == {"Hand 1": 2}


def test_a_row_tells_the_state_of_every_word_and_no_person(dataset: DatasetVersion) -> None:
    rows = [json.loads(line) for line in contents(exported(dataset, "lines"))["lines.jsonl"].splitlines()]
    (row,) = [row for row in rows if row["split"] == "train" and row["position"] == 0]
    assert [(word["text"], word["state"]) for word in row["words"]] == [
        ("lamp", "confirmed"), ("map", "confirmed"), ("palm", "unconfirmed"),
    ]  # fmt: skip
    assert row["parts"][0][0] == "lamp map"
    assert len({row["document"] for row in rows}) == 4
    assert "ben" not in json.dumps(rows)


def test_pages_are_a_folder_of_ground_truth(dataset: DatasetVersion, tmp_path: Path) -> None:
    with zipfile.ZipFile(exported(dataset, "pages")) as archive:
        archive.extractall(tmp_path)
    (learned,) = read_ground_truth(tmp_path, frozenset({"train"}))
    assert [line.truth for line in learned.page.lines()] == ["", " ".join(TEXTS[1])]
    assert len(list(read_ground_truth(tmp_path, frozenset({"test"})))) == 3


def test_ground_truth_from_elsewhere_is_taken_in(dataset: DatasetVersion, other: Project) -> None:
    files = contents(exported(dataset, "pages"))
    rows = [json.loads(line) for line in files["index.jsonl"].splitlines()]
    bare = [{key: row[key] for key in ("split", "collection", "document", "page")} for row in rows]
    index = "\n".join(map(json.dumps, bare)).encode()
    sent = changed(exported(dataset, "pages"), {"index.jsonl": index, "dataset.json": None})
    taken = import_dataset(project=other, name="truth.zip", file=sent)
    (row,) = dataset_rows(taken, LEARNED)
    assert [line["parts"] for line in row["lines"]] == [[], [[" ".join(TEXTS[1]), 0.0, 1.0]]]
    assert (taken.counts[HELD_OUT]["lines"], taken.origin) == (6, {"file": "truth.zip"})


def test_the_next_dataset_holds_it_beside_the_labels(
    dataset: DatasetVersion, other: Project, ben: User, make_page: MakePage
) -> None:
    import_dataset(project=other, name="kew.zip", file=exported(dataset, "lines"))
    labelled_page(make_page, document_of(other, LEARNED), ben, seed=50)
    assert lines_since_learned(other) == 2
    both = make_dataset(project=other, user=ben)
    assert (both.counts[LEARNED]["pages"], both.counts[HELD_OUT]["pages"]) == (2, 3)
    assert len(samples_of(both)) == 10
    assert lines_since_learned(other) == 0


def test_a_page_that_was_imported_as_held_out_is_not_learned_from(
    dataset: DatasetVersion, other: Project, ben: User, make_page: MakePage
) -> None:
    import_dataset(project=other, name="kew.zip", file=exported(dataset, "pages"))
    labelled_page(make_page, document_of(other, LEARNED), ben, seed=1)  # the picture of a held-out page
    both = make_dataset(project=other, user=ben)
    assert (both.counts[LEARNED]["pages"], both.counts[HELD_OUT]["pages"]) == (1, 3)


def test_what_the_project_measures_on_is_not_imported_to_learn_from(dataset: DatasetVersion, other: Project) -> None:
    import_dataset(project=other, name="kew.zip", file=exported(dataset, "pages"))
    turned = contents(exported(dataset, "pages"))["index.jsonl"].replace(b'"split": "test"', b'"split": "train"')
    sent = changed(exported(dataset, "pages"), {"index.jsonl": turned})
    with pytest.raises(DatasetError, match=r"again\.zip: page 1 of document .* is to be learned from, but held out"):
        import_dataset(project=other, name="again.zip", file=sent)
    assert other.dataset_versions.count() == 1


def test_an_archive_without_a_line_to_learn_is_refused(dataset: DatasetVersion, other: Project) -> None:
    sent = exported(dataset, "pages")
    held_out = contents(sent)["index.jsonl"].replace(b'"split": "train"', b'"split": "test"')
    with pytest.raises(DatasetError, match=r"^test\.zip holds no line that the reader may learn from\."):
        import_dataset(project=other, name="test.zip", file=changed(sent, {"index.jsonl": held_out}))


def stored_files(settings: Any) -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_of_an_archive_that_is_refused_nothing_stays(dataset: DatasetVersion, other: Project, settings: Any) -> None:
    sent = exported(dataset, "pages")
    last = max(name for name in contents(sent) if name.endswith(".png"))
    before = stored_files(settings)
    for data, sentence in (
        (None, rf"bad\.zip: the picture of “{last[:-4]}” is missing"),
        (b"x", rf"bad\.zip: “{last}” is not the picture that was exported"),
    ):
        with pytest.raises(DatasetError, match=sentence):
            import_dataset(project=other, name="bad.zip", file=changed(sent, {last: data}))
    assert stored_files(settings) == before
    assert not other.dataset_versions.exists()


def test_a_line_that_lies_far_off_its_page_is_refused(dataset: DatasetVersion, other: Project) -> None:
    sent = exported(dataset, "pages")
    row = json.loads(contents(sent)["index.jsonl"].splitlines()[0])
    row["lines"][0]["baseline"] = [[0, 0], [1e9, 0]]
    with pytest.raises(DatasetError, match="has no baseline on the page"):
        import_dataset(project=other, name="bad.zip", file=changed(sent, {"index.jsonl": json.dumps(row).encode()}))


def test_lines_without_pages_are_exported_as_lines_alone(dataset: DatasetVersion, other: Project) -> None:
    taken = import_dataset(project=other, name="kew.zip", file=exported(dataset, "lines"))
    with pytest.raises(DatasetError, match="Export its lines instead"):
        export_pages(taken)


def test_a_document_has_the_same_key_on_every_installation(project: Project, other: Project, scan: Any) -> None:
    for place in (project, other):
        ingest.take_in(project=place, files=[("letter.png", scan())], user=None)
    first, second = Document.objects.all()
    assert first.key == second.key
    assert split_of(first) == split_of(second)


def test_documents_that_were_there_keep_their_side(document: Document) -> None:
    import_module("recognition.migrations.0015_portable_datasets").keep_choices(apps, None)
    document.refresh_from_db()
    assert document.key == f"sample-letters/{document.pk}"


def test_words_nobody_could_read_are_told(make_page: MakePage, project: Project, ben: User) -> None:
    page = labelled_page(make_page, document_of(project, LEARNED), ben)
    make_label(word=page.words.first(), kind=LabelKind.ILLEGIBLE, text="", author=ben)
    (row,) = dataset_rows(make_dataset(project=project, user=ben), LEARNED)
    assert (row["lines"][0]["words"][0]["state"], row["lines"][0]["words"][0]["text"]) == ("illegible", None)
