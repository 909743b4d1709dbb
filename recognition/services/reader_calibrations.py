"""The calibrations of other readers: fitted on a split nobody trains on, kept in the storage, so that every machine of
an installation reads with the same. Each fit is a file of its own: nobody meets half of one, and the latest counts.
"""

from __future__ import annotations

import json
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.utils import timezone
from django.utils.text import slugify

from ..engine.backends.backend import Backend, BackendError
from ..engine.confidence.calibration import Calibration
from ..engine.confidence.foreign import FOREIGN_FEATURES


def stored_calibration(storage: Storage, backend: Backend) -> Calibration | None:
    """The latest of this version of the reader, if there is one. Raises BackendError where it was fitted otherwise."""
    folder, names = _folder(backend), list[str]()
    with suppress(FileNotFoundError):
        names = sorted(storage.listdir(folder)[1])
    if not names:
        return None
    try:
        with storage.open(f"{folder}/{names[-1]}", "rb") as file:
            return Calibration.of_json(json.load(file), FOREIGN_FEATURES)
    except ValueError as error:
        raise BackendError(f"{folder} holds no calibration of {backend.name}: fit it anew.") from error


def store_calibration(storage: Storage, backend: Backend, calibration: Calibration) -> None:
    data = json.dumps(calibration.as_json(FOREIGN_FEATURES), indent=1) + "\n"
    storage.save(f"{_folder(backend)}/{timezone.now():%Y%m%dT%H%M%S%f}.json", ContentFile(data.encode()))


def _folder(backend: Backend) -> str:
    return f"calibrations/{slugify(f'{backend.name} {backend.version}')}"
