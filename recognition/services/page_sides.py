"""A picture is learned from or measured on, once and for ever.

What is on a project's pages now cannot prove that: a page can be removed and brought in again, or lose its labels, or
its document be hashed anew. So the side on which a picture first stood in a dataset is remembered by its checksum.
"""

from __future__ import annotations

from typing import Any

from ..models import PageSide, Project

LEARNED, HELD_OUT = "learned", "held out"


def on_one_side(project: Project, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pages of a new dataset that may stand where they stand, by "side" and "checksum"; from now on their pictures
    stand there. New on both sides is held out. Call it in a transaction that has locked the project."""
    new = {row["checksum"]: row["side"] for row in sorted(rows, key=lambda row: row["side"] == HELD_OUT)}
    known = dict(project.page_sides.values_list("checksum", "side"))
    sides = new | known
    remember(project, sides)
    return [row for row in rows if row["side"] == sides[row["checksum"]]]


def remember(project: Project, sides: dict[str, str]) -> None:
    """By checksum, those that are not remembered yet."""
    known = set(project.page_sides.values_list("checksum", flat=True))
    new = (item for item in sides.items() if item[0] not in known)
    PageSide.objects.bulk_create(PageSide(project=project, checksum=checksum, side=side) for checksum, side in new)
