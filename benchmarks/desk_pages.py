"""Pages of ground truth as projects on the desk: one a collection, read by the shipped reader in its language.

Lines stand as the ground truth has them, as if a person had mended them in the page editor: whether lines are found is
measured elsewhere, and of writing that the truth leaves out (stamps, print) nobody could tell what is right. Lines
with editorial marks are left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.desk_site import NAME
from recognition.engine.text import has_editorial_marks, normalise
from recognition.engine.transcription import Line as TrueLine
from recognition.formats.ground_truth import GroundTruthPage, read_ground_truth

#: In the site's data folder: line of the database → its true text.
TRUE_LINES = "true_lines.json"
#: One hand or a few; registers are read by other rules than running text.
COLLECTIONS = ("hooker", "copiste", "poilus", "mss19")


def chosen_pages(root: Path, split: str, most: int) -> list[GroundTruthPage]:
    """Up to `most` pages of each collection, spread evenly over it: always the same ones."""
    everything = list(read_ground_truth(root, frozenset({split})))
    of = {name: [page for page in everything if page.collection == name] for name in COLLECTIONS}
    return [page for pages in of.values() for page in _spread(pages, most)]


def _spread(pages: Sequence[GroundTruthPage], most: int) -> list[GroundTruthPage]:
    count = min(most, len(pages))
    return [pages[i * len(pages) // count] for i in range(count)]


def bring_in(pages: Sequence[GroundTruthPage], folder: Path) -> None:
    """Take the pages in, read them, and keep in `folder` what is true."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - models need settings

    user = User.objects.get(username=NAME)
    true: dict[int, str] = {}
    for name in dict.fromkeys(page.collection for page in pages):
        true |= _project([page for page in pages if page.collection == name], name, user)
    (folder / TRUE_LINES).write_text(json.dumps(true), "utf-8")


def _project(pages: Sequence[GroundTruthPage], name: str, user) -> dict[int, str]:
    from recognition.services.projects import ProjectRules, create_project  # noqa: PLC0415

    rules = ProjectRules(language=pages[0].language, threshold=0.9)
    project = create_project(name=name, rules=rules, user=user)
    return {line: text for page in pages for line, text in bring_page(page, project, user).items()}


def bring_page(truth: GroundTruthPage, project, user) -> dict[int, str]:
    """Take the page in, with its true lines, and read it; the true texts by line."""
    from recognition.models import Job, Line, Page  # noqa: PLC0415
    from recognition.services.ingest import take_in  # noqa: PLC0415
    from recognition.services.layout import DrawnLine, DrawnRegion, write_layout  # noqa: PLC0415
    from recognition.services.read_lines import read_lines  # noqa: PLC0415
    from recognition.services.unpack import unpack_source  # noqa: PLC0415

    with truth.image.open("rb") as file:
        named = f"{truth.name.rpartition('/')[2]}{truth.image.suffix}"
        (taken,) = take_in(project=project, files=[(named, file)], user=user, title=truth.document, send=False)
    unpack_source(taken.source_id)
    page = Page.objects.get(source_id=taken.source_id)
    lines = measured_lines(truth)
    drawn = [DrawnLine(None, line.baseline, line.polygon) for line in lines]
    write_layout(page, [DrawnRegion(None, "paragraph", (), drawn)], user)
    read_lines(page.pk)
    Page.objects.filter(pk=page.pk).update(state="read")
    Job.objects.filter(page=page).delete()
    rows = Line.objects.filter(page=page).order_by("position")
    return {row.pk: normalise(line.truth or "") for row, line in zip(rows, lines, strict=True)}


def measured_lines(truth: GroundTruthPage) -> list[TrueLine]:
    return [line for line in truth.page.lines() if _is_measured(line)]


def _is_measured(line: TrueLine) -> bool:
    text = normalise(line.truth or "")
    return bool(text and line.baseline and line.polygon) and not has_editorial_marks(text)
