"""Write the sample letters that ship with the software, from their text and open-licensed handwriting fonts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.engine.learning.synthetic_hand import FontError
from recognition.services.sample_letters import SAMPLE_FOLDER, SampleError, make_sample


class Command(BaseCommand):
    help = "Write the sample letters (pictures and PAGE XML) from recognition/sample/letters.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fonts", type=Path, help="folder with the @fontsource packages")
        parser.add_argument("--folder", type=Path, default=SAMPLE_FOLDER, help="folder that holds letters.json")
        parser.add_argument("--only", default="", help="make one letter, by its document name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for page in make_sample(fonts=options["fonts"], folder=options["folder"], only=options["only"]):
                self.stdout.write(f"{page.name}: {page.lines} lines, {page.size // 1024} KB")
        except (SampleError, FontError, OSError) as error:
            raise CommandError(str(error)) from error
