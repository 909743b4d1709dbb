"""Ways of finding lines side by side: python benchmarks/line_finding.py FOLDER [--split val] [--pages 2]

FOLDER is ground truth (an index.jsonl, and per page an image beside a PAGE XML). A point of a baseline counts as met
when a baseline of the other side passes within a quarter of the page's interline distance of it.

  net         our line net
  ridges      ridges of ink, without a learned model
  kraken      kraken's own segmenter with the net it brings, in an environment of its own (some 2 GB, made once)

  recall      share of the true baselines' points that are met
  precision   share of the found baselines' points that are met; low where the truth leaves out stamps or margins
  whole       share of the true lines of which one found line alone meets three quarters
  pieces      found lines per true line that is met at all: 1.0 is best
  seconds     of processor time a page, one thread
  MB          of memory at the most, of the process that found all of the pages' lines
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers import kraken_programs
from recognition.engine.evaluation.layout import count_lines
from recognition.engine.reader import SHIPPED
from recognition.engine.transcription import Line
from recognition.formats.ground_truth import GroundTruthPage
from recognition.services.layout_evaluation import NET, RIDGES, LayoutMeasures, first_pages, measure_layout

KRAKEN = "kraken"
_COLUMNS = ("pages", "lines", "f1", "recall", "precision", "whole", "pieces", "seconds_per_page")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one way: its measures page by page, and the memory it took."""

    measures: list[LayoutMeasures]
    megabytes: float


def with_ours(pages: list[GroundTruthPage], weights: Path, method: str) -> Outcome:
    """In a process of its own, so that its memory is known."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        measures = list(pool.map(partial(measure_layout, weights=weights, method=method), pages))
        return Outcome(measures, pool.submit(_peak).result())


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def with_kraken(pages: list[GroundTruthPage], folder: Path) -> Outcome:
    """`kraken segment -bl` with its default net, one call for all pages, so that starting it counts once."""
    kraken = kraken_programs(folder / "kraken-venv") / "kraken"
    with tempfile.TemporaryDirectory() as place:
        outputs = [Path(place) / f"{number}.json" for number in range(len(pages))]
        pairs = [part for page, file in zip(pages, outputs, strict=True) for part in ("-i", page.image, file)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [kraken, "--threads", "1", *pairs, "segment", "-bl"], check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = [_lines(json.loads(file.read_text("utf-8"))) for file in outputs]
    seconds = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / max(1, len(pages))
    measures = [
        LayoutMeasures(count_lines(page.page.lines(), lines), 1, seconds)
        for page, lines in zip(pages, found, strict=True)
    ]
    return Outcome(measures, after.ru_maxrss / 1024)


def _lines(segmentation: dict[str, list[dict[str, list[tuple[float, float]]]]]) -> list[Line]:
    return [Line(tuple((x, y) for x, y in line["baseline"]), ()) for line in segmentation["lines"]]


def table(pages: list[GroundTruthPage], outcomes: dict[str, Outcome]) -> str:
    rows = ["".join([f"{'':24}", *(f"{name:>17}" for name in _COLUMNS), f"{'MB':>8}"])]
    for way, outcome in outcomes.items():
        sums = {"all": LayoutMeasures()}
        for page, measures in zip(pages, outcome.measures, strict=True):
            sums.setdefault(page.collection, LayoutMeasures()).add(measures)
            sums["all"].add(measures)
        for collection, measured in sorted(sums.items(), key=lambda pair: pair[0] == "all"):
            figures = measured.summary()
            memory = f"{outcome.megabytes:8.0f}" if collection == "all" else ""
            rows.append("".join([f"{way + ', ' + collection:24}", *(f"{figures[c]:17}" for c in _COLUMNS), memory]))
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path)
    parser.add_argument("--split", default="val")
    parser.add_argument("--pages", type=int, help="only the first so many of each collection")
    parser.add_argument("--ways", nargs="+", default=[NET, RIDGES, KRAKEN], choices=[NET, RIDGES, KRAKEN])
    parser.add_argument("--weights", type=Path, default=SHIPPED, help="folder of our weights")
    parser.add_argument("--folder", type=Path, default=Path("var/peers"), help="where kraken's environment is made")
    options = parser.parse_args()
    pages = first_pages(options.root, options.split, options.pages)
    ways: dict[str, Callable[[], Outcome]] = {
        NET: partial(with_ours, pages, options.weights, NET),
        RIDGES: partial(with_ours, pages, options.weights, RIDGES),
        KRAKEN: partial(with_kraken, pages, options.folder.resolve()),
    }
    print(table(pages, {way: ways[way]() for way in options.ways}))


if __name__ == "__main__":
    main()
