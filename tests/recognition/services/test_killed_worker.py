"""A real cluster whose worker is killed in the middle of a page."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = "tests.recognition.services.stopping_worker"
#: Never reached unless something hangs.
PATIENCE = 120.0


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    without = {"DATABASE_URL", "REDIS_URL"}
    ours = {
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "hwocr_site.settings",
        "HWOCR_WORKERS": "1",
        "LOG_LEVEL": "ERROR",
        "OMP_NUM_THREADS": "1",
    }
    return {k: v for k, v in os.environ.items() if k not in without} | ours


@pytest.fixture
def cluster(surroundings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    step("prepare", surroundings)
    process = subprocess.Popen(
        [sys.executable, "-m", SCRIPT, "work"],
        cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    watchdog = threading.Timer(PATIENCE, os.killpg, (process.pid, signal.SIGKILL))
    watchdog.start()
    with process:
        yield process
        watchdog.cancel()
        os.killpg(process.pid, signal.SIGKILL)


def step(name: str, surroundings: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", SCRIPT, name],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def next_said(cluster: subprocess.Popen[str], what: str) -> str:
    """The rest of the cluster's next line that begins with `what`."""
    assert cluster.stdout is not None
    for line in cluster.stdout:
        if line.startswith(what):
            return line.removeprefix(what).strip()
    raise AssertionError(f"The cluster ended before it said “{what}”.")


def ask(folder: Path, query: str) -> Any:
    with sqlite3.connect(folder / "hwocr.sqlite3", timeout=30) as database:
        rows = database.execute(query).fetchall()
    database.close()
    return rows


def found(folder: Path) -> tuple[list[str], int]:
    """The texts of the page's readings, and the number of its lines."""
    texts = [text for (text,) in ask(folder, "SELECT text FROM recognition_reading ORDER BY id")]
    return texts, ask(folder, "SELECT count(*) FROM recognition_line")[0][0]


def test_a_worker_killed_mid_page_leaves_no_half_page_and_the_page_is_read_after_all(cluster, surroundings, tmp_path):
    os.kill(int(next_said(cluster, "stopped ")), signal.SIGKILL)  # while it reads
    assert found(tmp_path) == (["My", "dear"], 1)
    assert ask(tmp_path, "SELECT state, attempts FROM recognition_job") == [("running", 1)]
    assert ask(tmp_path, "SELECT state FROM recognition_page") == [("reading",)]
    assert step("recover", surroundings) == "recovered 1"

    os.kill(int(next_said(cluster, "stopped ")), signal.SIGKILL)  # while it writes, the old lines removed
    assert found(tmp_path) == (["My", "dear"], 1)
    assert ask(tmp_path, "SELECT state, attempts FROM recognition_job") == [("running", 2)]
    ask(tmp_path, "UPDATE django_q_ormq SET lock = '2000-01-01 00:00:00'")  # as the queue does when `retry` is over

    next_said(cluster, "ended")
    assert found(tmp_path) == (["Me", "Dyer"], 2)
    assert ask(tmp_path, "SELECT state, attempts FROM recognition_job") == [("done", 3)]
    assert ask(tmp_path, "SELECT state FROM recognition_page") == [("read",)]
