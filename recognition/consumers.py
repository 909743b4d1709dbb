"""Progress by websocket: the same JSON as the API's, sent as soon as it changes.

The database is asked once a second while somebody listens. So it works with any number of web and worker hosts and any
channel layer, and who reloads or comes late sees the truth at once.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.urls import path

from .models import Project
from .selectors import project_progress
from .services.access import AnyUser, project_for

EVERY_SECONDS = 1.0
NOT_HERE = 4404


class ProgressConsumer(AsyncJsonWebsocketConsumer):
    asking: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        first = await self._progress()
        if first is None:
            await self.close(NOT_HERE)
            return
        await self.accept()
        await self.send_json(first)
        self.asking = asyncio.create_task(self._follow(first))

    async def disconnect(self, code: int) -> None:
        if self.asking is not None:
            self.asking.cancel()
            with suppress(asyncio.CancelledError):
                await self.asking

    async def _follow(self, sent: dict[str, Any]) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            now = await self._progress()
            if now is None:
                await self.close(NOT_HERE)
                return
            if now != sent:
                await self.send_json(now)
                sent = now

    async def _progress(self) -> dict[str, Any] | None:
        user, slug = self.scope.get("user"), self.scope["url_route"]["kwargs"]["slug"]
        return None if user is None else await database_sync_to_async(_progress_for)(user, slug)


def _progress_for(user: AnyUser, slug: str) -> dict[str, Any] | None:
    """None where the person may not, or may no longer, see the project."""
    try:
        return asdict(project_progress(project_for(user, slug)))
    except Project.DoesNotExist:
        return None


websocket_urlpatterns = [path("ws/projects/<slug:slug>/", ProgressConsumer.as_asgi())]
