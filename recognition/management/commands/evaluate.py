"""`manage.py evaluate ROOT --split test --what lines|layout|pages --json`"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.engine.reader import SHIPPED
from recognition.formats import FormatError
from recognition.services.evaluation import LINES, WORDS, evaluate_lines
from recognition.services.layout_evaluation import NET, RIDGES, evaluate_layout, evaluate_pages


class Command(BaseCommand):
    help = "Measure the reader on a folder of ground truth (index.jsonl, and per page an image beside a PAGE XML)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", type=Path)
        parser.add_argument("--split", default="test")
        parser.add_argument("--what", choices=[LINES, WORDS, "layout", "pages"], default=LINES,
                            help="lines: read along the true baselines; words: each by itself; layout: find lines; "
                            "pages: find and read them")  # fmt: skip
        parser.add_argument("--lines", type=int, help="only the first so many lines of each collection, in whole pages")
        parser.add_argument("--pages", type=int, help="layout: only the first so many pages of each collection")
        parser.add_argument("--method", choices=[NET, RIDGES], default=NET, help="layout: how lines are found")
        parser.add_argument("--weights", type=Path, default=SHIPPED, help="folder of the reader's weights")
        parser.add_argument("--beside", type=Path, metavar="FOLDER",
                            help="weights that these were tuned from: measure both and print the change")  # fmt: skip
        parser.add_argument("--no-language", action="store_true", help="read the picture alone")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = _evaluate(options, options["weights"])
            if options["beside"]:
                result["beside"] = _evaluate(options, options["beside"])
        except (FormatError, OSError) as error:
            raise CommandError(str(error)) from error
        if not result["lines"]:
            raise CommandError(f"{options['root']} has no lines in the split “{options['split']}”.")
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(_table(result) if options["what"] in (LINES, WORDS) else _plain_table(result))


def _evaluate(options: dict[str, Any], weights: Path) -> dict[str, Any]:
    root, split = options["root"], options["split"]
    if options["what"] == "layout":
        return evaluate_layout(root, split, weights, options["method"], options["pages"])
    with_language = not options["no_language"]
    if options["what"] == "pages":
        return evaluate_pages(root, split, weights, options["lines"], with_language=with_language)
    return evaluate_lines(
        root, split, weights, options["lines"], with_language=with_language, what=options["what"]
    )  # fmt: skip


def _plain_table(result: dict[str, Any]) -> str:
    """A column a figure, a row a collection."""
    collections = result.pop("collections")
    rows = ["".join([f"{'collection':14}", *(f"{name:>18}" for name in result)])]
    for name, row in [*collections.items(), ("all", result)]:
        rows.append("".join([f"{name:14}", *(f"{value:18}" for value in row.values())]))
    return "\n".join(rows)


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
