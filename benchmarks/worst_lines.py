"""The worst lines of each collection as sheets of pictures, with truth and reading under each: what to go after.

    .venv/bin/python benchmarks/worst_lines.py ../shared/data --split val --output var/worst

Ranked by character edits beyond those of the collection as a whole, so that neither one-letter lines nor the longest
win by their length. One process with one thread.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recognition.engine.reader import SHIPPED, Reader
from recognition.engine.text import normalise
from recognition.formats.ground_truth import read_ground_truth
from recognition.services.true_lines import first_lines, true_lines

_WIDTH, _STRIP, _TEXT = 1200, 64, 20


@dataclass(frozen=True, slots=True)
class ReadLine:
    id: str
    strip: NDArray[np.uint8]
    truth: str
    reading: str

    @property
    def edits(self) -> int:
        return Levenshtein.distance(self.truth, self.reading)


def read_lines(root: Path, split: str, weights: Path, most: int | None) -> dict[str, list[ReadLine]]:
    reader = Reader.load(weights, calibrated=False)
    found: dict[str, list[ReadLine]] = defaultdict(list)
    for page in first_lines(read_ground_truth(root, frozenset({split})), most):
        lines = [(line.id, line.text, line.strip) for line in true_lines(page) if line.strip is not None]
        readings = reader.read_strips([strip for _, _, strip in lines], reader.language(page.language))
        for (name, text, strip), reading in zip(lines, readings, strict=True):
            found[page.collection].append(ReadLine(name, strip, text, normalise(reading.text)))
    return found


def worst(lines: list[ReadLine], count: int) -> list[ReadLine]:
    rate = sum(line.edits for line in lines) / max(1, sum(len(line.truth) for line in lines))
    return sorted(lines, key=lambda line: line.edits - rate * len(line.truth), reverse=True)[:count]


def sheet(lines: list[ReadLine]) -> Image.Image:
    row = _STRIP + 2 * _TEXT + 12
    picture = Image.new("L", (_WIDTH, row * len(lines)), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(_TEXT - 4)
    for place, line in enumerate(lines):
        height, width = line.strip.shape
        strip = Image.fromarray(line.strip).resize((min(_WIDTH, round(width * _STRIP / height)), _STRIP))
        picture.paste(strip, (0, place * row))
        pen.text((4, place * row + _STRIP), _plain(f"{line.truth}   ({line.id.split('/')[-1]})"), 0, font)
        pen.text((4, place * row + _STRIP + _TEXT), _plain(line.reading), 110, font)
    return picture


def _plain(text: str) -> str:
    """Without accents: the font that comes with Pillow has none."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("root", type=Path)
    arguments.add_argument("--split", default="val")
    arguments.add_argument("--count", type=int, default=20)
    arguments.add_argument("--lines", type=int, help="only the first so many lines of each collection")
    arguments.add_argument("--weights", type=Path, default=SHIPPED)
    arguments.add_argument("--output", type=Path, default=Path("var/worst"))
    options = arguments.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    options.output.mkdir(parents=True, exist_ok=True)
    for collection, lines in read_lines(options.root, options.split, options.weights, options.lines).items():
        chosen = worst(lines, options.count)
        sheet(chosen).save(options.output / f"{collection}.png")
        share = sum(line.edits for line in chosen) / max(1, sum(line.edits for line in lines))
        print(f"{collection}: {len(chosen)} of {len(lines)} lines hold {share:.0%} of the edits")


if __name__ == "__main__":
    main()
