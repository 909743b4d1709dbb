"""The net alone on the same batches of true lines: PyTorch in float32 and bfloat16, and ONNX Runtime.

    .venv/bin/python -m pip install onnxruntime==1.31.1 onnx==1.23.2 onnxscript==0.7.2
    .venv/bin/python benchmarks/runtime_speed.py ../shared/data --split val

One thread. Seconds are of processor time, so that a busy machine does not matter much; the error rate is that of the
best path. Of the ONNX packages none is needed to run hwocr; without them their row is left out.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import io
import json
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recognition.engine.decoding.greedy import read_greedily
from recognition.engine.evaluation.errors import ErrorRates
from recognition.engine.reader import SHIPPED, Reader
from recognition.engine.recognizer.batching import by_width, frames, normalise_contrast, scale_strip, stack
from recognition.engine.recognizer.crnn import Crnn
from recognition.formats.ground_truth import read_ground_truth
from recognition.services.true_lines import true_lines

Net = Callable[[Tensor], NDArray[np.float32]]
COLUMNS = 16_384


def eager(model: Crnn, bfloat16: bool) -> Net:
    def run(batch: Tensor) -> NDArray[np.float32]:
        precision = torch.autocast("cpu", torch.bfloat16) if bfloat16 else nullcontext()
        with torch.inference_mode(), precision:
            return model(batch.to(memory_format=torch.channels_last)).float().numpy()

    return run


def onnx(model: Crnn, example: Tensor) -> Net:
    runtime = importlib.import_module("onnxruntime")
    written = io.BytesIO()
    shapes = {"strips": {0: "lines", 3: "columns"}}
    torch.onnx.export(model, (example,), written, input_names=["strips"], dynamic_axes=shapes, dynamo=False)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = runtime.InferenceSession(written.getvalue(), options, providers=["CPUExecutionProvider"])
    return lambda batch: session.run(None, {"strips": batch.numpy()})[0]


def measured(net: Net, batches: list[tuple[Tensor, list[tuple[int, str]]]], reader: Reader) -> dict[str, float]:
    """`batches`: with the frames and truth of each line."""
    net(batches[0][0])  # warm up
    rates = ErrorRates()
    seconds = 0.0
    for batch, lines in batches:
        started = time.process_time()
        logits = net(batch)
        seconds += time.process_time() - started
        for line, (count, text) in zip(logits, lines, strict=True):
            rates.update(text, read_greedily(line[:count], reader.alphabet))
    return {
        "seconds": round(seconds, 2),
        "lines_per_second": round(rates.lines / seconds, 1),
        "cer": round(rates.cer, 4),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("root", type=Path)
    arguments.add_argument("--split", default="val")
    arguments.add_argument("--every", type=int, default=1, help="only every n-th page")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    reader = Reader.load(SHIPPED)
    pages = list(read_ground_truth(options.root, frozenset({options.split})))[:: options.every]
    lines = [line for page in pages for line in true_lines(page) if line.strip is not None]
    strips = [scale_strip(line.strip) for line in lines if line.strip is not None]
    batches = []
    for group in by_width([s.shape[1] for s in strips], COLUMNS):
        truths = [(frames(strips[i].shape[1]), lines[i].text) for i in group]
        batches.append((stack([normalise_contrast(strips[i]) for i in group]), truths))
    nets = {"float32": eager(reader.model, False), "bfloat16": eager(reader.model, True)}
    if importlib.util.find_spec("onnxruntime"):
        nets["onnxruntime float32"] = onnx(reader.model, batches[0][0])
    print(json.dumps({name: measured(net, batches, reader) for name, net in nets.items()}))


if __name__ == "__main__":
    main()
