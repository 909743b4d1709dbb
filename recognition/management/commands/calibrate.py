"""`manage.py calibrate ROOT --split val`"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.engine.reader import CALIBRATION_FILES, SHIPPED
from recognition.formats import FormatError
from recognition.services.evaluation import calibrate


class Command(BaseCommand):
    help = "Fit the confidence of a reader on a split whose documents it was not trained on."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", type=Path)
        parser.add_argument("--split", default="val")
        parser.add_argument("--weights", type=Path, default=SHIPPED, help="folder of the reader's weights")

    def handle(self, *args: Any, **options: Any) -> None:
        for with_language, file in CALIBRATION_FILES.items():
            try:
                calibration = calibrate(options["root"], options["split"], options["weights"], with_language)
            except (FormatError, OSError) as error:
                raise CommandError(str(error)) from error
            calibration.save(options["weights"] / file)
            self.stdout.write(f"{file}: fitted on {calibration.words} words of the split “{options['split']}”.")
