"""`manage.py evaluate ROOT --split test --what lines --json`"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.engine.reader import SHIPPED
from recognition.formats import FormatError
from recognition.services.evaluation import evaluate_lines


class Command(BaseCommand):
    help = "Measure the reader on a folder of ground truth (index.jsonl, and per page an image beside a PAGE XML)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", type=Path)
        parser.add_argument("--split", default="test")
        parser.add_argument("--what", choices=["lines"], default="lines", help="lines: read along the true baselines")
        parser.add_argument("--lines", type=int, help="only the first so many lines of each collection, in whole pages")
        parser.add_argument("--weights", type=Path, default=SHIPPED, help="folder of the reader's weights")
        parser.add_argument("--beside", type=Path, metavar="FOLDER",
                            help="weights that these were tuned from: measure both and print the change")  # fmt: skip
        parser.add_argument("--no-language", action="store_true", help="read the picture alone")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = _measured(options, options["weights"])
            if options["beside"]:
                result["beside"] = _measured(options, options["beside"])
        except (FormatError, OSError) as error:
            raise CommandError(str(error)) from error
        if not result["lines"]:
            raise CommandError(f"{options['root']} has no lines in the split “{options['split']}”.")
        self.stdout.write(json.dumps(result) if options["json"] else _table(result))


def _measured(options: dict[str, Any], weights: Path) -> dict[str, Any]:
    return evaluate_lines(
        options["root"], options["split"], weights, options["lines"], with_language=not options["no_language"]
    )


def _table(result: dict[str, Any]) -> str:
    rows = [f"{'collection':14}{'CER':>8}{'WER':>8}{'AUROC':>8}{'ECE':>8}{'lines':>8}{'words':>8}"]
    for name, row in [*result["collections"].items(), ("all", result)]:
        ranking = "-" if row["auroc"] is None else f"{row['auroc']:.3f}"
        figures = f"{row['cer']:8.2%}{row['wer']:8.2%}{ranking:>8}{row['ece']:8.3f}{row['lines']:8}{row['words']:8}"
        rows.append(f"{name:14}{figures}")
    rows.append(f"{result['lines_per_second']} lines a second")
    if before := result.get("beside"):
        change = result["cer"] / before["cer"] - 1
        rows.append(f"CER {before['cer']:.2%} before, {result['cer']:.2%} now: {change:+.1%}")
    return "\n".join(rows)
