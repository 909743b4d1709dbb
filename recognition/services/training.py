"""Train the base reader from a folder of ground truth: pack the lines once, fit, keep the best."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import torch

from ..engine.alphabet import Alphabet
from ..engine.learning.fit import FitConfig, FitResult, Fitting
from ..engine.learning.samples import Sample, SamplesError, load_samples
from ..engine.learning.splicing import Seams, Splicer, find_seams
from ..engine.reader import CARD_FILE, WEIGHTS_FILE
from ..engine.recognizer.checkpoint import adopt_weights, load_reader, save_reader
from ..engine.recognizer.crnn import Crnn, CrnnConfig
from .packed_lines import TRAIN, VALIDATION, is_net_cut, line_id, packed_samples, seams_of_both_cuts

BEST, SEAMS = "best", "seams.json"
DROPOUT = 0.3


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """`folder` keeps the packed lines, the resumable state, the curve and the best weights."""

    root: Path
    folder: Path
    start: Path | None = None
    device: str = "cpu"
    fit: FitConfig = field(default_factory=FitConfig)
    set_aside: frozenset[str] = frozenset()  # ids of lines whose truth is not to be learned from
    extra: tuple[Path, ...] = ()  # more packed lines to learn from, such as synthetic ones
    splice: float = 0.0  # share of the lines that are joined out of two, parted where `start` sees words end
    one_hand: frozenset[str] = frozenset()  # collections of one hand, whose lines may be joined across documents


def train(request: TrainRequest) -> Iterator[FitResult]:
    """Fit until the budget is spent; run again with the same folder to go on where it stopped."""
    request.folder.mkdir(parents=True, exist_ok=True)
    samples = packed_samples(request.root, request.folder / "samples.npz")
    learned, alphabet = lines_to_learn(request, samples)
    checked = [s for s in samples if s.split == VALIDATION]
    seams = _known_seams(request, samples) if request.splice else {}
    splicer = Splicer(learned, seams, request.splice, request.one_hand)
    model = Crnn(CrnnConfig(len(alphabet), dropout=DROPOUT))
    if request.start:
        adopt_weights(model, alphabet, *load_reader(request.start))
    fitting = Fitting(model, alphabet, request.fit, request.device)
    trained_on = dict(Counter(s.collection for s in learned if not is_net_cut(s)))
    state_file, curve = request.folder / "state.pt", request.folder / "curve.jsonl"
    best = float("inf")
    if state_file.exists():
        state = torch.load(state_file, weights_only=True, map_location=request.device)
        fitting.load_state_dict(state["fitting"])
        best = state["best"]
    for result in fitting.run(learned, checked, splicer):
        if result.cer < best:
            best = result.cer
            _keep(request, fitting, result, trained_on)
        replace_state(state_file, {"fitting": fitting.state_dict(), "best": best})
        with curve.open("a") as file:
            file.write(json.dumps(curve_row(result)) + "\n")
        yield result


def _known_seams(request: TrainRequest, samples: Sequence[Sample]) -> dict[str, Seams]:
    """Found once, kept in the folder. Raises SamplesError where there is no reader to find them."""
    kept = request.folder / SEAMS
    if not kept.exists():
        if not request.start:
            raise SamplesError(
                "Lines can only be joined where words end, which a reader must see: name one to start from."
            )
        first = [s for s in samples if s.split == TRAIN and not is_net_cut(s)]
        seams = seams_of_both_cuts(find_seams(*load_reader(request.start), first), samples)
        kept.write_text(json.dumps({name: [one.words, one.columns] for name, one in seams.items()}))
    found = json.loads(kept.read_text())
    return {name: Seams(tuple(words), tuple(columns)) for name, (words, columns) in found.items()}


def lines_to_learn(request: TrainRequest, samples: Sequence[Sample]) -> tuple[list[Sample], Alphabet]:
    """The training split without what is set aside, its alphabet, and the extra lines that this alphabet can write."""
    own = [s for s in samples if s.split == TRAIN and line_id(s) not in request.set_aside]
    alphabet = Alphabet.of_texts(s.text for s in own)
    extra = [s for path in request.extra for s in load_samples(path) if alphabet.can_write(s.text)]
    return own + extra, alphabet


def _keep(request: TrainRequest, fitting: Fitting, result: FitResult, trained_on: dict[str, int]) -> None:
    """The best weights so far with their model card, in the form that `Reader.load` takes once calibrated."""
    best = request.folder / BEST
    best.mkdir(exist_ok=True)
    save_reader(best / WEIGHTS_FILE, fitting.average, fitting.alphabet)
    card = {
        "name": f"hwocr-base-{datetime.now(UTC):%Y-%m-%d}",
        "network": asdict(fitting.model.config),
        "trained_on": trained_on,
        "start": request.start.name if request.start else None,
        "lines_seen": result.lines,
        "minutes": round(result.seconds / 60),
        "validation": {c: {"cer": round(r.cer, 4), "wer": round(r.wer, 4)} for c, r in sorted(result.rates.items())},
    }
    (best / CARD_FILE).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def set_aside_ids(file: Path) -> frozenset[str]:
    """Ids of lines not to learn from: the first word of each row that is no comment."""
    rows = file.read_text("utf-8").splitlines()
    return frozenset(row.split()[0] for row in rows if row.strip() and not row.startswith("# "))


def curve_row(result: FitResult) -> dict[str, object]:
    row = {k: v for k, v in asdict(result).items() if k != "rates"}
    return row | {c: {"cer": round(r.cer, 4), "wer": round(r.wer, 4)} for c, r in sorted(result.rates.items())}


def replace_state(path: Path, state: object) -> None:
    """Write beside and rename, so that a kill never leaves half a state."""
    beside = path.with_suffix(".new")
    torch.save(state, beside)
    beside.replace(path)
