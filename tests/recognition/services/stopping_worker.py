"""For test_killed_worker: `prepare` a page that was read once, `recover` its job, or `work` as a cluster of one worker.

The worker says on standard output that it stops, in the middle of reading the first time, in the middle of writing the
second, and waits to be killed there. It says when a job has ended.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image

django.setup()

from recognition.models import Document, JobKind, Page, Project, Reading, Source  # noqa: E402
from recognition.services import jobs, recognize  # noqa: E402
from tests.recognition.services.fake_reader import FakeReader  # noqa: E402

STARTED = Path(os.environ["DATA_DIR"]) / "started"


def prepare() -> None:
    call_command("migrate", verbosity=0)
    picture = io.BytesIO()
    Image.new("L", (600, 800), 230).save(picture, "JPEG")
    project = Project.objects.create(name="Letters", slug="letters")
    document = Document.objects.create(project=project, title="Letter 1")
    source = Source.objects.create(project=project, document=document, name="letter.jpg", checksum="1")
    image = ContentFile(picture.getvalue(), "page.jpg")
    page = Page.objects.create(document=document, source=source, number=1, image=image, width=600, height=800)
    recognize.reader = FakeReader
    recognize.read_page(page.pk)
    jobs.queue(JobKind.READ_PAGE, project, page=page)


def recover() -> None:
    jobs.SILENCE = timedelta(0)
    say(f"recovered {jobs.recover()}")


def work() -> None:
    reader = FakeReader()
    reader.lines = [(50.0, [(50, 130, "Me", 0.5)]), (150.0, [(50, 130, "Dyer", 0.6)])]
    recognize.reader = lambda: reader
    reader.while_reading = lambda: stop_at_start(1)
    write, run = Reading.objects.bulk_create, jobs.run

    def written_half(rows: Any) -> Any:
        stop_at_start(2)
        return write(rows)

    def told(job_id: int, do: Callable[[int], None]) -> None:
        STARTED.write_text(STARTED.read_text() + "x" if STARTED.exists() else "x")
        run(job_id, do)
        say("ended")

    Reading.objects.bulk_create = written_half  # type: ignore[method-assign]
    jobs.run = told
    jobs.SILENCE = timedelta(0)  # whoever is started again, the one before is dead
    call_command("qcluster")


def stop_at_start(number: int) -> None:
    if len(STARTED.read_text()) == number:
        say(f"stopped {os.getpid()}")
        signal.pause()


def say(what: str) -> None:
    os.write(1, f"{what}\n".encode())


if __name__ == "__main__":
    {"prepare": prepare, "recover": recover, "work": work}[sys.argv[1]]()
