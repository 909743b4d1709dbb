"""How well lines are found: python benchmarks/line_finding.py FOLDER [--split val] [--collection NAME …] [--pages N]

FOLDER is ground truth (an index.jsonl, and per page an image beside a PAGE XML). A point of a baseline counts as met
when a baseline of the other side passes within a quarter of the page's interline distance of it.

  recall      share of the true baselines' points that are met
  precision   share of the found baselines' points that are met; low where the truth leaves out stamps or margins
  whole       share of the true lines of which one found line alone meets three quarters
  split       found lines per true line that is met at all: 1.0 is best
  seconds     of processor time a page, one thread
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from recognition.engine.geometry import as_array
from recognition.engine.imaging.decode import read_grey
from recognition.engine.layout.projection import find_regions
from recognition.engine.transcription import Line, Page
from recognition.formats.ground_truth import GroundTruthPage, read_ground_truth

_STEP = 8.0  # page pixels between the points that are counted
_WHOLE = 0.75
_FALLBACK_INTERLINE = 70.0


@dataclass(slots=True)
class Counts:
    true_points: int = 0
    true_met: int = 0
    found_points: int = 0
    found_met: int = 0
    lines: int = 0
    whole: int = 0
    met_lines: int = 0
    pieces: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self) -> str:
        whole = self.whole / max(1, self.lines)
        recall, precision = self.true_met / max(1, self.true_points), self.found_met / max(1, self.found_points)
        return (
            f"{len(self.seconds):6d} {self.lines:6d} {recall:8.3f} {precision:10.3f} {whole:8.3f}"
            f" {self.pieces / max(1, self.met_lines):7.2f} {np.mean(self.seconds):8.2f}"
        )


Curve = NDArray[np.float32]


def curves(lines: list[Line]) -> list[Curve]:
    """Baselines as points at equal steps of x, (N, 2)."""
    result = []
    for line in lines:
        points = as_array(line.baseline)
        if len(points) < 2:
            continue
        points = points[np.argsort(points[:, 0])]
        x = np.arange(points[0, 0], points[-1, 0] + 1, _STEP, np.float32)
        result.append(np.stack([x, np.interp(x, points[:, 0], points[:, 1])], 1).astype(np.float32))
    return result


def interline(lines: list[Curve]) -> float:
    """Median distance from a line to the next below it."""
    steps = []
    for line in lines:
        x, y = line.mean(0)
        below = [np.interp(x, o[:, 0], o[:, 1]) - y for o in lines if o is not line and o[0, 0] <= x <= o[-1, 0]]
        below = [step for step in below if step > 10]
        if below:
            steps.append(min(below))
    return float(np.median(steps)) if steps else _FALLBACK_INTERLINE


def met(line: Curve, others: list[Curve], tolerance: float) -> NDArray[np.bool_]:
    """(len(others), N): which points of a line each other line meets."""
    rows = []
    for other in others:
        y = np.interp(line[:, 0], other[:, 0], other[:, 1])
        within = (line[:, 0] >= other[0, 0] - _STEP) & (line[:, 0] <= other[-1, 0] + _STEP)
        rows.append(within & (np.abs(y - line[:, 1]) <= tolerance))
    return np.array(rows, bool).reshape(len(others), len(line))


def compare(truth: Page, found: list[Line]) -> Counts:
    true, mine = curves(list(truth.lines())), curves(found)
    tolerance = interline(true) / 4
    counts = Counts(lines=len(true))
    for line in true:
        hits = met(line, mine, tolerance)
        counts.true_points += len(line)
        counts.true_met += int(hits.any(0).sum()) if len(hits) else 0
        shares = hits.mean(1) if len(hits) else np.zeros(1)
        counts.whole += int(shares.max() >= _WHOLE)
        pieces = int((shares > 0.05).sum())
        counts.met_lines += int(pieces > 0)
        counts.pieces += pieces
    for line in mine:
        hits = met(line, true, tolerance)
        counts.found_points += len(line)
        counts.found_met += int(hits.any(0).sum()) if len(hits) else 0
    return counts


def measure(entry: GroundTruthPage) -> Counts:
    grey = read_grey(entry.image.read_bytes(), entry.name)
    start = time.process_time()
    found = [line for region in find_regions(grey) for line in region.lines]
    seconds = time.process_time() - start
    counts = compare(entry.page, found)
    counts.seconds.append(seconds)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="val")
    parser.add_argument("--collection", nargs="*", default=[])
    parser.add_argument("--pages", type=int, default=0, help="at most so many a collection, drawn with a fixed seed")
    parser.add_argument("--each", action="store_true", help="one row a page")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    by_collection: dict[str, list[GroundTruthPage]] = defaultdict(list)
    for entry in read_ground_truth(options.folder, frozenset({options.split})):
        if not options.collection or entry.collection in options.collection:
            by_collection[entry.collection].append(entry)
    print(f"{'':32} {'pages':>6} {'lines':>6} {'recall':>8} {'precision':>10} {'whole':>8} {'split':>7} {'seconds':>8}")
    for collection, entries in by_collection.items():
        if options.pages and len(entries) > options.pages:
            entries = random.Random(7).sample(entries, options.pages)
        total = Counts()
        for entry in entries:
            counts = measure(entry)
            total.add(counts)
            if options.each:
                print(f"{entry.name[-32:]:32} {counts.row()}")
        print(f"{collection:32} {total.row()}", flush=True)


if __name__ == "__main__":
    main()
