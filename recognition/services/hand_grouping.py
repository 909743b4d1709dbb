"""The job that groups a project's pages by hand. Runs in workers: it loads the engine."""

from __future__ import annotations

from functools import cache

import numpy as np
from django.db import transaction

from ..engine.hands import Floats, HandsError, HandSpace, group_pages, hand_features
from ..engine.reader import SHIPPED
from ..models import Hand, Line, Page, PageHand, Project
from .hand_readers import read_by_hand_again
from .hands import new_hand
from .jobs import JobError
from .locking import lock_project
from .page_images import page_image
from .page_strips import page_strips
from .recognize import reader
from .transcriptions import points

_LINES = 8  # of a page, as many as were learned from


@cache
def _space() -> HandSpace:
    return HandSpace.load(SHIPPED / "hands.json")


def group_hands(project_id: int) -> None:
    """Every read page gets a hand. What a person chose stays, and a hand keeps its number while its pages do."""
    project = Project.objects.filter(pk=project_id).first()
    if project is None:
        return
    try:
        space = _space()
    except HandsError as error:
        raise JobError(str(error)) from error
    if space.reader != reader().checksum:
        raise JobError("What is known of hands belongs to another reader. Make it anew with manage.py learn_hands.")
    seen = {page.pk: features for page in _pages(project) if (features := _features(page)) is not None}
    if seen:
        _keep(project, list(seen), space.distances(np.stack(list(seen.values()))), space.threshold)


def _pages(project: Project) -> list[Page]:
    return list(Page.objects.filter(document__project=project, lines__isnull=False).distinct())


def _features(page: Page) -> Floats | None:
    """Of its longest lines, cut as in training; None where the page or its lines cannot be seen."""
    lines = list(Line.objects.filter(page=page).order_by("position", "pk"))
    longest = sorted(range(len(lines)), key=lambda i: -lines[i].picture_width)[:_LINES]
    outlines = [(points(line.baseline), points(line.polygon)) for line in lines]
    try:
        strips = page_strips(page_image(page), [step["name"] for step in page.steps], outlines, longest)
    except JobError:
        return None
    seen = [strip for strip in strips if strip is not None]
    return hand_features(reader().model, seen).mean(0) if seen else None


@transaction.atomic
def _keep(project: Project, pages: list[int], apart: Floats, threshold: float) -> None:
    lock_project(project)
    there = set(Page.objects.filter(document__project=project).values_list("pk", flat=True))  # some may be removed
    known = {row.page_id: row for row in PageHand.objects.select_for_update(of=("self",)).filter(page__in=pages)}
    given = [known[page].hand_id if page in known and known[page].is_chosen else None for page in pages]
    taken = {hand for hand in given if hand is not None}
    for group in sorted(group_pages(apart, threshold, given), key=len, reverse=True):
        chosen = next((given[i] for i in group if given[i] is not None), None)
        before = [known[pages[i]].hand_id for i in group if pages[i] in known]
        free = [hand for hand in before if hand not in taken]
        hand = chosen or (max(free, key=free.count) if free else new_hand(project).pk)
        taken.add(hand)
        for i in group:
            if given[i] is None and pages[i] in there:
                PageHand.objects.update_or_create(page_id=pages[i], defaults={"hand_id": hand})
    Hand.objects.filter(project=project, pages=None, name="", dataset_versions=None).delete()
    read_by_hand_again(project)
