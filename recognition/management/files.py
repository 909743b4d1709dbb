"""An export as a file of the person who runs a command."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from recognition.services.exports import Export


def put(export: Export, output: Path) -> Path:
    """Written beside and renamed, so that a failure leaves no half file."""
    target = output / export.filename if output.is_dir() else output
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:40]}-", delete=False) as beside:
        try:
            beside.writelines(export.chunks)
            beside.close()
            os.chmod(beside.name, 0o644)
            os.replace(beside.name, target)
        except BaseException:
            Path(beside.name).unlink(missing_ok=True)
            raise
    return target
