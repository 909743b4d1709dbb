"""The calibrations of other readers: fitted on a split nobody trains on, kept in a folder, one file a version."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from ..engine.backends.backend import Backend, BackendError
from ..engine.confidence.calibration import Calibration
from ..engine.confidence.foreign import FOREIGN_FEATURES


def calibrations_folder() -> Path:
    """Where `manage.py compare --calibrate-on` leaves them and projects look for them."""
    return Path(settings.DATA_DIR) / "calibrations"


def stored_calibration(folder: Path, backend: Backend) -> Calibration | None:
    """That of this version of the reader, if one was fitted. Raises BackendError where it was fitted otherwise."""
    file = _file(folder, backend)
    if not file.is_file():
        return None
    try:
        return Calibration.load(file, FOREIGN_FEATURES)
    except ValueError as error:
        raise BackendError(f"{file} is no calibration of {backend.name}: remove it and fit it anew.") from error


def store_calibration(folder: Path, backend: Backend, calibration: Calibration) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = _file(folder, backend)
    calibration.save(file, FOREIGN_FEATURES)
    return file


def _file(folder: Path, backend: Backend) -> Path:
    return folder / f"{slugify(f'{backend.name} {backend.version}')}.json"
