"""Pictures and weights in an S3 bucket instead of files, see `storage` in env.py."""

from __future__ import annotations

from posixpath import splitext
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class Bucket(S3Storage):  # type: ignore[misc]  # django-storages has no types
    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Always with a part by chance: two who write one name at once are not told, as they are by a file system, and
        who then takes their own back would take the other's."""
        return str(super().get_available_name(self.get_alternative_name(*splitext(name)), max_length))

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """Nobody is sent to the bucket: what may be seen is answered by views that check who asks."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name) or "")
