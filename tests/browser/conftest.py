"""A whole installation in a folder of its own, served as people run it, and a Chromium that looks at it."""

from __future__ import annotations

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import Client
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from recognition.models import Word
from review.services.preferences import prefer

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(os.environ.get("AXE_CORE") or ROOT / "node_modules" / "axe-core" / "axe.min.js")
NAME, PASSWORD = "wanda", "a-walk-in-the-browser"
PEOPLE = f"from django.contrib.auth.models import User; User.objects.create_superuser('{NAME}', password='{PASSWORD}')"
expect.set_options(timeout=20_000)  # milliseconds: enough for a machine that is busy
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """What was asked for is nobody's business here."""


@dataclass(frozen=True)
class Look:
    """What was noticed while a person walked through the pages."""

    page: Page
    complaints: list[str]
    pointers: list[str]

    def axe(self) -> None:
        no_violations(self.page)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.skip("There is no Chromium; on Debian: apt install chromium.")
    if not AXE.exists():
        pytest.skip(f"There is no axe-core at {AXE}; npm install axe-core, or set AXE_CORE.")
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, browser_type_launch_args: dict[str, Any]) -> Iterator[str]:
    """The address of a site that serves, with workers, and one administrator."""
    port = _free_port()
    folder = tmp_path_factory.mktemp("data")
    surroundings = os.environ | {
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "hwocr_site.settings",
        "HWOCR_WORKERS": "1",
        "PORT": str(port),
    }
    for command in (["setup", "--no-demo"], ["shell", "-c", PEOPLE]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=surroundings, check=True)
    with (folder / "site.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert any("is ready" in line for line in process.stdout), (folder / "site.log").read_text()
            yield f"http://localhost:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


@pytest.fixture
def look(browser: Browser, site: str) -> Iterator[Look]:
    """A page that notes every complaint of the browser, and every use of a pointer."""
    context: BrowserContext = browser.new_context(
        base_url=site, viewport={"width": 1280, "height": 800}, accept_downloads=True
    )
    page = context.new_page()
    look = Look(page, [], [])
    page.on("console", lambda message: _note(look, message))
    page.on("pageerror", lambda error: look.complaints.append(str(error)))
    # From the start, because turning it on takes a moment and a key may be faster.
    page.on("filechooser", lambda _chooser: None)
    page.expose_binding("pointerUsed", lambda _source, what: look.pointers.append(what))
    page.add_init_script(
        "for (const kind of ['pointerdown', 'mousedown', 'touchstart'])"
        " addEventListener(kind, (event) => window.pointerUsed(kind), true);"
    )
    yield look
    context.close()


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_driver() -> Iterator[None]:
    """The browser's driver keeps an event loop in the thread of the tests, where Django then allows no query."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def address(database_file: None) -> Iterator[str]:
    """Where the site is: in threads of its own, on a database that all of them can write to."""
    server = ThreadedWSGIServer(("localhost", 0), Quiet)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def sit_down(browser: Browser, address: str) -> Iterator[Callable[[User], Page]]:
    """`sit_down(user)`: the desk as that person sees it, who knows the guide already."""
    contexts = []

    def open_desk(user: User, value: str | None = None, *, guided: bool = True, **context_options: Any) -> Page:
        prefer(user=user, guided=guided)
        client = Client()
        client.force_login(user)
        options = {"viewport": {"width": 1280, "height": 800}} | context_options
        context = browser.new_context(base_url=address, **options)
        contexts.append(context)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
        page = context.new_page()
        page.goto("/projects/sample-letters/review/")
        if value is None:
            expect(page.locator("#field")).not_to_have_value("")
        else:
            expect(page.locator("#field")).to_have_value(value)
        return page

    yield open_desk
    for context in contexts:
        context.close()


@pytest.fixture
def letter() -> Callable[..., bytes]:
    """The bytes of a PNG with lines of writing on paper."""

    def draw(*lines: str, dpi: int = 300) -> bytes:
        sheet = Image.new("L", (1500, 250 + 160 * len(lines)), 238)
        pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=76)
        for number, line in enumerate(lines):
            pen.text((140, 130 + 160 * number), line, fill=40, font=font)
        data = io.BytesIO()
        sheet.save(data, "PNG", dpi=(dpi, dpi))
        return data.getvalue()

    return draw


def no_violations(page: Page) -> None:
    """None of accessibility on what is shown now, of whatever severity."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", AXE_RULES)["violations"]
    assert not [(v["id"], v["help"], [n["target"] for n in v["nodes"]]) for v in found], page.url


def labels() -> dict[str, str]:
    words = Word.objects.exclude(label=None).select_related("reading", "label")
    return {word.reading.text: word.label.text or word.label.kind for word in words}


def saved(page: Page) -> None:
    expect(page.locator("#sync")).to_have_attribute("data-sync", "saved")


def barriers(page: Page) -> list[object]:
    """What axe finds on what is shown now."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", AXE_RULES)["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


def _note(look: Look, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"}:
        look.complaints.append(f"{message.text} ({look.page.url})")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
