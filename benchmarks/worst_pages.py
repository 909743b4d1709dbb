"""The pages whose lines are found worst, drawn with what was true and what was found: what to go after.

    .venv/bin/python benchmarks/worst_pages.py ../shared/data --split val --output var/worst

Green: true baselines that were met, red: true ones that were missed; blue: found ones, orange where there is no true
line. Ranked by baseline points missed or found too much. One process with one thread.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recognition.engine.evaluation.layout import LineCounts, count_lines, met_shares
from recognition.engine.geometry import as_array
from recognition.engine.imaging.decode import read_grey
from recognition.engine.reader import SHIPPED
from recognition.engine.transcription import Line
from recognition.formats.ground_truth import GroundTruthPage
from recognition.services.layout_evaluation import NET, RIDGES, finder, first_pages

_SIDE = 1100  # pixels of a drawn page's longer side
_MET, _MISSED, _FOUND, _SURPLUS = (60, 160, 0), (0, 0, 230), (230, 90, 0), (0, 140, 255)  # blue, green, red


@dataclass(frozen=True, slots=True)
class FoundPage:
    truth: GroundTruthPage
    found: list[Line]
    counts: LineCounts

    @property
    def wrong_points(self) -> int:
        counts = self.counts
        return counts.true_points - counts.true_met + counts.found_points - counts.found_met


def overlay(page: FoundPage) -> NDArray[np.uint8]:
    """BGR picture of a page with its lines."""
    grey = read_grey(page.truth.image.read_bytes(), page.truth.name)
    scale = _SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = cv2.cvtColor((255 - (255 - small) // 2).astype(np.uint8), cv2.COLOR_GRAY2BGR)
    true = list(page.truth.page.lines())
    met, right = met_shares(true, page.found)
    for line, share in zip(true, met, strict=True):
        _draw(picture, line, scale, _MET if share >= 0.5 else _MISSED, 3)
    for line, share in zip(page.found, right, strict=True):
        _draw(picture, line, scale, _FOUND if share >= 0.5 else _SURPLUS, 1)
    label = f"{page.truth.name.split('/')[-1]}  F1 {page.counts.f1:.2f}"
    cv2.putText(picture, label, (8, 24), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0, 0, 0), 2)
    return picture.astype(np.uint8)


def _draw(picture: NDArray[np.integer], line: Line, scale: float, colour: tuple[int, int, int], width: int) -> None:
    points = np.round(as_array(line.baseline) * scale).astype(np.int32)
    cv2.polylines(picture, [points], False, colour, width, cv2.LINE_AA)
    cv2.circle(picture, tuple(int(v) for v in points[0]), width + 2, colour, -1)


def sheet(pages: list[FoundPage], columns: int = 5) -> NDArray[np.uint8]:
    pictures = [overlay(page) for page in pages]
    rows = [pictures[i : i + columns] for i in range(0, len(pictures), columns)]
    return np.concatenate([_row(row, _SIDE * columns) for row in rows]).astype(np.uint8)


def _row(pictures: list[NDArray[np.uint8]], width: int) -> NDArray[np.uint8]:
    row = np.full((_SIDE, width, 3), 255, np.uint8)
    left = 0
    for picture in pictures:
        row[: picture.shape[0], left : left + picture.shape[1]] = picture
        left += picture.shape[1]
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path)
    parser.add_argument("--split", default="val")
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--pages", type=int, help="look only at the first so many of each collection")
    parser.add_argument("--method", choices=[NET, RIDGES], default=NET)
    parser.add_argument("--weights", type=Path, default=SHIPPED)
    parser.add_argument("--output", type=Path, default=Path("var/worst"))
    options = parser.parse_args()
    find = finder(options.weights, options.method)
    pages = []
    for truth in first_pages(options.root, options.split, options.pages):
        grey = read_grey(truth.image.read_bytes(), truth.name)
        found = [line for region in find(grey) for line in region.lines]
        pages.append(FoundPage(truth, found, count_lines(truth.page.lines(), found)))
    worst = sorted(pages, key=lambda page: page.wrong_points, reverse=True)[: options.count]
    options.output.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(options.output / "pages.png"), sheet(worst))
    for page in worst:
        print(page.truth.name, page.counts.summary())
    share = sum(page.wrong_points for page in worst) / max(1, sum(page.wrong_points for page in pages))
    print(f"{len(worst)} of {len(pages)} pages hold {share:.0%} of the errors")


if __name__ == "__main__":
    main()
