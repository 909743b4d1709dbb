"""A project from its first page to its last, with and without a reader that learns: what its review costs.

    .venv/bin/python benchmarks/learning_project.py --data ../shared/data --way words
    .venv/bin/python benchmarks/learning_project.py --data ../shared/data --way taught

The pages of a split are a project, a document a notebook, read along their true lines with the language of the pages.
Every EVERY pages come in and are read by the reader of the moment; somebody who knows the truth decides page by page
what the project asks about at the target, a small share of the other words as random checks among it. What is not
asked about stays as it was read. Pages are not gone back to. The ways:

    shipped   the shipped reader; nothing learns but the threshold
    words     the project's words learn from its labels, as they do in any project
    taught    the reader learns too: after every EVERY pages all labels become a dataset, a fine-tuning runs on it, and
              its candidate is promoted where the gate lets it; also where held-out pages are still too few to prove
              what they show, as a manager may

With --alone all pages come in before the first review, and the reader gets used to them by itself, from the words that
it is sure of; what the gate lets pass reads them from then on. Held-out pages are the same ones.

All that reads, decides, learns and judges is the product's, on a database of its own in --folder, one a way. A walk
that was stopped goes on. One thread. Effort is counted in words decided, keys, and modelled seconds (`desk_model`).
The last lines compare the way with the others over the pages that both have walked.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import astuple, replace
from pathlib import Path
from unittest.mock import patch

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.learning_table import Row, saving, table

WAYS = ("shipped", "words", "taught")
ROWS = "walk.jsonl"
NAME = "learner"


def main() -> None:
    options = _arguments().parse_args()
    name = f"{options.way}-alone" if options.alone else options.way
    folder = (options.folder / name).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "hwocr_site.settings"}
    django.setup()
    Walk(options, folder).run()
    rows = {way: _rows(options.folder / way) for way in (*WAYS, *(f"{way}-alone" for way in WAYS))}
    print(table(rows[name], options.every))
    for way in rows:
        if way != name and rows[way]:
            print(saving(rows[name], rows[way], name, way))


def _arguments() -> argparse.ArgumentParser:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True, help="the folder of ground truth")
    arguments.add_argument("--split", default="adapt-train")
    arguments.add_argument("--way", choices=WAYS, default="words")
    arguments.add_argument("--alone", action="store_true", help="the reader gets used to the pages before a review")
    arguments.add_argument("--pages", type=int, help="only the first so many")
    arguments.add_argument("--every", type=int, default=10, help="pages that come in together, and are learned from")
    arguments.add_argument("--target", type=float, default=0.98, help="share of the words to be right in the end")
    arguments.add_argument("--checks", type=int, default=3, help="per cent of the other words that are asked about")
    arguments.add_argument("--size", help="what may move in the reader; by the amount of text where left out")
    arguments.add_argument("--folder", type=Path, default=Path("var/learning"))
    return arguments


class Walk:
    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options, self.file = options, folder / ROWS
        self.rows = _rows(folder)

    def run(self) -> None:
        from django.core.management import call_command  # noqa: PLC0415 - models need settings

        from recognition.formats.ground_truth import read_ground_truth  # noqa: PLC0415

        call_command("migrate", interactive=False, verbosity=0)
        pages = list(read_ground_truth(self.options.data, frozenset({self.options.split})))[: self.options.pages]
        pages = [replace(page, document=page.name.rpartition("/")[2].rpartition("_")[0]) for page in pages]
        self.user, self.project = self._begun(pages[0].language)
        if self.options.alone and 0 not in self._learned():
            self._learn_alone(pages)
        for start in range(0, len(pages), self.options.every):
            block = pages[start : start + self.options.every]
            if not all(page.name in self._done() for page in block):
                self._review(block)
            end = start + len(block)
            if self.options.way == "taught" and end < len(pages) and end not in self._learned():
                self._learn(end)

    def _begun(self, language: str):
        from django.contrib.auth.models import User  # noqa: PLC0415

        from recognition.models import Project  # noqa: PLC0415
        from recognition.services.projects import ProjectRules, create_project  # noqa: PLC0415

        user, _ = User.objects.get_or_create(username=NAME)
        rules = ProjectRules(language=language, threshold=0.9)
        project = Project.objects.first() or create_project(name="walk", rules=rules, user=user)
        project.checks = self.options.checks
        project.save(update_fields=["checks"])
        return user, project

    def _review(self, block: Sequence) -> None:
        from benchmarks.desk_pages import measured_lines  # noqa: PLC0415
        from benchmarks.learning_reviewer import review, true_texts  # noqa: PLC0415
        from recognition.engine.text import normalise  # noqa: PLC0415
        from review.selectors_target import belief_of, threshold_at  # noqa: PLC0415

        read = [(truth, self._page(truth)) for truth in block]
        for truth, page in read:
            if truth.name in self._done():
                continue
            page.document.project = self.project
            self.project.threshold = threshold = threshold_at(self.project, self.options.target)
            self.project.save(update_fields=["threshold"])
            belief = belief_of(self.project, page.model_version_id)
            texts = true_texts(page, [normalise(line.truth) for line in measured_lines(truth)])
            work = review(page, texts, self.user)
            reader = {"reader": page.model_version.name, "threshold": threshold, "belief": astuple(belief)}
            self._keep({"page": truth.name, **work.told(), **reader})

    def _page(self, truth):
        """Read by the reader of the moment, if it is not there already."""
        from django.db import transaction  # noqa: PLC0415

        from benchmarks.desk_pages import bring_page  # noqa: PLC0415
        from recognition.engine.decoding.lexicon import Lexicon  # noqa: PLC0415
        from recognition.models import Page  # noqa: PLC0415

        named = f"{truth.name.rpartition('/')[2]}{truth.image.suffix}"
        pages = Page.objects.filter(source__name=named).select_related("document", "model_version")
        if not pages.exists():
            words = patch("recognition.services.read_lines.own_lexicon", lambda _project, **_text: Lexicon({}))
            with transaction.atomic(), words if self.options.way == "shipped" else nullcontext():
                bring_page(truth, self.project, self.user)
        return pages.get()

    def _learn_alone(self, pages: Sequence) -> None:
        """Read them all, learn, and put them away until it is their turn; their documents stay on their sides."""
        from recognition.models import Source  # noqa: PLC0415

        for truth in pages:
            self._page(truth)
        self._learn(0)
        Source.objects.all().delete()

    def _learn(self, pages: int) -> None:
        """What a manager does: start it, and use its candidate where that may be. Before the first page: alone."""
        from recognition.engine.learning.finetune import Size  # noqa: PLC0415
        from recognition.models import Job, Reason  # noqa: PLC0415
        from recognition.services import fine_tuning  # noqa: PLC0415
        from recognition.services.learning import start_learning  # noqa: PLC0415
        from recognition.services.promotion import promote  # noqa: PLC0415

        started, clock = time.process_time(), time.monotonic()
        learning = self.project.fine_tunings.filter(verdict={}).first()
        learning = learning or start_learning(project=self.project, user=self.user, from_readings=not pages)
        if self.options.size:
            fine_tuning.CONFIG = replace(fine_tuning.CONFIG, size=Size(self.options.size))
        fine_tuning.fine_tune(learning.pk)
        Job.objects.filter(fine_tuning=learning).delete()
        learning.refresh_from_db()
        verdict = {name: value for name, value in learning.verdict.items() if name != "changes"}
        few = verdict["reason"] == Reason.FEW_PAGES and verdict["gain"] > 0
        if verdict["is_better"] or few:
            promote(project=self.project, version=learning.candidate, user=self.user)
        self._keep({
            "learned": pages, "minutes": round((time.monotonic() - clock) / 60, 1),
            "processor_minutes": round((time.process_time() - started) / 60, 1), "steps": learning.steps,
            "size": learning.size, "promoted": verdict["is_better"] or few, "verdict": verdict,
            "dataset": learning.dataset.counts["learned"] | {"letters": None},
        })  # fmt: skip

    def _done(self) -> set[object]:
        return {row["page"] for row in self.rows if "page" in row}

    def _learned(self) -> set[object]:
        return {row["learned"] for row in self.rows if "learned" in row}

    def _keep(self, row: Row) -> None:
        self.rows.append(row)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(json.dumps(row, ensure_ascii=False), file=sys.stderr, flush=True)


def _rows(folder: Path) -> list[Row]:
    file = folder / ROWS
    return [json.loads(row) for row in file.read_text("utf-8").splitlines()] if file.is_file() else []


if __name__ == "__main__":
    main()
