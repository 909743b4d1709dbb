"""Web servers and workers on several machines: only PostgreSQL and Redis are between them."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.layers import channel_layers
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from recognition.models import Job, JobKind
from recognition.services import jobs

from .test_consumers import answer, socket

ROOT = Path(__file__).parents[2]
#: Never reached unless something hangs.
PATIENCE = 120
#: Is at work until it is told to end.
WORK = """
import sys
import django
django.setup()
from recognition.services import jobs
jobs.run(int(sys.argv[1]), lambda _: sys.stdin.readline())
"""

pytestmark = pytest.mark.skipif(
    not (settings.REDIS_URL and os.environ.get("DATABASE_URL")),
    reason="Several processes need PostgreSQL and Redis: .ci/services make services",
)


@contextmanager
def worker(job: Job) -> Iterator[subprocess.Popen[str]]:
    """Another process that works on the job."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    with subprocess.Popen(
        [sys.executable, "-c", WORK, str(job.pk)],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": database.geturl()}, stdin=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield process


async def heard(communicator: ApplicationCommunicator, **wanted: Any) -> None:
    """Listen until progress says so."""
    while not wanted.items() <= json.loads((await communicator.receive_output(PATIENCE))["text"]).items():
        pass


def test_a_page_shows_what_another_process_works_on(anna: User, make_page, transactional_db: None) -> None:
    page = make_page()
    job = jobs.queue(JobKind.READ_PAGE, page.document.project, page=page)

    async def listen() -> None:
        async with socket(anna) as communicator:
            assert (await answer(communicator))["type"] == "websocket.accept"
            await heard(communicator, jobs_waiting=1)
            with worker(job) as process:
                await heard(communicator, jobs_running=1)
                process.communicate("\n")
                await heard(communicator, jobs_running=0, jobs_waiting=0)

    async_to_sync(listen)()


def test_what_one_process_sends_to_a_group_reaches_another() -> None:
    async def pass_on() -> Any:
        one, other = channel_layers.make_backend("default"), channel_layers.make_backend("default")
        listener = await other.new_channel()
        await other.group_add("letters", listener)
        await one.group_send("letters", {"type": "changed"})
        return await asyncio.wait_for(other.receive(listener), PATIENCE)

    assert async_to_sync(pass_on)() == {"type": "changed"}
