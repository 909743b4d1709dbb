from __future__ import annotations

import csv
import io
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from recognition.engine.transcription import PERSON
from recognition.formats import FORMATS
from recognition.formats.page_xml import read_page
from recognition.services import exports
from recognition.services.exports import EXPORTS, VERSION, Export, export_document, export_project
from recognition.services.transcriptions import transcribe


def unzipped(export: Export) -> dict[str, bytes]:
    assert (export.content_type, export.filename[-4:]) == ("application/zip", ".zip")
    with zipfile.ZipFile(io.BytesIO(export.data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


def test_text_of_a_document_with_what_people_wrote(desk: Any, said: Any) -> None:
    document = desk.document("Été: 1895", [[["My", said("dea", "dear")], ["Dyer"]]], [[["Kew"]]])
    export = export_document(document, "txt")
    assert (export.filename, export.content_type) == ("Été 1895.txt", "text/plain; charset=utf-8")
    assert export.data.decode() == "[page 1]\n\nMy dear\nDyer\n\n\n[page 2]\n\nKew\n"


def test_a_document_of_one_page_is_one_page_file(desk: Any, said: Any) -> None:
    export = export_document(desk.document("Letter", [[[said("dea", "dear")]]]), "pagexml")
    assert (export.filename, export.content_type) == ("Letter-0001.xml", "application/xml")
    page = read_page(export.data, export.filename)
    assert (page.image, page.width, page.height, page.text) == ("Letter-0001.jpg", 1000, 1400, "dear")
    assert next(page.lines()).words[0].author == PERSON


def test_page_files_of_many_pages_lie_beside_the_images_they_name(desk: Any) -> None:
    files = unzipped(export_document(desk.document("Letter", [[["one"]]], [[["two"]]]), "pagexml"))
    assert list(files) == ["Letter-0001.xml", "Letter-0001.jpg", "Letter-0002.xml", "Letter-0002.jpg"]
    for number, text in ((1, "one"), (2, "two")):
        page = read_page(files[f"Letter-{number:04d}.xml"], "")
        assert page.text == text
        assert files[page.image] == b"image of page %d" % number


def test_an_alto_file_tells_which_page_of_the_document_it_is(desk: Any) -> None:
    files = unzipped(export_document(desk.document("Letter", [[["one"]]], [[["two"]]]), "alto"))
    assert list(files) == ["Letter-0001.xml", "Letter-0001.jpg", "Letter-0002.xml", "Letter-0002.jpg"]
    assert b' PHYSICAL_IMG_NR="2"' in files["Letter-0002.xml"]


def test_table_of_a_document(desk: Any, said: Any) -> None:
    export = export_document(desk.document("Letter", [[["My", said("dea", "dear")]]]), "csv")
    rows = list(csv.DictReader(io.StringIO(export.data.decode("utf-8-sig"))))
    assert [(row["text"], row["author"]) for row in rows] == [("My", "machine"), ("dear", "person")]


def test_a_project_is_a_zip_of_its_own_documents(desk: Any, another_desk: Any) -> None:
    another_desk.document("Register", [[["other"]]])
    for title, text in (("Letter", "a"), ("letter", "b"), ("Été", "c")):
        desk.document(title, [[[text]]])
    export = export_project(desk.project, "txt")
    assert export.filename == "letters-txt.zip"
    files = unzipped(export)
    assert sorted(files.values()) == [b"a\n", b"b\n", b"c\n"]
    assert set(files) == {"Letter.txt", "letter (2).txt", "Été.txt"}


def test_a_projects_page_files_have_a_folder_a_document(desk: Any) -> None:
    desk.document("A", [[["one"]]])
    desk.document("B", [[["two"]]], [[["three"]]])
    names = list(unzipped(export_project(desk.project, "pagexml")))
    assert names == [f"{name}.{ending}" for name in ("A/A-0001", "B/B-0001", "B/B-0002") for ending in ("xml", "jpg")]


@pytest.mark.parametrize("format_name", EXPORTS)
def test_every_export_works_on_nothing_and_on_something(format_name: str, desk: Any, said: Any) -> None:
    assert export_project(desk.project, format_name).filename == f"letters-{format_name}.zip"
    document = desk.document("Letter", [[[said("dea", "dear")]]])
    assert export_document(document, format_name).data
    assert len(unzipped(export_project(desk.project, format_name))) >= 1


def test_everything_in_the_registry_can_be_chosen() -> None:
    assert set(EXPORTS) == set(FORMATS) | {"dataset"}


def test_a_missing_image_is_told_in_its_place_and_takes_no_other_page_down(desk: Any, settings: Any) -> None:
    document = desk.document("Letter", [[["one"]]], [[["two"]]])
    Path(settings.MEDIA_ROOT, document.pages.get(number=1).image.name).unlink()
    files = unzipped(export_document(document, "pagexml"))
    assert list(files) == ["Letter-0001.xml", "Letter-0001.jpg is missing.txt", "Letter-0002.xml", "Letter-0002.jpg"]
    assert b"no longer in the storage" in files["Letter-0001.jpg is missing.txt"]


def test_a_project_begins_before_all_of_it_is_made(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for title in ("A", "B", "C"):
        desk.document(title, [[[title]]])
    made: list[str] = []
    monkeypatch.setattr(exports, "transcribe", lambda document: made.append(document.title) or transcribe(document))
    chunks = export_project(desk.project, "txt").chunks
    assert (next(chunks)[:2], made) == (b"PK", ["A"])
    assert list(chunks)
    assert made == ["A", "B", "C"]


def test_files_name_the_version_of_the_package() -> None:
    package = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    assert package["project"]["version"] == VERSION


def test_the_web_process_can_export_without_the_engines_weight() -> None:
    program = """
import sys, django
django.setup()
import recognition.services.exports
print([m for m in ("torch", "cv2", "numpy") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
