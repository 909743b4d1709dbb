"""`manage.py serve`, for real: it answers, and nothing of it is left however it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[3]
TIMEOUT = 90  # seconds; only a failing test waits so long


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A data folder that is set up, and a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    folder = tmp_path_factory.mktemp("data")
    ours = {"DATA_DIR": str(folder), "PORT": str(port), "HWOCR_WORKERS": "1"}
    surroundings = os.environ | ours | {"DJANGO_SETTINGS_MODULE": "hwocr_site.settings"}
    subprocess.run([sys.executable, "manage.py", "setup", "--no-demo"], cwd=ROOT, env=surroundings, check=True)
    return surroundings


Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def start(surroundings: dict[str, str]) -> Iterator[Start]:
    processes: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", "serve"]
        processes.append(
            subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=complaints, text=True)
        )
        return processes[-1]

    with complaints_of(surroundings).open("w") as complaints:
        yield start
        for process in processes:
            process.terminate()
            process.communicate(timeout=TIMEOUT)


def complaints_of(surroundings: dict[str, str]) -> Path:
    return Path(surroundings["DATA_DIR"]) / "complaints.log"


def address_of(process: subprocess.Popen[str]) -> str:
    """Read what is said until the address comes, which is said last."""
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"http://\S+$", line.rstrip()):
            return found[0]
    raise AssertionError(said)


def test_ctrl_c_ends_everything(start: Start) -> None:
    process = start()
    with urllib.request.urlopen(f"{address_of(process)}login/", timeout=TIMEOUT) as answer:
        assert answer.status == 200
    everybody = psutil.Process(process.pid).children(recursive=True)
    commands = " ".join(" ".join(each.cmdline()) for each in everybody)
    assert all(part in commands for part in ("uvicorn", "qcluster", "guard"))
    process.send_signal(signal.SIGINT)
    assert process.wait(TIMEOUT) == 0
    assert psutil.wait_procs(everybody, timeout=TIMEOUT)[1] == []


def test_nothing_outlives_a_supervisor_that_is_killed(start: Start) -> None:
    process = start()
    address_of(process)
    everybody = psutil.Process(process.pid).children(recursive=True)
    assert everybody
    process.kill()
    assert psutil.wait_procs(everybody, timeout=TIMEOUT)[1] == []


def test_a_second_start_is_told_where_the_first_is(start: Start, surroundings: dict[str, str]) -> None:
    address = address_of(start())
    assert start().wait(TIMEOUT) == 1
    assert complaints_of(surroundings).read_text().rstrip().endswith(f"is already being served: open {address}")


def test_a_port_in_use_is_said_in_a_sentence(start: Start, surroundings: dict[str, str]) -> None:
    port = int(surroundings["PORT"])
    with socket.create_server(("127.0.0.1", port)):
        assert start().wait(TIMEOUT) == 1
    sentence = f"Port {port} is in use: choose another one, as in “make run PORT={port + 1}”."
    assert sentence in complaints_of(surroundings).read_text()
