"""The form that a document's pages share, taken from a page on which its fields are drawn."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from ..models import JobKind, Page, Template
from .jobs import queue
from .layout import LayoutRefused


@transaction.atomic
def use_as_form(*, page: Page, user: AbstractBaseUser) -> int:
    """Keep the page's fields as the form of its document, and queue laying them over its pages; how many are queued.
    Pages that are still to be read get them then. Raises LayoutRefused where the page has no fields."""
    fields = list(page.regions.exclude(name="").order_by("position").values("kind", "name", "pattern", "polygon"))
    if not fields:
        raise LayoutRefused(gettext("This page has no fields yet. Draw a region, give it a name, and save."))
    Template.objects.update_or_create(
        document=page.document,
        defaults={"page": page, "fields": fields, "changed_by": user, "changed_at": timezone.now()},
    )
    pages = list(page.document.pages.exclude(read_at=None).order_by("pk"))
    for one in pages:
        queue(JobKind.LAY_FIELDS, page.document.project, page=one)
    return len(pages)
