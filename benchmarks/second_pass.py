"""True lines read without and with the second pass: error rates, confidence, seconds.

    .venv/bin/python benchmarks/second_pass.py ../shared/data --split val --second var/second/second.safetensors

One process with one thread; the seconds hold the net, the beam and the second pass. `--weight` may be repeated.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recognition.engine.reader import SECOND_FILE, SHIPPED, Reader
from recognition.engine.recognizer.second_reader import SecondReader
from recognition.formats.ground_truth import GroundTruthPage, read_ground_truth
from recognition.services.evaluation import LineMeasures
from recognition.services.true_lines import TrueLine, true_lines


def measured(reader: Reader, pages: list[tuple[GroundTruthPage, list[TrueLine]]]) -> dict[str, object]:
    collections: dict[str, LineMeasures] = {}
    everything = LineMeasures()
    started = time.perf_counter()
    for page, lines in pages:
        strips = [line.strip for line in lines if line.strip is not None]
        readings = iter(reader.read_strips(strips, reader.language(page.language)))
        for line in lines:
            words = () if line.strip is None else next(readings).words
            for measures in (collections.setdefault(page.collection, LineMeasures()), everything):
                measures.update(line.text, words)
    seconds = round(time.perf_counter() - started, 1)
    parts = {name: m.summary() for name, m in sorted(collections.items())}
    mean = {f"mean_{rate}": round(float(np.mean([p[rate] for p in parts.values()])), 4) for rate in ("cer", "wer")}
    return {"seconds": seconds, **everything.summary(), **mean, "collections": parts}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("root", type=Path)
    arguments.add_argument("--split", default="val")
    arguments.add_argument("--every", type=int, default=1, help="only every n-th page")
    arguments.add_argument("--weights", type=Path, default=SHIPPED, help="folder of the reader's weights")
    arguments.add_argument("--second", type=Path, help="the decoder; without it, that of the reader's folder")
    arguments.add_argument("--weight", type=float, action="append", default=[])
    options = arguments.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    reader = Reader.load(options.weights)
    second = SecondReader.load(options.second or options.weights / SECOND_FILE)
    if second.reader != reader.checksum:
        sys.exit(f"The decoder belongs to other weights than {options.weights}; train it anew.")
    truth = list(read_ground_truth(options.root, frozenset({options.split})))[:: options.every]
    pages = [(page, true_lines(page)) for page in truth]
    reader.second = None
    measured(reader, pages[:1])  # warm up
    print(json.dumps({"second_pass": None, **measured(reader, pages)}), flush=True)
    for weight in options.weight or [second.weight]:
        reader.second = replace(second, weight=weight)
        print(json.dumps({"second_pass": weight, **measured(reader, pages)}), flush=True)


if __name__ == "__main__":
    main()
