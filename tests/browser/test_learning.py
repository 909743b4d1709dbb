"""What a reader learns, watched and decided by keyboard: datasets, a learning while it runs, its verdict."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect

from recognition.models import FineTuning, Job, JobState, Project
from recognition.services import dataset_packing, fine_tuning, gate, jobs, recognize
from recognition.services.dataset_import import import_dataset
from recognition.services.dataset_versions import make_dataset
from tests.recognition.engine.learning.test_fit import LINES
from tests.recognition.services.labelled_pages import both_sides
from tests.recognition.services.printed_lines import QUICK, printed_archive, tiny_reader

from .conftest import no_violations
from .test_accessible import opened  # noqa: F401

pytestmark = pytest.mark.browser

WIDE = {"viewport": {"width": 1280, "height": 800}}
#: Milliseconds: what is waited for is learned meanwhile.
PATIENCE = 120_000


class Worker:
    """Learns in a thread of its own, and waits where a test wants to look."""

    def __init__(self) -> None:
        self.goes, self.until, self.thread = Event(), 0, Thread()

    def start(self, until: int) -> None:
        self.until = until
        self.thread = Thread(target=self._work, daemon=True)
        self.thread.start()

    def go_on(self, until: int) -> None:
        self.until = until
        self.goes.set()

    def done(self) -> None:
        self.thread.join(300)
        assert not self.thread.is_alive()

    def wait(self, learning: FineTuning) -> None:
        """In place of the question whether somebody has cancelled it, which is asked after."""
        while learning.step >= self.until:
            self.goes.wait()
            self.goes.clear()

    def _work(self) -> None:
        jobs.run(Job.objects.get(kind="fine-tune").pk, fine_tuning.fine_tune)
        connection.close()


@pytest.fixture
def worker(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """Ends before the database goes (`address`)."""
    shipped, worker, ask = tiny_reader(), Worker(), fine_tuning._stop_if_cancelled

    def wait_and_ask(learning: FineTuning) -> None:
        worker.wait(learning)
        ask(learning)

    for module in (recognize, fine_tuning):
        monkeypatch.setattr(module, "reader", lambda: shipped)
    monkeypatch.setattr(gate, "base_test_lines", lambda: LINES)
    monkeypatch.setattr(fine_tuning, "CONFIG", QUICK)
    monkeypatch.setattr(fine_tuning, "_stop_if_cancelled", wait_and_ask)
    yield worker
    worker.go_on(QUICK.steps + 1)
    if worker.thread.ident:
        worker.done()
    recognize._taught_reader.cache_clear()


@pytest.fixture
def taught(project: Project) -> Project:
    """There is something to learn from: printed lines that were brought in."""
    Project.objects.update(language="none")
    import_dataset(project=project, name="print.zip", file=printed_archive())
    return project


def press(page: Page, name: str, role: str = "button") -> None:
    """Reach it by Tab, and Enter."""
    wanted = page.get_by_role(role, name=name).first
    expect(wanted).to_be_visible()
    page.locator("main").focus()
    for _ in range(40):
        if wanted.evaluate("(element) => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"“{name}” cannot be reached by Tab.")


def test_a_learning_is_watched_judged_used_and_taken_back(
    opened: Callable[..., Page], taught: Project, worker: Worker  # noqa: F811
) -> None:  # fmt: skip
    page = opened(**WIDE)
    page.goto(reverse("learning", args=[taught.slug]))
    no_violations(page)
    press(page, "Let the reader learn from them")
    expect(page.get_by_text("Getting ready.")).to_be_visible()
    no_violations(page)

    worker.start(until=60)
    curve, last = page.locator(".curve polyline"), page.locator(".readings .text").first
    expect(curve).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("60 of 200 batches.")).to_be_visible(timeout=PATIENCE)
    drawn, read = curve.get_attribute("points"), last.inner_text()
    no_violations(page)

    worker.go_on(until=QUICK.steps + 1)
    expect(curve).not_to_have_attribute("points", drawn or "", timeout=PATIENCE)
    expect(last).not_to_have_text(read, use_inner_text=True, timeout=PATIENCE)
    expect(page.get_by_text("Better, and proven.")).to_be_visible(timeout=PATIENCE)
    worker.done()
    no_violations(page)

    press(page, "Compare", "link")
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    expect(page.locator(".readings li").first).to_be_visible()
    no_violations(page)
    page.go_back()
    press(page, "Read with it")
    expect(page.get_by_text("Pages are read by “Sample letters, taught by dataset 2”.")).to_be_visible()
    expect(page.get_by_text("In use", exact=True)).to_be_visible()
    no_violations(page)
    press(page, "Go back to the shipped reader")
    expect(page.get_by_text("Pages are read by the reader that ships with hwocr.")).to_be_visible()
    assert Project.objects.get(pk=taught.pk).model_version is None


def test_a_learning_is_cancelled_and_goes_on(
    opened: Callable[..., Page], taught: Project, worker: Worker  # noqa: F811
) -> None:  # fmt: skip
    page = opened(**WIDE)
    page.goto(reverse("learning", args=[taught.slug]))
    press(page, "Let the reader learn from them")
    expect(page.get_by_text("Getting ready.")).to_be_visible()  # there is a job
    worker.start(until=60)
    expect(page.get_by_text("60 of 200 batches.")).to_be_visible(timeout=PATIENCE)
    press(page, "Cancel")
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()  # the page is there again
    worker.go_on(until=QUICK.steps + 1)
    worker.done()
    expect(page.get_by_text("Learning was cancelled.")).to_be_visible()
    no_violations(page)
    press(page, "Go on")
    expect(page.get_by_text("Learning was cancelled.")).to_be_hidden()
    expect(page.get_by_text("of 200 batches.")).to_be_visible(timeout=PATIENCE)
    worker.start(until=QUICK.steps + 1)
    worker.done()
    expect(page.get_by_text("Learning was cancelled.")).to_be_hidden()
    assert Job.objects.get(kind="fine-tune").state == JobState.DONE


def test_a_dataset_is_taken_away_and_brought_in(
    opened: Callable[..., Page], make_page, project: Project, ben: User  # noqa: F811
) -> None:  # fmt: skip
    both_sides(make_page, project, ben)
    make_dataset(project=project, user=ben)
    page = opened(**WIDE)
    page.goto(reverse("datasets", args=[project.slug]))
    no_violations(page)
    with page.expect_download() as pages:
        press(page, "Pages 1", "link")
    assert pages.value.suggested_filename == "sample-letters-dataset-1-pages.zip"

    press(page, "Cut out lines")
    expect(page.get_by_text("Lines are being cut out.")).to_be_visible()
    jobs.run(Job.objects.get(kind="pack dataset").pk, dataset_packing.pack_dataset)
    expect(page.get_by_role("link", name="Lines 1")).to_be_visible()
    with page.expect_download() as lines:
        press(page, "Lines 1", "link")
    assert lines.value.suggested_filename == "sample-letters-dataset-1-lines.zip"

    page.get_by_label("Archive").set_input_files(pages.value.path())
    press(page, "Bring it in")
    expect(page.get_by_text("is now dataset 2.")).to_be_visible()
    expect(page.locator(".readings img")).to_have_count(2)
    no_violations(page)
    page.get_by_label("Archive").set_input_files({"name": "bad.zip", "mimeType": "application/zip",
                                                  "buffer": io.BytesIO(b"no zip").getvalue()})  # fmt: skip
    press(page, "Bring it in")
    expect(page.get_by_text("bad.zip is no zip archive, or a damaged one.")).to_be_visible()
    no_violations(page)
