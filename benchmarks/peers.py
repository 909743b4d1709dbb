"""kraken's own network, trained by its own tool on our training lines, and Tesseract, beside our reader:

    .venv/bin/python benchmarks/peers.py ../shared/data --minutes 240

Everything it makes lies in --folder: kraken in an environment of its own, the lines it learns from, its checkpoints and
its model. What is there is not made again, and a training that was stopped goes on for the minutes it has left.
kraken's network, learning rate and batch size are those it trains with when nothing is said; only the end of the
training is ours. Its minutes are those in which a processor worked for it, per thread: on a quiet machine the minutes
of the clock, on a busy one those that it had. All readers see the same strips, cut along the true baselines, each with
one thread.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import cv2
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from recognition.engine.backends.backend import BackendSetup
from recognition.engine.reader import SHIPPED
from recognition.formats.ground_truth import read_ground_truth
from recognition.management.commands.compare import table
from recognition.services.comparison import CompareRequest, compare
from recognition.services.training import set_aside_ids
from recognition.services.true_lines import TrueLine, true_lines

# torch and torchvision must fit each other; kraken takes any pair of these years.
KRAKEN = ("torch==2.13.0", "torchvision==0.28.0", "kraken==7.1.1")
TRAIN, VALIDATION = "train", "val"
_VALIDATION_LINES = 200  # a validation is time in which nothing is learned
_VALIDATE_EVERY = 2000  # lines learned from; a checkpoint is kept then
CLOCK = "seconds.txt"  # beside the checkpoints: for how long it was trained
_POLL, _GRACE = 2.0, 60.0  # seconds between looks at the clock, and for the last step when the time is over
_CHECKPOINT = re.compile(r"checkpoint_\d+-([\d.]+?)(?:-v\d+)?\.ckpt")


def main() -> None:
    options = _arguments().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped; the same command goes on."))  # kraken is stopped too
    if not shutil.which("tesseract"):
        print("Tesseract is not installed and will be left out; on Debian: tesseract-ocr-eng and tesseract-ocr-fra.")
    folder = options.folder.resolve()
    programs = kraken_programs(folder / "kraken-venv")
    model = base_model(options, folder, programs)
    setup = BackendSetup(options.weights, kraken_command=str(programs / "kraken"), kraken_model=model)
    engines = ["ours", "kraken", "tesseract"]
    result = compare(CompareRequest(options.root, options.split, engines, setup=setup, lines=options.lines))
    (folder / "result.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    print(table(result))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path)
    parser.add_argument("--folder", type=Path, default=Path("var/peers"))
    parser.add_argument("--minutes", type=float, default=120, help="of training, in all")
    parser.add_argument("--threads", type=int, default=2, help="of the training; reading has one")
    parser.add_argument("--train-lines", type=int, help="learn only from so many lines, for a trial")
    parser.add_argument("--set-aside", type=Path, help="ids of lines not to learn from, as for `manage.py train`")
    parser.add_argument("--split", default="test")
    parser.add_argument("--lines", type=int, help="read only the first so many lines of each collection")
    parser.add_argument("--weights", type=Path, default=SHIPPED, help="folder of our reader's weights")
    return parser


def base_model(options: argparse.Namespace, folder: Path, programs: Path) -> Path:
    """kraken's network, trained on our training lines; trains it the first time."""
    model = folder / "kraken.safetensors"
    if not model.is_file():
        lines = {split: exported_lines(options, folder, split) for split in (TRAIN, VALIDATION)}
        checkpoint = trained(programs, folder / "model", lines, options.minutes * 60, options.threads)
        convert(programs, checkpoint, model)
    return model


def convert(programs: Path, checkpoint: Path, model: Path) -> None:
    subprocess.run([programs / "ketos", "convert", "-o", model, checkpoint], check=True)


def kraken_programs(environment: Path) -> Path:
    """The folder of kraken's commands; installs them into the environment the first time."""
    programs = environment / "bin"
    stamp = environment / "installed"
    if stamp.is_file() and stamp.read_text() == "\n".join(KRAKEN):
        return programs
    print(f"Installing {KRAKEN[-1]} into {environment}: some 2 GB, once.", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", *KRAKEN], check=True)
    _let_torchvision_load(environment, programs / "python")
    subprocess.run([programs / "kraken", "--version"], check=True)
    stamp.write_text("\n".join(KRAKEN))
    return programs


def _let_torchvision_load(environment: Path, python: Path) -> None:
    """torchvision's operators are built for CUDA. Beside a torch without it they cannot be loaded, and declaring their
    shapes fails; kraken uses none of them, only transforms, so the declarations are emptied."""
    if subprocess.run([python, "-c", "import torchvision"], capture_output=True).returncode:
        for file in environment.glob("lib/python*/site-packages/torchvision/_meta_registrations.py"):
            file.write_text("")
        subprocess.run([python, "-c", "import torchvision"], check=True)


def exported_lines(options: argparse.Namespace, folder: Path, split: str) -> Path:
    """A list of the split's line pictures, each with its text in a .gt.txt beside it: what kraken calls `path`."""
    listed = folder / f"{split}.txt"
    if listed.is_file():
        return listed
    most = options.train_lines if split == TRAIN else _VALIDATION_LINES
    aside = set_aside_ids(options.set_aside) if options.set_aside and split == TRAIN else frozenset()
    return written_lines(islice(_drawn(options.root, split, aside), most), folder / "lines" / split, listed)


def written_lines(lines: Iterable[TrueLine], place: Path, listed: Path) -> Path:
    """Pictures and texts of the lines, and the list that names the pictures."""
    place.mkdir(parents=True, exist_ok=True)
    pictures = []
    for number, line in enumerate(lines):
        picture = place / f"{number:06}.png"
        cv2.imwrite(str(picture), line.strip)
        picture.with_suffix(".gt.txt").write_text(line.text, "utf-8")
        pictures.append(str(picture))
    listed.write_text("\n".join(pictures) + "\n")
    print(f"{len(pictures)} lines in {place} for kraken.", flush=True)
    return listed


def _drawn(root: Path, split: str, aside: frozenset[str]) -> Iterator[TrueLine]:
    """The lines of the split that can be cut and are not set aside, page after page in an order drawn with a seed."""
    pages = list(read_ground_truth(root, frozenset({split})))
    random.Random(7).shuffle(pages)
    for page in pages:
        yield from (line for line in true_lines(page) if line.strip is not None and line.id not in aside)


def trained(
    programs: Path, model: Path, lines: dict[str, Path], seconds: float, threads: int, base: Path | None = None
) -> Path:  # fmt: skip
    """The best checkpoint once kraken has trained for so many seconds in all, over every call with this folder; from a
    `base` model or from nothing. Without lines for validation kraken keeps a tenth of the others for it."""
    model.mkdir(parents=True, exist_ok=True)
    clock = model / CLOCK
    # Without a checkpoint nothing is left of the time spent before.
    spent = float(clock.read_text()) if clock.is_file() and any(model.glob("*.ckpt")) else 0.0
    if spent < seconds:
        command = _train_command(programs, model, lines, threads, base)
        with (model / "training.log").open("a") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=model, preexec_fn=_heed_ctrl_c)
            before, worker = spent, psutil.Process(process.pid)
            try:
                while process.poll() is None and spent < seconds:
                    time.sleep(_POLL)
                    spent = max(spent, before + _worked(worker) / threads)
                    clock.write_text(f"{spent:.0f}")
            finally:
                _stop(process)
        if spent < seconds:
            sys.exit(f"kraken's training ended by itself: see {log.name}.")
    found = best_checkpoint(model)
    if found is None:
        sys.exit(f"kraken's training left no checkpoint: see {model / 'training.log'}, or give it more minutes.")
    return found


def _worked(process: psutil.Process) -> float:
    """Seconds in which processors worked for the process and those it started; 0 once it has ended."""
    with suppress(psutil.NoSuchProcess):
        times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
        ended = process.cpu_times()
        return sum(one.user + one.system for one in times) + ended.children_user + ended.children_system
    return 0.0


def _train_command(
    programs: Path, model: Path, lines: dict[str, Path], threads: int, base: Path | None
) -> list[str | Path]:  # fmt: skip
    """`ketos train` as it is, but without an early end, and with validations often enough for a stop by the clock."""
    count = len(lines[TRAIN].read_text().splitlines())
    newest = max(model.glob("*.ckpt"), key=lambda file: file.stat().st_mtime, default=None)
    begun: list[str | Path] = ["--load", base, "--resize", "union"] if base else []
    begun = ["--resume", newest] if newest else begun
    checked: list[str | Path] = ["-e", lines[VALIDATION]] if VALIDATION in lines else []
    return [
        programs / "ketos", "-d", "cpu", "--threads", str(threads), "train", "-f", "path", "-o", model, "-q", "fixed",
        "-N", "100000", "-F", str(min(1.0, _VALIDATE_EVERY / count)), *begun, "-t", lines[TRAIN], *checked,
    ]  # fmt: skip


def _heed_ctrl_c() -> None:
    """A program in the background is started deaf to it, and so would be what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C would; by force where it does not listen."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def best_checkpoint(model: Path) -> Path | None:
    """The one with the highest accuracy in its name, the newest of equals; else what a stop by Ctrl-C left."""
    named = [(float(match[1]), file.stat().st_mtime, file) for file in model.glob("*.ckpt")
             if (match := _CHECKPOINT.fullmatch(file.name))]  # fmt: skip
    return max(named)[2] if named else next(model.glob("checkpoint_abort*.ckpt"), None)


if __name__ == "__main__":
    main()
