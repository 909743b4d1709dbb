"""Ways of finding lines side by side, with a program in the place of kraken's that answers as it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import line_finding
from benchmarks.line_finding import KRAKEN, table, with_kraken
from recognition.formats.ground_truth import GroundTruthPage
from recognition.services.layout_evaluation import first_pages
from tests.recognition.services.printed_truth import write_printed_truth

#: Writes the first two true baselines of the printed pages for each -i IN OUT before `segment`.
PROGRAM = """#!/bin/sh
while [ "$1" != segment ]; do
  if [ "$1" = -i ]; then
    echo '{"lines": [{"baseline": [[35, 100], [650, 100]]}, {"baseline": [[35, 200], [650, 200]]}]}' > "$3"
    shift 2
  fi
  shift
done
"""


@pytest.fixture
def pages(tmp_path: Path) -> list[GroundTruthPage]:
    return first_pages(write_printed_truth(tmp_path / "truth"), "test", None)


def test_krakens_lines_are_measured_like_ours(
    tmp_path: Path, pages: list[GroundTruthPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "kraken").write_text(PROGRAM)
    (programs / "kraken").chmod(0o755)
    monkeypatch.setattr(line_finding, "kraken_programs", lambda environment: programs)
    outcome = with_kraken(pages, tmp_path)
    assert [(m.counts.precision, m.counts.recall) for m in outcome.measures] == [(1.0, 0.5), (1.0, 0.5)]
    rows = table(pages, {KRAKEN: outcome}).splitlines()
    assert [row.split(" ")[1] for row in rows[1:]] == ["c0", "c1", "all"]
