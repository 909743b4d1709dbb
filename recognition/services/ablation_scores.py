"""Scores of pages kept in a file, so that an ablation of hours goes on where it was stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from ..engine.evaluation.ablation import PageScore
from ..engine.evaluation.errors import ErrorRates
from ..engine.evaluation.layout import LineCounts


class KeptScores:
    """One JSON line a score. Without a file nothing is kept."""

    def __init__(self, file: Path | None) -> None:
        """Raises ValueError where the file holds something else."""
        self._file = file
        self._known: dict[str, PageScore] = {}
        if file is not None and file.exists():
            try:
                self._known = dict(_entry(line) for line in file.read_text("utf-8").splitlines())
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{file} holds no scores of an ablation: delete it, or name another file.") from error

    def get(self, key: str, measure: Callable[[], PageScore]) -> PageScore:
        """The score kept under the key, or else a new one, which is then kept."""
        if key not in self._known:
            score = self._known[key] = measure()
            if self._file is not None:
                with self._file.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps({"key": key, **asdict(score)}) + "\n")
        return self._known[key]


def _entry(line: str) -> tuple[str, PageScore]:
    values = json.loads(line)
    rates, lines = ErrorRates(**values["rates"]), LineCounts(**values["lines"])
    return values["key"], PageScore(values["document"], rates, lines)
