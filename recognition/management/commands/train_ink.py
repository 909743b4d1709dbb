"""`manage.py train_ink var/fonts`"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import torch
from django.core.management.base import BaseCommand, CommandError

from recognition.engine.imaging.ink_net import WEIGHTS
from recognition.engine.learning.ink_fit import InkFitConfig
from recognition.services.ink_training import SHEETS, InkRequest, train_ink
from recognition.services.synthetic_lines import MaterialError


class Command(BaseCommand):
    help = "Train the net of the step “learned” on synthetic sheets; the same command goes on where it was stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fonts", type=Path, help="folder with the @fontsource packages")
        parser.add_argument("--folder", type=Path, default=Path("var/ink"), help="keeps the sheets and the state")
        parser.add_argument("--steps", type=int, default=InkFitConfig().steps, help="in all")
        parser.add_argument("--sheets", type=int, default=SHEETS)
        parser.add_argument("--output", type=Path, default=WEIGHTS, help="the weights so far")

    def handle(self, *args: Any, **options: Any) -> None:
        torch.set_num_threads(1)
        fit = InkFitConfig(steps=options["steps"])
        request = InkRequest(options["fonts"], options["folder"], options["sheets"], options["output"], fit)
        try:
            for result in train_ink(request):
                self.stdout.write(f"step {result.step}: loss {result.loss:.4f}")
                self.stdout.flush()
        except (MaterialError, OSError) as error:
            raise CommandError(str(error)) from error
