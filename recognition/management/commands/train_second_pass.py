"""`manage.py train_second_pass ROOT --folder var/second --minutes 30`"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import torch
from django.core.management.base import BaseCommand, CommandError

from recognition.engine.learning.fit_second import SecondFitConfig
from recognition.engine.learning.samples import SamplesError
from recognition.engine.reader import SHIPPED
from recognition.formats import FormatError
from recognition.services.second_training import SecondTrainingError, SecondTrainRequest, train_second
from recognition.services.training import curve_row, set_aside_ids


class Command(BaseCommand):
    help = "Train the decoder that judges doubtful lines a second time; the same command goes on where it was stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", type=Path)
        parser.add_argument("--folder", type=Path, default=Path("var/second"),
                            help="keeps lines, which train packs too, state, curve, best decoder")  # fmt: skip
        parser.add_argument("--weights", type=Path, default=SHIPPED, help="folder of the reader's weights")
        parser.add_argument("--minutes", type=float, default=SecondFitConfig().minutes, help="in all")
        parser.add_argument("--start", type=Path, metavar="FILE", help="an earlier second.safetensors to begin from")
        parser.add_argument("--device", default="cpu")
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument("--set-aside", type=Path, metavar="FILE", help="ids of lines not to learn from")
        parser.add_argument("--learning-rate", type=float, default=SecondFitConfig().learning_rate)

    def handle(self, *args: Any, **options: Any) -> None:
        torch.set_num_threads(options["threads"])
        fit = SecondFitConfig(minutes=options["minutes"], learning_rate=options["learning_rate"])
        try:
            aside = set_aside_ids(options["set_aside"]) if options["set_aside"] else frozenset[str]()
            request = SecondTrainRequest(
                options["root"], options["folder"], options["weights"], options["start"], options["device"], fit, aside
            )
            for result in train_second(request):
                self.stdout.write(json.dumps(curve_row(result)))
        except (FormatError, SamplesError, SecondTrainingError, OSError) as error:
            raise CommandError(str(error)) from error
