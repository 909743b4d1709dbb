"""The settings of the tests: a data folder of their own, and nothing that takes time for safety's sake alone."""

from __future__ import annotations

import os
from pathlib import Path

os.environ["DATA_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "test")
# Before torch is loaded: its threads wait for each other where other processes want the cores too.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from .settings import *  # noqa: F403  (the data folder must be known first)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TIME_ZONE = "UTC"  # wherever the tests run
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
