from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from recognition.models import Document


@pytest.mark.parametrize("kind", ["project", "document"])
def test_what_leaves_files_behind_is_not_removed_here(
    client: Client, admin_user: User, document: Document, kind: str
) -> None:
    client.force_login(admin_user)
    row = {"project": document.project, "document": document}[kind]
    answer = client.post(reverse(f"admin:recognition_{kind}_delete", args=[row.pk]), {"post": "yes"})
    assert answer.status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()
