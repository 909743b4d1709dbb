"""What so many corrected lines of a new hand teach the reader, and what that costs other hands: the whole matrix.

    .venv/bin/python benchmarks/adaptation.py ../shared/data --folder var/adaptation --threads 2

Each cell is `manage.py finetune --split adapt-train --lines N --seed S [--words]`, timed as a process of its own, and
then `adapt-test` and `test` read along the true lines with the language, page by page. Pages that go to the base are
read once for all cells: the base reads them alike in each. A cell that is done is not done again for the same base,
and the table may be printed at any time with `--table`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recognition.engine.evaluation.errors import ErrorRates
from recognition.engine.reader import HANDS_FILE, SHIPPED, Reader
from recognition.engine.routing import page_features
from recognition.formats.ground_truth import GroundTruthPage, read_ground_truth
from recognition.services.evaluation import LineMeasures, measure_page
from recognition.services.true_lines import true_lines

ROOT = Path(__file__).resolve().parents[1]
#: Lines, and whether only words in doubt are learned; the cheapest first, and all of them for each seed.
SIZES = ((100, False), (300, False), (1000, False), (100, True), (300, True))
CELLS = [(lines, seed, words) for seed in range(3) for lines, words in SIZES]
NEW, OTHERS = "adapt-test", "test"
TIMES, DONE = "times.json", "cell.json"


@dataclass(frozen=True, slots=True)
class Matrix:
    """`base`: checksum of the shipped weights from which all cells begin."""

    data: Path
    folder: Path
    threads: int
    base: Reader

    def cell(self, lines: int, seed: int, words: bool) -> Path:
        return self.folder / f"{lines}-{seed}{'-words' if words else ''}"

    def done(self) -> Iterator[dict[str, Any]]:
        for cell in CELLS:
            file = self.cell(*cell) / DONE
            if file.exists() and (row := json.loads(file.read_text()))["checksum"] == self.base.checksum:
                yield row

    def run(self) -> None:
        done = {(row["lines"], row["seed"], row["words"]) for row in self.done()}
        for lines, seed, words in CELLS:
            if (lines, seed, words) not in done:
                folder = self.cell(lines, seed, words)
                times = self._tune(lines, seed, words, folder)
                row = {"lines": lines, "seed": seed, "words": words, "base": self.base.name} | times
                row |= {"checksum": self.base.checksum, "threads": self.threads}
                row |= {split: self._measure(split, folder) for split in (NEW, OTHERS)}
                (folder / DONE).write_text(json.dumps(row, indent=1) + "\n")
                print(_table(list(self.done())), flush=True)

    def _tune(self, lines: int, seed: int, words: bool, folder: Path) -> dict[str, float]:
        """Minutes on the clock and of the processor; of an earlier run where that tuned this cell."""
        file = folder / f"{self.base.checksum[:12]}-{TIMES}"
        if not file.exists():
            given = {"data": self.data, "split": "adapt-train", "lines": lines, "seed": seed, "output": folder}
            options = [f"--{name}={value}" for name, value in (given | {"threads": self.threads}).items()]
            started, before = time.monotonic(), _children()
            command = [sys.executable, "manage.py", "finetune", *options, *(["--words"] if words else [])]
            subprocess.run(command, check=True, cwd=ROOT)
            times = {"minutes": _minutes(time.monotonic() - started), "processor": _minutes(_children() - before)}
            file.write_text(json.dumps(times))
        found: dict[str, float] = json.loads(file.read_text())
        return found

    def _measure(self, split: str, folder: Path) -> dict[str, Any]:
        """Of the tuned reader with its base; of the base alone; how many pages the tuned one reads itself."""
        known = self._base_pages(split)
        tuned = Reader.load(folder)
        before, after, own, pages = ErrorRates(), ErrorRates(), LineMeasures(), 0
        for page in self._pages(split):
            rates = ErrorRates(**known[page.name]["rates"])
            before.add(rates)
            if tuned.hands is None or tuned.hands.hold(np.array(known[page.name]["features"], np.float32)):
                measures = measure_page(page, tuned)
                own.add(measures)
                rates, pages = measures.rates, pages + 1
            after.add(rates)
        quality = {name: own.summary()[name] for name in ("auroc", "ece")} if pages else {}
        return {"base": before.cer, "tuned": after.cer, "pages": len(known), "tuned_pages": pages, **quality}

    def _pages(self, split: str) -> list[GroundTruthPage]:
        return list(read_ground_truth(self.data, frozenset({split})))

    def _base_pages(self, split: str) -> Mapping[str, Any]:
        """Counts of errors and features of the hand, by page; kept for this reader and what it knows of hands."""
        hands = hashlib.sha256((SHIPPED / HANDS_FILE).read_bytes()).hexdigest()
        file = self.folder / f"{split}-{self.base.checksum[:12]}-{hands[:12]}.json"
        known = json.loads(file.read_text()) if file.exists() else {}
        for page in self._pages(split):
            if page.name not in known:
                strips = [line.strip for line in true_lines(page) if line.strip is not None]
                features = page_features(self.base.model, strips).astype(float).round(5).tolist()
                known[page.name] = {"rates": asdict(measure_page(page, self.base).rates), "features": features}
                file.write_text(json.dumps(known))
        return known


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A row a size, means over its seeds; other hands are all of `test`."""
    names = ("lines", "seeds", "base", "tuned", "change", "others", "tuned", "change", "pages", "minutes", "processor")
    out = ["".join(f"{name:>10}" for name in names)]
    ordered = sorted(rows, key=lambda row: (row["words"], row["lines"]))
    for (words, lines), group in groupby(ordered, key=lambda row: (row["words"], row["lines"])):
        own = list(group)
        cells = [f"{lines} {'words' if words else 'lines'}", str(len(own))]
        for split in (NEW, OTHERS):
            base, tuned = (_mean(row[split][name] for row in own) for name in ("base", "tuned"))
            cells += [f"{base:.2%}", f"{tuned:.2%}", f"{tuned / base - 1:+.1%}"]
        cells.append(f"{_mean(row[OTHERS]['tuned_pages'] for row in own):.1f}")
        cells += [f"{_mean(row[name] for row in own):.1f}" for name in ("minutes", "processor")]
        out.append("".join(f"{cell:>10}" for cell in cells))
    return "\n".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--folder", type=Path, default=Path("var/adaptation"))
    parser.add_argument("--threads", type=int, default=2, help="of the fine-tuning")
    parser.add_argument("--table", action="store_true", help="print what is done, and do no more")
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    options.folder.mkdir(parents=True, exist_ok=True)
    matrix = Matrix(options.data.resolve(), options.folder.resolve(), options.threads, Reader.load(SHIPPED))
    if not options.table:
        matrix.run()
    print(_table(list(matrix.done())))


if __name__ == "__main__":
    main()
