"""Best path against beam, on the same frames: error rates, and the speed of each as a share of the whole reading.

    .venv/bin/python benchmarks/decoding.py ../shared/data --split val

One process with one thread; the ratio of two times of one run says more than either.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recognition.engine.decoding.greedy import read_greedily
from recognition.engine.decoding.words import decode_words
from recognition.engine.evaluation.errors import ErrorRates
from recognition.engine.imaging.decode import read_grey
from recognition.engine.layout.strips import cut_strip
from recognition.engine.reader import SHIPPED, Reader
from recognition.engine.recognizer.reading import frame_log_probs
from recognition.engine.text import has_editorial_marks, normalise
from recognition.formats.ground_truth import read_ground_truth


def true_lines(root: Path, split: str) -> tuple[list[NDArray[np.uint8]], list[str]]:
    strips, texts = [], []
    for truth in read_ground_truth(root, frozenset({split})):
        grey = read_grey(truth.image.read_bytes(), truth.name)
        for line in truth.page.lines():
            text = normalise(line.truth or "")
            if text and line.baseline and not has_editorial_marks(text):
                strips.append(cut_strip(grey, line).image)
                texts.append(text)
    return strips, texts


def measured(
    decode: Callable[[NDArray[np.float32]], str], frames: list[NDArray[np.float32]], texts: list[str]
) -> dict[str, float]:
    rates = ErrorRates()
    started = time.perf_counter()
    readings = [decode(f) for f in frames]
    seconds = time.perf_counter() - started
    for text, reading in zip(texts, readings, strict=True):
        rates.update(text, reading)
    return {"cer": round(rates.cer, 4), "wer": round(rates.wer, 4), "seconds": round(seconds, 2)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("root", type=Path)
    arguments.add_argument("--split", default="val")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    reader = Reader.load(SHIPPED)
    strips, texts = true_lines(options.root, options.split)
    started = time.perf_counter()
    frames = frame_log_probs(reader.model, strips)
    network = time.perf_counter() - started
    greedy = measured(lambda f: read_greedily(f, reader.alphabet), frames, texts)
    beam = measured(lambda f: " ".join(w.text for w in decode_words(f, reader.alphabet)), frames, texts)
    share = beam["seconds"] / (beam["seconds"] + network)
    print(json.dumps({
        "lines": len(texts), "network_seconds": round(network, 2), "greedy": greedy, "beam": beam,
        "beam_share_of_reading": round(share, 3),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
