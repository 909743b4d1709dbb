"""How well ink is told from paper: python benchmarks/binarisation.py var/fonts [--leaves 8]

Leaves are written in the hands of the sample letters, which the net of the step “learned” never saw, and damaged in one
way at a time; the truth is the ink before the damage. `make fonts` fetches the fonts. F-measure in per cent, PSNR in
decibels behind it; sums over the pixels of all leaves.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from recognition.engine.evaluation.binarisation import InkCounts
from recognition.engine.imaging.pipeline import StepInputs, prepare
from recognition.engine.learning.ink_samples import DAMAGES, InkSample, damaged, write_leaf

LETTERS = Path(__file__).resolve().parent.parent / "recognition" / "sample" / "letters.json"
METHODS: dict[str, tuple[str, ...]] = {
    "otsu": ("otsu",),
    "flatten, otsu": ("flatten", "otsu"),
    "adaptive": ("adaptive",),
    "sauvola": ("sauvola",),
    "contrast, sauvola": ("contrast", "sauvola"),
    "learned": ("learned",),
    "bleed, sauvola": ("bleed", "sauvola"),
    "other_side, sauvola": ("other_side", "sauvola"),
    "other_side, learned": ("other_side", "learned"),
}
SIDE, SEED = 640, 1895


def samples(fonts: Path, leaves: int, damage: str) -> list[InkSample]:
    letters = json.loads(LETTERS.read_text("utf-8"))
    made = []
    for number in range(leaves):
        letter = letters[number % len(letters)]
        (font,) = sorted(fonts.rglob(f"{letter['font']}-latin-400-normal.woff2"))[:1]
        words = [word for block in letter["blocks"] for word in block["text"].split()]
        front, back = write_leaf(words, font, SIDE, np.random.default_rng([SEED, number]))
        made.append(damaged(front, back, DAMAGES[damage], np.random.default_rng([SEED, number, 1])))
    return made


def ink_of(sample: InkSample, steps: tuple[str, ...]) -> np.ndarray:
    others = () if sample.other is None else (sample.other,)
    return prepare(sample.grey, steps, StepInputs(others=others)).grey == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--leaves", type=int, default=8)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    counts: dict[str, dict[str, InkCounts]] = defaultdict(lambda: defaultdict(InkCounts))
    for damage in DAMAGES:
        for sample in samples(options.fonts, options.leaves, damage):
            for method, steps in METHODS.items():
                ink = ink_of(sample, steps)
                for column in (damage, "all"):
                    counts[method][column].update(sample.truth > 0, ink)
    print(f"| method | {' | '.join([*DAMAGES, 'all'])} |")
    print("|---" * (len(DAMAGES) + 2) + "|")
    for method, by_damage in counts.items():
        figures = [f"{100 * by_damage[d].f_measure:.1f} ({by_damage[d].psnr:.1f})" for d in (*DAMAGES, "all")]
        print(f"| {method} | {' | '.join(figures)} |")


if __name__ == "__main__":
    main()
