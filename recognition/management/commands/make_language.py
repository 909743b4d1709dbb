"""`manage.py make_language ROOT TEXTS CODE`"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.engine.reader import LANGUAGES, SHIPPED, Reader
from recognition.formats import FormatError
from recognition.services.languages import LanguageRequest, make_language


class Command(BaseCommand):
    help = "Learn a language for the decoder from period texts (CODE*.txt.xz) and the transcriptions of ground truth."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", type=Path, help="folder of ground truth; only its training split is read")
        parser.add_argument("texts", type=Path)
        parser.add_argument("code", help="eng, fra, or the code of another language of the texts")
        parser.add_argument("--output", type=Path, default=SHIPPED / LANGUAGES)
        parser.add_argument("--weights", type=Path, default=SHIPPED, help="the reader whose alphabet is written")

    def handle(self, *args: Any, **options: Any) -> None:
        alphabet = Reader.load(options["weights"], calibrated=False).alphabet
        request = LanguageRequest(options["root"], options["texts"], options["code"], options["output"])
        try:
            ngrams, words = make_language(request, alphabet)
        except (FormatError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['code']}: {ngrams / 1e6:.1f} MB of n-grams, {words / 1e6:.2f} MB of words.")
