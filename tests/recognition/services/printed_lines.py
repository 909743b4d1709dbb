"""A dataset of a few printed lines, as it is brought in from elsewhere, and a reader small enough to learn from it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence

import torch

from recognition.engine.alphabet import Alphabet
from recognition.engine.learning.finetune import Size, TuneConfig
from recognition.engine.learning.samples import Sample
from recognition.engine.reader import Reader
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig
from tests.recognition.engine.learning.test_fit import LINES, STILL

#: All weights, and what is trained is what is kept: a few words are read after two hundred batches.
QUICK = TuneConfig(size=Size.ALL, steps=200, learning_rates=dict.fromkeys(Size, 6e-3), blend=1.0, ema=0.9, columns=1500,
                   measurements=4, pulse=2, augment=STILL)  # fmt: skip


def tiny_reader() -> Reader:
    """Always the same, and cannot read yet."""
    torch.manual_seed(0)
    alphabet = Alphabet.of_texts(["lamp palm"])
    model = Crnn(CrnnConfig(len(alphabet), channels=(8, 16, 16, 24), hidden=24, layers=1, dropout=0.0)).eval()
    return Reader(model, alphabet, {}, "tiny", "t" * 64)


def printed_archive(samples: Sequence[Sample] = LINES, held_out: int = 3) -> io.BytesIO:
    """Each line on a page of its own, the last ones held out."""
    file = io.BytesIO()
    about = {"schema": 1, "kind": "lines", "project": "Print", "number": 1, "checksum": "p" * 64}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("dataset.json", json.dumps(about))
        rows = []
        for number, sample in enumerate(samples):
            path, checksum = f"lines/{number}.jpg", hashlib.sha256(sample.strip).hexdigest()
            archive.writestr(path, sample.strip)
            rows.append({
                "split": "test" if number >= len(samples) - held_out else "train", "document": f"print {number}",
                "page": checksum, "checksum": checksum, "picture": path, "position": 0, "baseline": [], "polygon": [],
                "words": [], "parts": [[sample.text, 0.0, 1.0]],
            })  # fmt: skip
        archive.writestr("lines.jsonl", "\n".join(map(json.dumps, rows)))
    file.seek(0)
    return file
