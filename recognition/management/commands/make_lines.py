"""`manage.py make_lines TEXTS var/fonts --count 12000 --output var/train/synthetic.npz`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.engine.learning.synthetic_hand import FontError
from recognition.engine.learning.synthetic_texts import TextError
from recognition.engine.reader import SHIPPED, WEIGHTS_FILE
from recognition.engine.recognizer.checkpoint import load_reader
from recognition.services.synthetic_lines import LinesRequest, MaterialError, make_lines


class Command(BaseCommand):
    help = "Write synthetic lines for `manage.py train --extra`, in the characters that the shipped reader knows."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("texts", type=Path, help="folder with eng*.txt.xz and fra*.txt.xz")
        parser.add_argument("fonts", type=Path, help="folder with the @fontsource packages")
        parser.add_argument("--count", type=int, required=True, help="number of lines")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE.npz")
        parser.add_argument("--seed", type=int, default=0, help="the same seed makes the same lines")
        parser.add_argument("--processes", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        output = options.pop("output")
        try:
            _, alphabet = load_reader(SHIPPED / WEIGHTS_FILE)
            wanted = {name: options[name] for name in ("texts", "fonts", "count", "seed", "processes")}
            for done in make_lines(LinesRequest(alphabet=alphabet, **wanted), output):
                self.stdout.write(f"{done} of {wanted['count']} lines")
        except (MaterialError, FontError, TextError, OSError) as error:
            raise CommandError(str(error)) from error
