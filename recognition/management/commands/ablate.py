"""`manage.py ablate ROOT --split val --pages 5`"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.engine.evaluation.ablation import HEAD, markdown
from recognition.engine.imaging.steps import SWITCHES
from recognition.formats import FormatError
from recognition.services.ablation import AblationRequest, ablate


class Command(BaseCommand):
    help = "Turn each preprocessing step on or off and measure what it does for reading and for line finding."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", type=Path)
        parser.add_argument("--split", default="val")
        parser.add_argument("--collection", nargs="*", default=[], help="only these collections")
        parser.add_argument("--document", nargs="*", default=[], help="only these documents")
        parser.add_argument("--pages", type=int, default=0, help="at most so many a collection, always the same")
        parser.add_argument("--keep", type=Path, help="file of scores, to go on from after a stop")
        parser.add_argument("--step", nargs="*", default=list(SWITCHES), choices=list(SWITCHES), help="only these")

    def handle(self, *args: Any, **options: Any) -> None:
        request = AblationRequest(
            options["root"], options["split"], tuple(options["collection"]), tuple(options["document"]),
            options["pages"], tuple(options["step"]), kept=options["keep"],
        )  # fmt: skip
        rows = 0
        try:
            for rows, (name, effect) in enumerate(ablate(request), 1):
                self.stdout.write(markdown(name, effect) if rows > 1 else f"{HEAD}\n{markdown(name, effect)}")
        except (FormatError, ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        if not rows:
            raise CommandError(f"{options['root']} has no such pages in the split “{options['split']}”.")
