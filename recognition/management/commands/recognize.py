"""`manage.py recognize FILE… --format txt|json|pagexml [--output DIR] [--pattern P]`: read files without a database."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from recognition.engine.decoding.patterns import Pattern, PatternError, parse_pattern
from recognition.engine.imaging.decode import Limits
from recognition.engine.reader import GUESS, SHIPPED
from recognition.formats import FORMATS
from recognition.services.read_files import (
    OUTPUTS,
    load_reader,
    read_scans,
    read_word_files,
    scan_files,
    write_page,
)

PAGES, WORDS = "pages", "words"


class Command(BaseCommand):
    help = "Read scans (images, PDF, folders of them) and write their text; nothing is kept in the database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--format", choices=OUTPUTS, default="txt")
        parser.add_argument("--output", type=Path, help="folder for one file a page; without it, standard output")
        parser.add_argument("--language", default=GUESS, help="eng, fra, none, or auto: each page in the likelier one")
        parser.add_argument(
            "--pattern", type=_pattern, help="what each line is: date, number, money, regex: … or list: … | …"
        )
        parser.add_argument("--what", choices=[PAGES, WORDS], default=PAGES,
                            help="words: each file is the picture of one word, as high as its line")  # fmt: skip
        parser.add_argument("--weights", type=Path, default=SHIPPED, help="folder of the reader's weights")

    def handle(self, *args: Any, **options: Any) -> None:
        reader = load_reader(options["weights"], settings.HWOCR_DEVICE)
        refusals: list[Exception] = []
        limits = Limits(**settings.SCAN_LIMITS)
        files, language, pattern = _given(options["files"]), options["language"], options["pattern"]
        if options["what"] == WORDS:
            pages = read_word_files(reader, files, language, limits, refusals.append)
        else:
            pages = read_scans(reader, files, language, limits, refusals.append, pattern)
        for name, page in pages:
            written = write_page(page, name, options["format"], reader.name)
            self._put(written, name, options["output"], FORMATS[options["format"]].extension)
        if refusals:
            raise CommandError("\n".join(dict.fromkeys(str(r) for r in refusals)))

    def _put(self, written: bytes, name: str, folder: Path | None, extension: str) -> None:
        if folder is None:
            self.stdout.write(written.decode())
            return
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}.{extension}"
        file.write_bytes(written)
        self.stdout.write(str(file))


def _pattern(text: str) -> Pattern:
    try:
        return parse_pattern(text)
    except PatternError as error:
        raise ArgumentTypeError(str(error)) from error


def _given(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from scan_files(path)
        elif path.exists():
            yield path
        else:
            raise CommandError(f"{path} does not exist.")
