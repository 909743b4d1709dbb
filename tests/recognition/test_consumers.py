from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser

from recognition import consumers
from recognition.models import Membership
from recognition.selectors import project_progress

PATH = "/ws/projects/sample-letters/"

#: A consumer closes its connections, which a transaction round the whole test does not survive on PostgreSQL.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "EVERY_SECONDS", 0.001)


@asynccontextmanager
async def socket(user: Any, path: str = PATH) -> AsyncIterator[ApplicationCommunicator]:
    application = URLRouter(consumers.websocket_urlpatterns)
    communicator = ApplicationCommunicator(application, {"type": "websocket", "path": path, "user": user})
    await communicator.send_input({"type": "websocket.connect"})
    try:
        yield communicator
    finally:
        await communicator.send_input({"type": "websocket.disconnect", "code": 1000})
        await communicator.wait(10)


async def answer(communicator: ApplicationCommunicator) -> dict[str, Any]:
    return await communicator.receive_output(10)


async def progress(communicator: ApplicationCommunicator) -> dict[str, Any]:
    message = await answer(communicator)
    assert message["type"] == "websocket.send"
    return json.loads(message["text"])


def test_a_member_hears_the_truth_at_once_and_then_every_change(anna, make_page):
    async def listen() -> None:
        async with socket(anna) as communicator:
            assert (await answer(communicator))["type"] == "websocket.accept"
            assert (await progress(communicator))["pages"] == 0
            await sync_to_async(make_page)([["My"]])
            while (heard := await progress(communicator))["words"] == 0:
                pass
            assert (heard["pages"], heard["flagged"]) == (1, 1)

    async_to_sync(listen)()


def test_nothing_is_said_while_nothing_changes(anna, project, monkeypatch):
    asked: list[int] = []

    def counted(of):
        asked.append(1)
        return project_progress(of)

    monkeypatch.setattr(consumers, "project_progress", counted)

    async def listen() -> None:
        async with socket(anna) as communicator:
            await answer(communicator)
            await progress(communicator)
            while len(asked) < 4:
                await asyncio.sleep(0)
            assert communicator.output_queue.empty()

    async_to_sync(listen)()


@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_others_are_turned_away(project, stranger, who):
    user = stranger if who == "stranger" else AnonymousUser()

    async def listen() -> None:
        async with socket(user) as communicator:
            assert (await answer(communicator))["type"] == "websocket.close"

    async_to_sync(listen)()


def test_a_project_that_is_not_there_closes(admin_user):
    async def listen() -> None:
        async with socket(admin_user, "/ws/projects/none/") as communicator:
            assert (await answer(communicator))["type"] == "websocket.close"

    async_to_sync(listen)()


def test_who_is_no_member_any_more_hears_no_more(anna):
    async def listen() -> None:
        async with socket(anna) as communicator:
            await answer(communicator)
            await progress(communicator)
            await sync_to_async(Membership.objects.filter(user=anna).delete)()
            message = await answer(communicator)
            assert (message["type"], message["code"]) == ("websocket.close", consumers.NOT_HERE)

    async_to_sync(listen)()
