"""`manage.py train_lines ROOT --folder var/lines --minutes 120`"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import cv2
import torch
from django.core.management.base import BaseCommand, CommandError

from recognition.engine.learning.line_fit import LineFitConfig
from recognition.formats import FormatError
from recognition.services.line_training import TrainLinesRequest, line_curve_row, train_lines


class Command(BaseCommand):
    help = "Train the line net on a folder of ground truth; the same command goes on where it was stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", type=Path)
        parser.add_argument(
            "--folder", type=Path, default=Path("var/lines"), help="keeps pages, state, curve, best weights"
        )
        parser.add_argument("--minutes", type=float, default=120, help="in all; the schedule ends with them")
        parser.add_argument("--device", default="cpu")
        parser.add_argument("--threads", type=int, default=1, help="of the net")
        parser.add_argument("--loaders", type=int, default=1, help="threads that make scenes; with a GPU one a core")
        parser.add_argument("--batch", type=int, default=LineFitConfig().batch, help="scenes; with a GPU 32 or more")
        parser.add_argument("--learning-rate", type=float, default=LineFitConfig().learning_rate, help="at its highest")
        parser.add_argument("--validate-minutes", type=float, default=LineFitConfig().validate_minutes)

    def handle(self, *args: Any, **options: Any) -> None:
        torch.set_num_threads(options["threads"])
        cv2.setNumThreads(1)
        fit = LineFitConfig(
            minutes=options["minutes"], learning_rate=options["learning_rate"], batch=options["batch"],
            loaders=options["loaders"], validate_minutes=options["validate_minutes"],
        )  # fmt: skip
        try:
            request = TrainLinesRequest(options["root"], options["folder"], options["device"], fit)
            for result in train_lines(request):
                self.stdout.write(json.dumps(line_curve_row(result)))
        except (FormatError, OSError) as error:
            raise CommandError(str(error)) from error
