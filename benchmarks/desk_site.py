"""A site of its own that serves the sample letters, for robots at the desk. It can be killed and started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
DESK = "/projects/sample-letters/review/"
NAME, PASSWORD = "robot", "it-knows-all-by-heart"
PERSON = f"""
from django.contrib.auth.models import User
User.objects.filter(username='{NAME}').exists() or User.objects.create_superuser('{NAME}', password='{PASSWORD}')
"""


class Site:
    """In a folder that goes when it is left. `data`: one in which pages are read already; it is copied. Without `demo`
    there are no sample letters."""

    def __init__(self, data: Path | None, *, demo: bool = True) -> None:
        self._scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self._scratch.name) / "data"
        if data:
            shutil.copytree(data, self.folder, ignore=shutil.ignore_patterns("static"))
        self._port = _free_port()
        self.address = f"http://localhost:{self._port}"
        os.environ |= {"DATA_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "hwocr_site.settings"}
        for command in (["setup"] if demo else ["setup", "--no-demo"], ["shell", "-c", PERSON]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()
        self._scratch.cleanup()

    def start(self) -> None:
        server = [sys.executable, "-m", "uvicorn", "hwocr_site.asgi:application", "--log-level", "critical"]
        self._process = subprocess.Popen([*server, "--port", str(self._port)], cwd=ROOT, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.address}/login/").close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The site does not start.")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def log_in(page: Page, desk: str = DESK) -> None:
    """From wherever the page is, to the desk; the log-in page may be shown already."""
    if "/login/" not in page.url:
        page.goto(f"/login/?next={desk}")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#desk").wait_for()
    ways = ("#stage", "#line-stage", "#page-stage", "#group-stage", "#finish")
    page.locator(", ".join(f"{way}:visible" for way in ways)).first.wait_for()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
