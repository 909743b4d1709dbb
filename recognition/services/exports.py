"""Transcriptions as files to take away. Whoever calls has checked that the person may see the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import IO

from django.utils import timezone

from ..engine.transcription import Transcription
from ..formats import FORMATS, Format, Stamp
from ..formats.archive import ZIP, safe_name, unused_name, write_zip
from ..models import Document, Project
from .datasets import dataset_entries
from .transcriptions import image_name, transcribe

DATASET = "dataset"
#: What can be exported, and what people choose it by.
EXPORTS: dict[str, str] = {f.name: f.label for f in FORMATS.values()} | {DATASET: "Dataset for fine-tuning"}

CREATOR = "hwocr"
_IN_MEMORY = 16 * 1024 * 1024  # bytes; a larger archive goes to a temporary file

Entries = Iterator[tuple[str, bytes | IO[bytes]]]


@dataclass(frozen=True, slots=True)
class Export:
    """A file to hand over. `file` stands at its beginning and is removed when closed."""

    filename: str
    content_type: str
    file: IO[bytes]

    @property
    def data(self) -> bytes:
        """All of it at once."""
        self.file.seek(0)
        return self.file.read()


def export_document(document: Document, format_name: str) -> Export:
    """One file, or a zip of a file a page where the format wants that. Raises KeyError for an unknown format."""
    name, stamp = safe_name(document.title), stamp_now()
    if format_name == DATASET:
        return zipped(f"{name}-{DATASET}", dataset_entries(document.project, [document], stamp.created), stamp)
    chosen = FORMATS[format_name]
    transcription = transcribe(document)
    if not chosen.paged:
        return _file(f"{name}.{chosen.extension}", chosen, chosen.write(transcription, stamp))
    if len(transcription.pages) == 1:
        return _file(_beside_image(transcription, chosen), chosen, chosen.write(transcription, stamp))
    return zipped(f"{name}-{chosen.name}", _page_entries(document, transcription, chosen, stamp), stamp)


def export_project(project: Project, format_name: str) -> Export:
    """A zip of all documents. Raises KeyError for an unknown format."""
    stamp = stamp_now()
    documents = project.documents.select_related("project")
    if format_name == DATASET:
        entries = dataset_entries(project, documents, stamp.created)
    else:
        entries = _document_entries(documents, FORMATS[format_name], stamp)
    return zipped(f"{project.slug}-{format_name}", entries, stamp)


def _document_entries(documents: Iterable[Document], chosen: Format, stamp: Stamp) -> Entries:
    """A file a document, or a folder a document for formats with a file a page."""
    taken: set[str] = set()
    for document in documents:
        name = unused_name(safe_name(document.title), taken)
        taken.add(name.lower())
        transcription = transcribe(document)
        if chosen.paged:
            for path, data in _page_entries(document, transcription, chosen, stamp):
                yield f"{name}/{path}", data
        else:
            yield f"{name}.{chosen.extension}", chosen.write(transcription, stamp)


def _page_entries(document: Document, transcription: Transcription, chosen: Format, stamp: Stamp) -> Entries:
    """Each page's file and the image it names, side by side: other programs open the folder as it is."""
    images = {image_name(page): page.image for page in document.pages.select_related("document")}
    for page in transcription.pages:
        alone = replace(transcription, pages=(page,))
        yield _beside_image(alone, chosen), chosen.write(alone, stamp)
        with images[page.image].open("rb") as file:
            yield page.image, file.read()


def _beside_image(transcription: Transcription, chosen: Format) -> str:
    return PurePath(transcription.pages[0].image).with_suffix(f".{chosen.extension}").name


def stamp_now() -> Stamp:
    return Stamp(CREATOR, timezone.now())


def _file(filename: str, chosen: Format, data: bytes) -> Export:
    return Export(filename, chosen.content_type, BytesIO(data))


def zipped(name: str, entries: Entries, stamp: Stamp) -> Export:
    """Entries written as they come, to a temporary file where they are many."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (it goes to the caller, who closes it)
    try:
        write_zip(file, entries, stamp.created)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Export(f"{name}.zip", ZIP, file)
