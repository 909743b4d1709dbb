"""Transcriptions as files to take away. Whoever calls has checked that the person may see the project."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import IO

from django.db.models.fields.files import FieldFile
from django.utils import timezone

from ..engine.transcription import Transcription
from ..formats import FORMATS, Format, Stamp
from ..formats.archive import ZIP, safe_name, unused_name, zipped
from ..models import Document, Project
from .datasets import dataset_entries
from .transcriptions import image_name, transcribe

DATASET = "dataset"
#: What can be exported, and what people choose it by.
EXPORTS: dict[str, str] = {f.name: f.label for f in FORMATS.values()} | {DATASET: "Dataset for fine-tuning"}

CREATOR, VERSION = "hwocr", "0.1.0"
_GONE = "The picture of this page is no longer in the storage of the site. Its text is in the file beside this one.\n"

Entries = Iterator[tuple[str, bytes | IO[bytes]]]


@dataclass(frozen=True, slots=True)
class Export:
    """A file to hand over. `chunks`: its bytes in order, made while they are taken, which can be done once."""

    filename: str
    content_type: str
    chunks: Generator[bytes]

    @property
    def data(self) -> bytes:
        """All of it at once."""
        return b"".join(self.chunks)


def export_document(document: Document, format_name: str) -> Export:
    """One file, or a zip of a file a page where the format wants that. Raises KeyError for an unknown format."""
    name, stamp = safe_name(document.title), stamp_now()
    if format_name == DATASET:
        return archived(f"{name}-{DATASET}", dataset_entries(document.project, [document], stamp.created), stamp)
    chosen = FORMATS[format_name]
    transcription = transcribe(document)
    if not chosen.paged:
        return _file(f"{name}.{chosen.extension}", chosen, chosen.write(transcription, stamp))
    if len(transcription.pages) == 1:
        return _file(_beside_image(transcription, chosen), chosen, chosen.write(transcription, stamp))
    return archived(f"{name}-{chosen.name}", _page_entries(document, transcription, chosen, stamp), stamp)


def export_project(project: Project, format_name: str) -> Export:
    """A zip of all documents. Raises KeyError for an unknown format."""
    stamp = stamp_now()
    documents = project.documents.select_related("project")
    if format_name == DATASET:
        entries = dataset_entries(project, documents, stamp.created)
    else:
        entries = _document_entries(documents, FORMATS[format_name], stamp)
    return archived(f"{project.slug}-{format_name}", entries, stamp)


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
        yield _picture(page.image, images[page.image])


def _picture(name: str, image: FieldFile) -> tuple[str, bytes]:
    """Or a note in its place where it is gone: one picture never takes the other pages down."""
    try:
        with image.open("rb") as file:
            return name, file.read()
    except FileNotFoundError:
        return f"{name} is missing.txt", _GONE.encode()


def _beside_image(transcription: Transcription, chosen: Format) -> str:
    return PurePath(transcription.pages[0].image).with_suffix(f".{chosen.extension}").name


def stamp_now() -> Stamp:
    return Stamp(CREATOR, timezone.now(), VERSION)


def _file(filename: str, chosen: Format, data: bytes) -> Export:
    return Export(filename, chosen.content_type, (piece for piece in [data]))


def archived(name: str, entries: Entries, stamp: Stamp) -> Export:
    return Export(f"{name}.zip", ZIP, zipped(entries, stamp.created))
