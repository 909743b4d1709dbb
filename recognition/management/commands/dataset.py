"""`manage.py dataset export|import --project P …`: take a dataset to another installation."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.formats.dataset_archive import LINES, PAGES
from recognition.management.files import put
from recognition.management.projects import named_project
from recognition.models import DatasetVersion, Project
from recognition.services.dataset_export import export_lines, export_pages
from recognition.services.dataset_import import import_dataset
from recognition.services.dataset_manifests import DatasetError
from recognition.services.dataset_packing import pack_dataset
from recognition.services.jobs import JobError


class Command(BaseCommand):
    help = "Write a dataset of a project to an archive, or take one in from elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        does = parser.add_subparsers(dest="do", required=True)
        export = does.add_parser("export", help="whole pages with PAGE XML, or lines cut out")
        export.add_argument("--project", required=True, metavar="SLUG")
        export.add_argument("--number", type=int, metavar="N", help="of the dataset; the latest where left out")
        export.add_argument("--kind", choices=[PAGES, LINES], default=PAGES)
        export.add_argument("--output", required=True, type=Path, metavar="PATH", help="a file, or a folder for it")
        taken = does.add_parser("import", help="becomes a new dataset of the project")
        taken.add_argument("--project", required=True, metavar="SLUG")
        taken.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        project = named_project(options["project"])
        try:
            if options["do"] == "export":
                self._export(_dataset(project, options["number"]), options["kind"], options["output"])
            else:
                self._import(project, options["files"])
        except (DatasetError, JobError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror or error}.") from error

    def _export(self, dataset: DatasetVersion, kind: str, output: Path) -> None:
        if kind == LINES:
            pack_dataset(dataset.pk)
            dataset.refresh_from_db()
        export = export_pages(dataset) if kind == PAGES else export_lines(dataset)
        self.stdout.write(str(put(export, output)))

    def _import(self, project: Project, files: list[Path]) -> None:
        for path in files:
            with path.open("rb") as file:
                self.stdout.write(f"{path} is now {import_dataset(project=project, name=path.name, file=file)}.")


def _dataset(project: Project, number: int | None) -> DatasetVersion:
    versions = project.dataset_versions.filter(from_readings=False).select_related("project")
    found = versions.last() if number is None else versions.filter(number=number).first()
    if found is None:
        numbers = ", ".join(map(str, versions.values_list("number", flat=True))) or "none yet"
        raise CommandError(f"Project {project.slug} has no such dataset. Datasets: {numbers}.")
    return found
