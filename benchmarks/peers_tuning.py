"""What so many lines of a new hand teach kraken, by its own fine-tuning, and us, in the same wall time:

    .venv/bin/python benchmarks/peers_tuning.py ../shared/data --lines 100 --base-minutes 240

kraken begins from its own network as `peers.py` trains it (in the same --folder, where it is taken if it is there), we
from the shipped weights. Both learn from the same lines, drawn by the seed; ours runs first, as `manage.py finetune`,
and kraken's `ketos train --load` gets as long as that took, start included, with all else as kraken has it. Both then
read the split for measuring from the picture alone. Bases differ, so the change is the figure. What is there is not
made again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import peers
from recognition.engine.backends.backend import BackendSetup
from recognition.engine.learning.finetune import TuneConfig
from recognition.engine.reader import SHIPPED, Reader
from recognition.formats.ground_truth import read_ground_truth
from recognition.services.adaptation import AdaptRequest, drawn_lines
from recognition.services.comparison import CompareRequest, compare
from recognition.services.evaluation import evaluate_lines
from recognition.services.true_lines import TrueLine, true_lines

ROOT = Path(__file__).resolve().parents[1]
TUNED = "ours"


def main() -> None:
    options = _arguments().parse_args()
    folder = options.folder.resolve()
    programs = peers.kraken_programs(folder / "kraken-venv")
    base = peers.base_model(options, folder, programs)
    work = folder / f"tuning-{options.lines}-{options.seed}"
    work.mkdir(exist_ok=True)
    seconds = ours_tuned(options, work)
    tuned = kraken_tuned(options, work, programs, base, seconds)
    told = {
        "lines": options.lines, "seed": options.seed, "threads": options.threads, "minutes": round(seconds / 60, 1),
        "kraken": change(_kraken_cer(options, programs, base), _kraken_cer(options, programs, tuned)),
        "ours": change(_our_cer(options, SHIPPED), _our_cer(options, work / TUNED)),
        "kraken_base_minutes": round(float((folder / "model" / peers.CLOCK).read_text()) / 60),
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    (work / "result.json").write_text(json.dumps(told, indent=1) + "\n")
    print(json.dumps(told, indent=1))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path)
    parser.add_argument("--folder", type=Path, default=Path("var/peers"))
    parser.add_argument("--lines", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--learn", default="adapt-train", help="the split whose lines are learned from")
    parser.add_argument("--split", default="adapt-test", help="the split that is measured")
    parser.add_argument("--threads", type=int, default=1, help="of both trainings")
    parser.add_argument("--base-minutes", dest="minutes", type=float, default=120, help="of kraken's base, in all")
    parser.add_argument("--train-lines", type=int, help="kraken's base learns only from so many lines, for a trial")
    parser.add_argument("--set-aside", type=Path, help="ids of lines not to learn from, as for `manage.py train`")
    return parser


def ours_tuned(options: argparse.Namespace, work: Path) -> float:
    """The seconds that our fine-tuning took from start to end, with its weights in `work`."""
    clock = work / TUNED / peers.CLOCK
    if not clock.is_file():
        started = time.monotonic()
        given = {"data": options.root, "split": options.learn, "lines": options.lines, "seed": options.seed,
                 "output": work / TUNED, "threads": options.threads}  # fmt: skip
        command = [part for name, value in given.items() for part in (f"--{name}", str(value))]
        subprocess.run([sys.executable, ROOT / "manage.py", "finetune", *command], check=True)
        clock.write_text(f"{time.monotonic() - started:.0f}")
    return float(clock.read_text())


def kraken_tuned(options: argparse.Namespace, work: Path, programs: Path, base: Path, seconds: float) -> Path:
    model = work / "kraken.safetensors"
    if not model.is_file():
        listed = work / "lines.txt"
        if not listed.is_file():
            peers.written_lines(_same_lines(options), work / "lines", listed)
        checkpoint = peers.trained(
            programs, work / "model", {peers.TRAIN: listed}, seconds, options.threads, base
        )  # fmt: skip
        peers.convert(programs, checkpoint, model)
    return model


def _same_lines(options: argparse.Namespace) -> Iterator[TrueLine]:
    """The lines that `manage.py finetune` draws, cut as kraken's others are."""
    drawn = AdaptRequest(options.root, options.learn, options.lines, Path(), tune=TuneConfig(seed=options.seed))
    ids = {line.sample.id for line in drawn_lines(drawn, Reader.load(SHIPPED))}
    for page in read_ground_truth(options.root, frozenset({options.learn})):
        yield from (line for line in true_lines(page) if line.id in ids and line.strip is not None)


def _kraken_cer(options: argparse.Namespace, programs: Path, model: Path) -> float:
    setup = BackendSetup(kraken_command=str(programs / "kraken"), kraken_model=model)
    told = compare(CompareRequest(options.root, options.split, ["kraken"], setup=setup))
    return float(told["engines"]["kraken"]["cer"])  # type: ignore[index]


def _our_cer(options: argparse.Namespace, weights: Path) -> float:
    return float(evaluate_lines(options.root, options.split, weights, processes=1, with_language=False)["cer"])  # type: ignore[arg-type]


def change(before: float, after: float) -> dict[str, float]:
    return {"before": before, "after": after, "change": round(after / before - 1, 3)}


if __name__ == "__main__":
    main()
