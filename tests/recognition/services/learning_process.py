"""For test_killed_learning: `prepare` a fine-tuning and learn it once without a pause, or `learn` it again.

It says each step it is told of. With a number it waits at that step, to be killed there.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import django
import torch
from django.core.management import call_command

django.setup()

from recognition.engine.learning.finetune import TuneResult, Tuning  # noqa: E402
from recognition.engine.recognizer.checkpoint import read_reader  # noqa: E402
from recognition.models import FineTuning, Project  # noqa: E402
from recognition.services import fine_tuning, gate, recognize  # noqa: E402
from recognition.services.dataset_import import import_dataset  # noqa: E402
from tests.recognition.engine.learning.test_fit import LINES  # noqa: E402
from tests.recognition.services.printed_lines import QUICK, printed_archive, tiny_reader  # noqa: E402


def prepare() -> None:
    call_command("migrate", verbosity=0)
    project = Project.objects.create(name="Print", slug="print", language="none")
    dataset = import_dataset(project=project, name="print.zip", file=printed_archive())
    FineTuning.objects.create(project=project, dataset=dataset)
    learn()
    FineTuning.objects.update(candidate=None, verdict={}, step=0, curve=[], examples=[])


def learn(stop_at: int = 0) -> None:
    shipped = tiny_reader()
    recognize.reader = fine_tuning.reader = lambda: shipped
    gate.base_test_lines = lambda: LINES
    fine_tuning.CONFIG = replace(QUICK, steps=40)
    Tuning.run = told(Tuning.run, stop_at)
    fine_tuning.fine_tune(FineTuning.objects.get().pk)
    with FineTuning.objects.get().candidate.weights.open("rb") as file:
        model, _ = read_reader(file.read())
    say(json.dumps([float(tensor.float().norm()) for tensor in model.state_dict().values()]))


def told(run: Callable[..., Iterator[TuneResult]], stop_at: int) -> Callable[..., Iterator[TuneResult]]:
    def saying(*arguments: Any) -> Iterator[TuneResult]:
        for result in run(*arguments):
            say(f"step {result.step}")
            if stop_at and result.step >= stop_at:
                signal.pause()
            yield result

    return saying


def say(what: str) -> None:
    os.write(1, f"{what}\n".encode())


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"prepare": prepare, "learn": learn}[sys.argv[1]](*map(int, sys.argv[2:]))
