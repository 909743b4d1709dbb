"""`manage.py ingest --project P FILE…`: bring files into a project without the browser."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.management.projects import named_project
from recognition.models import Job, JobKind, JobState, Page, Project, Source, SourceState
from recognition.services import jobs, read_pages, unpack
from recognition.services.ingest import take_in

#: What is taken from a folder; a file that is named itself is always tried.
ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".pdf", ".bmp", ".gif", ".jp2"})


class Command(BaseCommand):
    help = (
        "Bring scans (images, PDF, folders of them) into a project. Their pages are made at once and queued for the "
        "workers to read. Says one line a file; ends with 1 where a file was not taken."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file or a folder")
        parser.add_argument("--project", required=True, help="the project's short name, as in its address")
        parser.add_argument("--title", default="", help="one document of this title for all files, else one a file")
        parser.add_argument("--read", action="store_true", help="read the pages here and now, without workers")

    def handle(self, *args: Any, **options: Any) -> None:
        project = named_project(options["project"])
        refused = False
        for path in list(_given(options["files"])):
            taken, sentence = self._bring(project, path, options["title"])
            refused |= not taken
            self.stdout.write(sentence)
            if options["read"]:
                refused |= not self._read(project)
        if refused:
            sys.exit(1)

    def _bring(self, project: Project, path: Path, title: str) -> tuple[bool, str]:
        try:
            with path.open("rb") as file:
                (taken,) = take_in(project=project, files=[(path.name, file)], user=None, title=title, send=False)
        except OSError as error:
            return False, f"{path} cannot be opened: {error.strerror}."
        if not taken.ok:
            return False, taken.message
        job = Job.objects.get(source_id=taken.source_id, kind=JobKind.UNPACK_SOURCE)
        jobs.run(job.pk, unpack.unpack_source)
        source = Source.objects.get(pk=taken.source_id)
        if source.state != SourceState.UNPACKED:
            return False, source.message
        pages = Page.objects.filter(source=source).count()
        sentence = f"{source.name} is taken in: {pages} page{'s' if pages != 1 else ''}. {source.message}"
        return True, sentence.rstrip()

    def _read(self, project: Project) -> bool:
        """Read what waits in the project; False where a page failed."""
        waiting = Job.objects.filter(project=project, kind=JobKind.READ_PAGE, state=JobState.WAITING)
        done = True
        for pk in list(waiting.values_list("pk", flat=True)):
            jobs.run(pk, read_pages.read_page)
            job = Job.objects.select_related("page__document").get(pk=pk)
            done &= job.state != JobState.FAILED
            self.stdout.write(job.error or f"{job.page}: {job.state}.")
        return done


def _given(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file() and p.suffix.lower() in ENDINGS)
        elif path.is_file():
            yield path
        else:
            raise CommandError(f"{path} does not exist.")
