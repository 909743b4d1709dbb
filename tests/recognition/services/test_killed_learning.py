"""A learning whose process is killed in the middle, for real."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.recognition.services.test_killed_worker import ROOT, surroundings

__all__ = ["surroundings"]
#: Seconds; never reached unless something hangs.
PATIENCE = 600.0
SCRIPT = [sys.executable, "-m", "tests.recognition.services.learning_process"]


def said(surroundings: dict[str, str], *arguments: str) -> list[str]:
    done = subprocess.run(
        [*SCRIPT, *arguments], cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def killed_at(surroundings: dict[str, str], step: int) -> None:
    """Start learning, and kill it where it has come to this step."""
    with subprocess.Popen(
        [*SCRIPT, "learn", str(step)], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True
    ) as process:  # fmt: skip
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.start()
        assert process.stdout is not None
        assert any(line == f"step {step}\n" for line in process.stdout)
        watchdog.cancel()
        process.kill()


def test_a_killed_learning_goes_on_from_its_checkpoint_and_ends_with_the_same_weights(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    *steps, weights = said(surroundings, "prepare")
    assert steps[0] == "step 0"
    killed_at(surroundings, 16)  # measured at 10 last
    again, *_, weights_again = said(surroundings, "learn")
    assert again == "step 12"
    # Sums of floats differ a little with where they lie in memory.
    assert json.loads(weights_again) == pytest.approx(json.loads(weights), rel=1e-2, abs=1e-2)
