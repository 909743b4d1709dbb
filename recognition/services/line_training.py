"""Train the line net from a folder of ground truth: pack the pages once, fit, keep the best."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import torch

from ..engine.evaluation.layout import LineCounts, count_lines
from ..engine.geometry import as_polygon
from ..engine.imaging.decode import read_grey
from ..engine.layout.line_finder import LINES_CARD, LINES_FILE, LineFinder, save_line_net
from ..engine.layout.linenet import LINE_HEIGHT, LineNet
from ..engine.learning.line_fit import LineFitConfig, LineFitResult, LineFitting
from ..engine.learning.line_pages import PACKED_HEIGHT, LinePage, load_pages, pack_page, save_pages
from ..engine.transcription import Line
from ..formats.ground_truth import GroundTruthPage, read_ground_truth
from .training import BEST, TRAIN, VALIDATION, replace_state


@dataclass(frozen=True, slots=True)
class TrainLinesRequest:
    """`folder` keeps the packed pages, the resumable state, the curve and the best weights. `processes` pack and
    validate."""

    root: Path
    folder: Path
    device: str = "cpu"
    fit: LineFitConfig = field(default_factory=LineFitConfig)
    processes: int = 1


def train_lines(request: TrainLinesRequest) -> Iterator[LineFitResult]:
    """Fit until the budget is spent; run again with the same folder to go on where it stopped."""
    request.folder.mkdir(parents=True, exist_ok=True)
    packed = packed_pages(request.root, request.folder / "pages.npz", request.processes)
    pages = [page for page in packed if page.split == TRAIN]
    checked = [page for page in packed if page.split == VALIDATION]
    fitting = LineFitting(LineNet(), request.fit, request.device)
    state_file, curve = request.folder / "state.pt", request.folder / "curve.jsonl"
    best = float("-inf")
    if state_file.exists():
        state = torch.load(state_file, weights_only=True, map_location=request.device)
        fitting.load_state_dict(state["fitting"])
        best = state["best"]
    for result in fitting.run(pages, lambda net: f1_on_packed(net, checked, request.device)):
        if result.mean > best:
            best = result.mean
            _keep(request, fitting, result, pages)
        replace_state(state_file, {"fitting": fitting.state_dict(), "best": best})
        with curve.open("a") as file:
            file.write(json.dumps(line_curve_row(result)) + "\n")
        yield result


def f1_on_packed(net: LineNet, pages: Sequence[LinePage], device: str) -> dict[str, float]:
    """F1 of the net's lines by collection, on pages seen at their true size of writing."""
    finder = LineFinder(net, device)
    counts: dict[str, LineCounts] = {}
    for page in pages:
        found = finder.lines_at(page.image(), LINE_HEIGHT / PACKED_HEIGHT)
        true = [Line(as_polygon(shape.baseline), ()) for shape in page.lines]
        counts.setdefault(page.collection, LineCounts()).add(count_lines(true, found))
    return {name: c.f1 for name, c in counts.items()}


def line_curve_row(result: LineFitResult) -> dict[str, object]:
    row = {k: v for k, v in asdict(result).items() if k != "f1"}
    return row | {c: round(f1, 4) for c, f1 in sorted(result.f1.items())}


def packed_pages(root: Path, path: Path, processes: int) -> list[LinePage]:
    """The pages of the training and validation splits, scaled down once and read from `path` afterwards."""
    if not path.exists():
        pages = list(read_ground_truth(root, frozenset({TRAIN, VALIDATION})))
        with ProcessPoolExecutor(processes) as pool:
            save_pages(path, [page for page in pool.map(_pack, pages, chunksize=8) if page])
    return load_pages(path)


def _pack(truth: GroundTruthPage) -> LinePage | None:
    grey = read_grey(truth.image.read_bytes(), truth.name)
    return pack_page(grey, truth.page, truth.name, truth.collection, truth.split)


def _keep(request: TrainLinesRequest, fitting: LineFitting, result: LineFitResult, pages: list[LinePage]) -> None:
    """The best weights so far with their card, in the form that `LineFinder.load` takes."""
    best = request.folder / BEST
    best.mkdir(exist_ok=True)
    save_line_net(best / LINES_FILE, fitting.average)
    card = {
        "name": f"hwocr-lines-{datetime.now(UTC):%Y-%m-%d}",
        "network": asdict(fitting.net.config),
        "trained_on": dict(Counter(p.collection for p in pages)),
        "scenes_seen": result.scenes,
        "minutes": round(result.seconds / 60),
        "validation": {c: {"f1": round(f1, 4)} for c, f1 in sorted(result.f1.items())},
    }
    (best / LINES_CARD).write_text(json.dumps(card, indent=1) + "\n", "utf-8")
