"""`manage.py compare ROOT --split test --engines ours,tesseract,kraken`"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from recognition.engine.backends.backend import BackendSetup
from recognition.engine.backends.names import KRAKEN, OURS, READERS, TESSERACT
from recognition.engine.reader import SHIPPED
from recognition.formats import FormatError
from recognition.services.comparison import LINES, PAGES, CompareRequest, calibrate_readers, compare

_MEASURED = {
    LINES: "Read along the true baselines: finding lines is left out of the comparison.",
    PAGES: "Read as whole pages: a word counts for the true line in which its middle lies, one in none for nothing.",
}


class Command(BaseCommand):
    help = "Measure readers side by side on the same lines or pages of a folder of ground truth."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("root", type=Path)
        parser.add_argument("--split", default="test")
        parser.add_argument("--engines", default=f"{OURS},{TESSERACT},{KRAKEN}", help=f"of {', '.join(READERS)}")
        parser.add_argument("--what", choices=[LINES, PAGES], default=LINES, help="true lines, or whole pages")
        parser.add_argument("--pages", type=int, help="only the first so many pages of each collection")
        parser.add_argument("--lines", type=int, help="only the first so many lines of each collection, in whole pages")
        parser.add_argument("--calibrate-on", metavar="SPLIT", help="fit the other readers' confidences on all of it")
        parser.add_argument("--weights", type=Path, default=SHIPPED, help="folder of our reader's weights")
        parser.add_argument(
            "--kraken-model", metavar="FILE", default=settings.KRAKEN_MODEL, help="it brings none to read"
        )
        parser.add_argument("--kraken-command", default=settings.KRAKEN_COMMAND, help="where kraken is installed")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        request = _request(options)
        try:
            if options["calibrate_on"]:
                calibrate_readers(replace(request, split=options["calibrate_on"], pages=None, lines=None))
            result = compare(request)
        except (FormatError, OSError) as error:
            raise CommandError(str(error)) from error
        if not result["pages"]:
            raise CommandError(f"{options['root']} has no pages in the split “{options['split']}”.")
        self.stdout.write(json.dumps(result, ensure_ascii=False) if options["json"] else table(result))


def _request(options: dict[str, Any]) -> CompareRequest:
    engines = [name.strip() for name in options["engines"].split(",") if name.strip()]
    if unknown := [name for name in engines if name not in READERS]:
        raise CommandError(f"“{unknown[0]}” is no reader: choose of {', '.join(READERS)}.")
    setup = BackendSetup(
        weights=options["weights"],
        device=settings.HWOCR_DEVICE,
        kraken_command=options["kraken_command"],
        kraken_model=Path(options["kraken_model"]) if options["kraken_model"] else None,
        azure_endpoint=settings.AZURE_DOCUMENT_ENDPOINT,
        azure_key=settings.AZURE_DOCUMENT_KEY,
    )
    return CompareRequest(
        options["root"], options["split"], engines, default_storage, setup, options["what"],
        options["pages"], options["lines"],
    )  # fmt: skip


def table(result: dict[str, Any]) -> str:
    """What people read: a row a reader, then one a collection, the confusions, and who could not read."""
    engines = result["engines"]
    head = f"{'':22}{'CER':>8}{'WER':>8}{'AUROC':>8}{'ECE':>8}{'lines':>7}"
    rows = [f"{result['pages']} pages of “{result['split']}”. {_MEASURED[result['what']]}", ""]
    rows.append(f"{head}{'lines/s':>9}{'s/page':>9}{'$/page':>9}  confidence")
    for name, row in engines.items():
        speed = f"{row['lines_per_second']:9.1f}{row['seconds_a_page']:9.2f}"
        rows.append(f"{_figures(name, row)}{speed}{row['dollars_a_page']:9.4f}  {row['confidence']}")
        rows += [_figures(f"  {collection}", part) for collection, part in row["collections"].items()]
        if row["surplus_words"]:
            rows.append(f"  {row['surplus_words']} words where there is no true line")
    if engines:
        rows += ["", "Most frequent confusions, true→read:"]
    for name, row in engines.items():
        common = ", ".join(f"{_shown(true)}→{_shown(read)} {count}" for true, read, count in row["confusions"])
        lost = f"{row['missed_characters']} characters missed, {row['made_up_characters']} made up"
        rows.append(f"  {name}: {common}; {lost}")
    rows += [f"{name} is left out: {reason}" for name, reason in result["left_out"].items()]
    return "\n".join(rows)


def _figures(name: str, row: dict[str, Any]) -> str:
    ranking = "-" if row["auroc"] is None else f"{row['auroc']:.3f}"
    return f"{name:22}{row['cer']:8.2%}{row['wer']:8.2%}{ranking:>8}{row['ece']:8.3f}{row['lines']:7}"


def _shown(character: str) -> str:
    return "␣" if character == " " else character
