"""Two ways of parting a line into words, where the words are known: python benchmarks/word_boxes.py [FOLDER]

  alignment   where the reader's letters lie, moved to the emptiest column between words (`layout/word_boxes.py`)
  gaps        no reader: pieces of ink joined where the gap between them is one of the narrower kind of the line, the
              two kinds parted as Otsu (1979) parts grey levels

FOLDER is ground truth with Words, the sample letters where none is named. With `--marked benchmarks/marked_words.csv`
the words are those that a person marked on pages of FOLDER, seen as cut strips beside a ruler, before any reading of
them: start and end along the line, as high as the line. A word counts as found where its box and a true one share
`--overlap` of what both cover along the line (intersection over union).
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recognition.engine.geometry import bounds
from recognition.engine.imaging.decode import read_grey
from recognition.engine.imaging.ink import find_ink
from recognition.engine.layout.extents import even_outlines
from recognition.engine.layout.strips import STRIP_HEIGHT, cut_strip
from recognition.engine.reader import Reader
from recognition.formats.ground_truth import read_ground_truth

SAMPLE = Path(__file__).resolve().parents[1] / "recognition" / "sample"
Strip, Spans = NDArray[np.uint8], list[tuple[int, int]]
_MIN_AREA = 12  # pixels of a piece of ink
_MIN_GAP = 2


def by_gaps(strip: Strip) -> Spans:
    """Columns start ≤ x < end of the words of a strip, uint8 (H, W)."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(find_ink(strip, STRIP_HEIGHT).mask, connectivity=8)
    pieces = sorted((int(s[cv2.CC_STAT_LEFT]), int(s[cv2.CC_STAT_LEFT] + s[cv2.CC_STAT_WIDTH]))
                    for s in stats[1:] if s[cv2.CC_STAT_AREA] >= _MIN_AREA)  # fmt: skip
    runs: Spans = []
    for start, end in pieces:
        if runs and start - runs[-1][1] < _MIN_GAP:
            runs[-1] = runs[-1][0], max(runs[-1][1], end)
        else:
            runs.append((start, end))
    gaps = np.array([right[0] - left[1] for left, right in pairwise(runs)])
    widest = _threshold(gaps) if len(gaps) > 1 else 0.0
    words: Spans = []
    for run, gap in zip(runs, [np.inf, *gaps], strict=False):
        if gap > widest:
            words.append(run)
        else:
            words[-1] = words[-1][0], run[1]
    return words


def _threshold(gaps: NDArray[np.int64]) -> float:
    """The width that parts the line's gaps best into two kinds: the largest variance between them."""
    values = np.sort(gaps).astype(float)
    cuts = range(1, len(values))
    between = [i * (len(values) - i) * (values[:i].mean() - values[i:].mean()) ** 2 for i in cuts]
    best = cuts[int(np.argmax(between))]
    return float(values[best - 1 : best + 1].mean())


Marks = dict[tuple[str, str], list[tuple[float, float]]]


def read_marks(file: Path) -> Marks:
    """Left and right edge, in pixels of the page, of the words of each (page, line)."""
    marks: Marks = {}
    with file.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            marks.setdefault((row["page"], row["line"]), []).append((float(row["left"]), float(row["right"])))
    return marks


def found(true: Sequence[tuple[float, float]], spans: Sequence[tuple[float, float]], overlap: float) -> int:
    """How many true words have a box of their own."""
    return sum(any(_shared(word, span) >= overlap for span in spans) for word in true)


def _shared(a: tuple[float, float], b: tuple[float, float]) -> float:
    both = min(a[1], b[1]) - max(a[0], b[0])
    return max(0.0, both) / max(max(a[1], b[1]) - min(a[0], b[0]), 1e-9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--split", default="sample")
    parser.add_argument("--marked", type=Path, metavar="FILE", help="words that a person marked")
    parser.add_argument("--overlap", type=float, default=0.7, help="intersection over union from which a word is found")
    parser.add_argument("--pages", type=int, help="only the first so many")
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    reader = Reader.load()
    marks = read_marks(options.marked) if options.marked else None
    ways: dict[str, Callable[[Strip], Spans]] = {
        "alignment": lambda strip: list(reader.read_strips([strip])[0].spans),
        "gaps": by_gaps,
    }
    counts, seconds = {way: np.zeros(3, int) for way in ways}, dict.fromkeys(ways, 0.0)
    for page in list(read_ground_truth(options.root, frozenset({options.split})))[: options.pages]:
        lines = even_outlines(page.page).lines()
        if marks is not None:
            lines = [line for line in lines if (page.name, line.id) in marks]
        if not lines:
            continue
        grey = read_grey(page.image.read_bytes(), page.name)
        for line in lines:
            true = marks[page.name, line.id] if marks is not None else [
                (box[0], box[2]) for word in line.words if (box := bounds(word.polygon))
            ]  # fmt: skip
            strip = cut_strip(grey, line)
            for way, find in ways.items():
                started = time.process_time()
                spans = find(strip.image)
                seconds[way] += time.process_time() - started
                boxes = [(box[0], box[2]) for span in spans if (box := bounds(strip.span(*span)))]
                counts[way] += len(true), len(boxes), found(true, boxes, options.overlap)
    for way, (words, boxes, right) in counts.items():
        recall, precision = right / max(1, words), right / max(1, boxes)
        print(f"{way:10} {words} words, recall {recall:.3f}, precision {precision:.3f}, {seconds[way]:.1f} s")


if __name__ == "__main__":
    main()
