"""A dataset of a few printed lines, as it is brought in from elsewhere, and a reader small enough to learn from it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import cv2
import torch

from recognition.engine.alphabet import BLANK, Alphabet
from recognition.engine.learning.finetune import Size, TuneConfig
from recognition.engine.reader import Reader
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig
from tests.recognition.engine.learning.test_fit import LINES, STILL

#: Two hundred batches of all weights read half of it.
QUICK = TuneConfig(size=Size.ALL, steps=200, learning_rates=dict.fromkeys(Size, 1.5e-2), warm_up=0.05,
                   ema=0.9, columns=1500, measurements=4, pulse=2, augment=STILL)  # fmt: skip


def tiny_reader() -> Reader:
    """Always the same, and reads nothing yet."""
    torch.manual_seed(0)
    alphabet = Alphabet.of_texts(["lamp palm"])
    model = Crnn(CrnnConfig(len(alphabet), channels=(8, 16, 16, 24), hidden=24, layers=1, dropout=0.0)).eval()
    with torch.no_grad():
        model.head.bias[BLANK] += 2
    return Reader(model, alphabet, {}, "tiny", "t" * 64)


def printed_archive() -> io.BytesIO:
    """Each line on a page of its own; the same lines on darker paper are held out."""
    dark = [cv2.imencode(".png", sample.image() - 10)[1].tobytes() for sample in LINES]
    strips = [("train", sample.text, sample.strip) for sample in LINES]
    strips += [("test", sample.text, strip) for sample, strip in zip(LINES, dark, strict=True)]
    file = io.BytesIO()
    about = {"schema": 1, "kind": "lines", "project": "Print", "number": 1, "checksum": "p" * 64}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("dataset.json", json.dumps(about))
        rows = []
        for number, (split, text, strip) in enumerate(strips):
            path, checksum = f"lines/{number}", hashlib.sha256(strip).hexdigest()
            archive.writestr(path, strip)
            rows.append({
                "split": split, "document": f"print {number}", "page": checksum, "checksum": checksum,
                "picture": path, "position": 0, "baseline": [], "polygon": [], "words": [], "parts": [[text, 0.0, 1.0]],
            })  # fmt: skip
        archive.writestr("lines.jsonl", "\n".join(map(json.dumps, rows)))
    file.seek(0)
    return file
