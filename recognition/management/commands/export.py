"""Write a project's or a document's transcription, or the dataset, to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.management.files import put
from recognition.management.projects import named_project
from recognition.models import Document, Project
from recognition.services.exports import EXPORTS, export_document, export_project


class Command(BaseCommand):
    help = "Write transcriptions or the fine-tuning dataset to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--document", type=int, metavar="ID", help="only this document; else all as a zip")
        parser.add_argument("--format", required=True, choices=sorted(EXPORTS), dest="format_name")
        parser.add_argument("--output", required=True, type=Path, metavar="PATH", help="a file, or a folder for it")

    def handle(self, *args: Any, **options: Any) -> None:
        project = named_project(options["project"])
        document_id, format_name = options["document"], options["format_name"]
        try:
            if document_id is None:
                export = export_project(project, format_name)
            else:
                export = export_document(_document(project, document_id), format_name)
            target = put(export, options["output"])
        except OSError as error:
            raise CommandError(f"The export was not written: {error.strerror or error} ({error.filename}).") from error
        self.stdout.write(str(target))


def _document(project: Project, document_id: int) -> Document:
    found = project.documents.select_related("project").filter(pk=document_id).first()
    if found is None:
        raise CommandError(f"Project {project.slug} has no document {document_id}.")
    return found
