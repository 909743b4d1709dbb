"""The editor of a page's regions and lines: one page; what happens on it is JavaScript and the API."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from recognition.models import Page
from recognition.services.access import is_manager, visible_projects
from recognition.services.form_templates import use_as_form
from recognition.services.layout import LayoutRefused
from review.selectors_text import page_neighbours

#: What people call the kinds of regions; in the order in which they are offered.
KIND_NAMES = {
    "paragraph": gettext_lazy("Paragraph"),
    "heading": gettext_lazy("Heading"),
    "marginalia": gettext_lazy("Note in the margin"),
    "header": gettext_lazy("Head of the page"),
    "footer": gettext_lazy("Foot of the page"),
    "page-number": gettext_lazy("Page number"),
    "footnote": gettext_lazy("Footnote"),
    "caption": gettext_lazy("Caption"),
    "signature-mark": gettext_lazy("Signature"),
    "other": gettext_lazy("Something else"),
    "field": gettext_lazy("Field of a form"),
    "column": gettext_lazy("Column of a register"),
}


@login_required
@require_safe
@ensure_csrf_cookie
def layout_page(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _page(request, page_id)
    context = {
        "project": page.document.project,
        "document": page.document,
        "page": page,
        "neighbours": page_neighbours(page),
        "pages": page.document.pages.count(),
        "kinds": KIND_NAMES,
        "is_manager": is_manager(request.user, page.document.project),
    }
    return render(request, "layout.html", context)


@login_required
@require_POST
def lay_over_document(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _page(request, page_id)
    if not is_manager(request.user, page.document.project):
        raise PermissionDenied
    try:
        pages = use_as_form(page=page, user=request.user)
    except LayoutRefused as refused:
        messages.error(request, str(refused))
        return redirect("layout", page_id=page.pk)
    sentence = ngettext(
        "The fields are laid over %(pages)s page. What people confirmed stays.",
        "The fields are laid over %(pages)s pages. What people confirmed stays.",
        pages,
    )
    messages.success(request, sentence % {"pages": pages})
    return redirect("document", document_id=page.document_id)


def _page(request: HttpRequest, page_id: int) -> Page:
    pages = Page.objects.filter(document__project__in=visible_projects(request.user))
    return get_object_or_404(pages.select_related("document__project"), pk=page_id)
