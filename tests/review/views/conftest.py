"""Browsers of the people, logged in, and what an upload sends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

Browse = Callable[[User], Client]


@pytest.fixture
def browse() -> Browse:
    def logged_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return logged_in


@pytest.fixture
def scan() -> Callable[[str, bytes], SimpleUploadedFile]:
    """Nothing opens the file before a worker does, so that any bytes will do."""
    return lambda name, data=b"scan": SimpleUploadedFile(name, data, content_type="image/jpeg")
