"""Best path, beam, and beam with language on the same frames: error rates, and the seconds of each beside the net's.

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
from recognition.engine.reader import SHIPPED, Reader
from recognition.engine.recognizer.reading import frame_log_probs
from recognition.formats.ground_truth import read_ground_truth
from recognition.services.true_lines import true_lines

Frames = NDArray[np.float32]


def measured(decode: Callable[[Frames, str], str], lines: list[tuple[Frames, str, str]]) -> dict[str, float]:
    """`lines`: frames, language and truth of each."""
    rates = ErrorRates()
    started = time.perf_counter()
    readings = [decode(frames, code) for frames, code, _ in lines]
    seconds = time.perf_counter() - started
    for (_, _, text), reading in zip(lines, readings, strict=True):
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
    pages = read_ground_truth(options.root, frozenset({options.split}))
    found = [(line.strip, page.language, line.text) for page in pages for line in true_lines(page)]
    cut = [(strip, code, text) for strip, code, text in found if strip is not None]
    languages = {code: reader.language(code) for code in {code for _, code, _ in cut}}
    started = time.perf_counter()
    frames = frame_log_probs(reader.model, [strip for strip, _, _ in cut])
    network = time.perf_counter() - started
    lines = [(line, code, text) for line, (_, code, text) in zip(frames, cut, strict=True)]

    def beam(line: Frames, code: str = "") -> str:
        language = languages.get(code)
        return " ".join(w.text for w in decode_words(line, reader.alphabet, language.model if language else None))

    print(json.dumps({
        "lines": len(lines), "network_seconds": round(network, 2),
        "best_path": measured(lambda line, _: read_greedily(line, reader.alphabet), lines),
        "beam": measured(lambda line, _: beam(line), lines),
        "beam_with_language": measured(beam, lines),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
