"""The line net's training from a folder of ground truth to weights that can be loaded."""

import json
from dataclasses import replace
from pathlib import Path

from recognition.engine.layout.line_finder import LINES_CARD, LineFinder
from recognition.engine.learning.line_fit import LineFitConfig
from recognition.engine.learning.line_scenes import SceneConfig
from recognition.services.line_training import TrainLinesRequest, train_lines
from recognition.services.training import BEST
from tests.recognition.services.printed_truth import write_printed_truth

TINY = LineFitConfig(minutes=1e-3, batch=2, scenes=SceneConfig(96, 96))


def both_splits(folder: Path) -> Path:
    write_printed_truth(folder)
    first, second = (folder / "index.jsonl").read_text().replace('"test"', '"train"').splitlines()
    (folder / "index.jsonl").write_text("\n".join([first, second.replace('"train"', '"val"')]))
    return folder


def test_a_training_leaves_weights_card_curve_and_state(tmp_path: Path) -> None:
    request = TrainLinesRequest(both_splits(tmp_path / "truth"), tmp_path / "lines", fit=TINY)
    results = list(train_lines(request))
    assert set(results[-1].f1) == {"c1"}
    curve = [json.loads(row) for row in (request.folder / "curve.jsonl").read_text().splitlines()]
    assert curve[-1]["step"] == results[-1].step
    again = list(train_lines(replace(request, fit=replace(TINY, minutes=2e-3))))
    assert again[-1].step > results[-1].step
    assert LineFinder.load(request.folder / BEST) is not None
    assert json.loads((request.folder / BEST / LINES_CARD).read_text())["trained_on"] == {"c0": 1}
