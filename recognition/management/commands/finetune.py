"""`manage.py finetune --data ROOT --split adapt-train --lines 100 --output var/tuned`"""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from django.core.management.base import BaseCommand, CommandError

from recognition.engine.learning.finetune import ALONE, Size, TuneConfig
from recognition.engine.reader import SHIPPED
from recognition.formats import FormatError
from recognition.services.adaptation import AdaptRequest, adapt


class Command(BaseCommand):
    help = (
        "Fine-tune the reader on lines of a folder of ground truth, as a project does on its labels. "
        "Then: manage.py evaluate ROOT --split adapt-test --weights OUTPUT --beside BASE"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, required=True, metavar="ROOT", help="folder of ground truth")
        parser.add_argument("--split", default="adapt-train")
        parser.add_argument("--lines", type=int, default=100, help="how many are drawn")
        parser.add_argument("--seed", type=int, default=0, help="of the draw and of the training")
        known = parser.add_mutually_exclusive_group()
        known.add_argument(
            "--words", action="store_true", help="learn only what a reviewer is asked about: words in doubt"
        )
        known.add_argument(
            "--readings",
            action="store_true",
            help="learn no label: only words that the base is surer of than not, in few steps",
        )
        parser.add_argument("--output", type=Path, default=Path("var/tuned"), help="folder for the tuned weights")
        parser.add_argument("--weights", type=Path, default=SHIPPED, help="folder of the weights to begin from")
        parser.add_argument("--size", type=Size, choices=list(Size), help="what may move; by the amount where left out")
        parser.add_argument("--device", default="cpu")
        parser.add_argument("--threads", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        torch.set_num_threads(options["threads"])
        if options["readings"] and options["size"]:
            raise CommandError("--readings always moves all weights; leave --size out.")
        tune = ALONE if options["readings"] else TuneConfig(size=options["size"])
        request = AdaptRequest(
            options["data"], options["split"], options["lines"], options["output"], options["words"],
            options["weights"], options["device"], replace(tune, seed=options["seed"]), readings=options["readings"],
        )  # fmt: skip
        try:
            for result in adapt(request):
                if result.rates is not None and result.step:
                    self.stdout.write(f"{result.step} of {result.steps} batches, loss {result.loss:.3f}, "
                                      f"{result.seconds / 60:.1f} minutes")  # fmt: skip
        except (FormatError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The tuned weights are in {request.output}.")
