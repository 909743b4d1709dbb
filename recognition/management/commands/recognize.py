"""`manage.py recognize FILE… --format txt|json|pagexml [--output DIR]`: read files without a database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.engine.imaging.decode import ScanError
from recognition.engine.reader import SHIPPED
from recognition.services.read_files import OUTPUTS, page_files, read_file, reader_for_files


class Command(BaseCommand):
    help = "Read scans (images, PDF, folders of them) and write their text; nothing is kept in the database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--format", choices=sorted(OUTPUTS), default="txt")
        parser.add_argument("--output", type=Path, help="folder for one file a page; without it, standard output")
        parser.add_argument("--weights", type=Path, default=SHIPPED, help="folder of the reader's weights")

    def handle(self, *args: Any, **options: Any) -> None:
        output = OUTPUTS[options["format"]]
        reader = reader_for_files(options["weights"])
        refused = 0
        for file in _given(options["files"]):
            try:
                for page in read_file(reader, file):
                    written = output.write(page, reader.name)
                    if options["output"]:
                        self._save(options["output"], page.stem + output.extension, written)
                    else:
                        self.stdout.write(written.decode())
            except (ScanError, OSError) as error:
                refused += 1
                self.stderr.write(str(error))
        if refused:
            sys.exit(1)

    def _save(self, folder: Path, name: str, data: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        self.stdout.write(str(folder / name))


def _given(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from page_files(path)
        elif path.exists():
            yield path
        else:
            raise CommandError(f"{path} does not exist.")
