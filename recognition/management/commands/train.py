"""`manage.py train ROOT --folder var/train --minutes 120`"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import torch
from django.core.management.base import BaseCommand, CommandError

from recognition.engine.learning.fit import FitConfig
from recognition.engine.learning.samples import SamplesError
from recognition.formats import FormatError
from recognition.services.training import TrainRequest, curve_row, set_aside_ids, train


class Command(BaseCommand):
    help = "Train the base reader on a folder of ground truth; the same command goes on where it was stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", type=Path)
        parser.add_argument(
            "--folder", type=Path, default=Path("var/train"), help="keeps lines, state, curve, best weights"
        )
        parser.add_argument("--minutes", type=float, default=120, help="in all; the schedule ends with them")
        parser.add_argument("--start", type=Path, help="weights to begin from; their classes are matched by character")
        parser.add_argument("--device", default="cpu")
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument("--set-aside", type=Path, metavar="FILE",
                            help="ids of lines not to learn from, one a line, text after a space ignored")  # fmt: skip
        parser.add_argument("--extra", type=Path, action="append", default=[], metavar="FILE",
                            help="more packed lines to learn from, as make_lines writes them; repeatable")  # fmt: skip
        parser.add_argument("--learning-rate", type=float, default=FitConfig().learning_rate, help="at its highest")
        parser.add_argument("--ease", type=float, nargs=2, default=FitConfig().ease, metavar=("FIRST", "LAST"),
                            help="shares by which the distortions are weakened at first and last")  # fmt: skip
        parser.add_argument("--weight", action="append", default=[], metavar="COLLECTION=FACTOR",
                            help="factor on a collection's √N share; repeatable")  # fmt: skip

        parser.add_argument("--splice", type=float, default=0.0, metavar="SHARE",
                            help="of the lines that are joined out of two of one writer; needs --start")  # fmt: skip
        parser.add_argument("--one-hand", action="append", default=[], metavar="COLLECTION",
                            help="whose documents are all of one writer; repeatable")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        torch.set_num_threads(options["threads"])
        fit = FitConfig(
            minutes=options["minutes"], weights=dict(_weight(w) for w in options["weight"]),
            learning_rate=options["learning_rate"], ease=tuple(options["ease"]),
        )  # fmt: skip
        try:
            aside = set_aside_ids(options["set_aside"]) if options["set_aside"] else frozenset[str]()
            request = TrainRequest(
                options["root"], options["folder"], options["start"], options["device"], fit, aside,
                tuple(options["extra"]), options["splice"], frozenset(options["one_hand"]),
            )  # fmt: skip
            for result in train(request):
                self.stdout.write(json.dumps(curve_row(result)))
        except (FormatError, SamplesError, OSError) as error:
            raise CommandError(str(error)) from error


def _weight(argument: str) -> tuple[str, float]:
    name, _, factor = argument.partition("=")
    try:
        return name, float(factor)
    except ValueError as error:
        raise CommandError(f"{argument}: write a collection and its factor, as in hooker=1.5.") from error
