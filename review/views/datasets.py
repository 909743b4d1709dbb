"""What a project's reader learns from: looked at, taken away, brought in. For managers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from recognition.formats.dataset_archive import PAGES
from recognition.models import DatasetVersion
from recognition.services.access import visible_projects
from recognition.services.dataset_export import export_lines, export_pages, start_packing
from recognition.services.dataset_import import import_dataset
from recognition.services.dataset_manifests import DatasetError
from recognition.services.dataset_pictures import line_image
from review.selectors_datasets import EXAMPLES, dataset_examples, project_datasets
from review.sentences import told
from review.views.exports import download
from review.views.managed import managed_project

NO_FILE = gettext_lazy("No file came with the upload. Choose the archive of a dataset and upload it again.")


@login_required
@require_safe
def datasets(request: HttpRequest, slug: str) -> HttpResponse:
    project = managed_project(request, slug)
    rows = project_datasets(project)
    is_packing = any(row.is_being_packed for row in rows)
    shown: dict[str, Any] = {"project": project, "rows": rows, "lines": [], "is_packing": is_packing}
    try:
        shown["lines"] = dataset_examples(rows[0].dataset) if rows else []
    except DatasetError as refusal:
        messages.error(request, told(str(refusal)))
    return render(request, "datasets.html", shown)


@login_required
@require_safe
def export_dataset(request: HttpRequest, dataset_id: int, kind: str) -> HttpResponse | StreamingHttpResponse:
    dataset = _managed_dataset(request, dataset_id)
    try:
        return download(export_pages(dataset) if kind == PAGES else export_lines(dataset))
    except DatasetError as refusal:
        messages.error(request, told(str(refusal)))
        return redirect("datasets", slug=dataset.project.slug)


@login_required
@require_POST
def pack_dataset(request: HttpRequest, dataset_id: int) -> HttpResponse:
    dataset = _managed_dataset(request, dataset_id)
    try:
        start_packing(dataset=dataset)
    except DatasetError as refusal:
        messages.error(request, told(str(refusal)))
    return redirect("datasets", slug=dataset.project.slug)


@login_required
@require_POST
def take_in_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    project, file = managed_project(request, slug), request.FILES.get("file")
    if not isinstance(file, UploadedFile) or file.file is None:
        messages.error(request, NO_FILE)
        return redirect("datasets", slug=slug)
    try:
        dataset = import_dataset(project=project, name=file.name or "", file=file.file, user=request.user)
    except DatasetError as refusal:
        messages.error(request, told(str(refusal)))
    else:
        sentence = gettext("%(file)s is now dataset %(number)s. The reader learns from it when it next learns.")
        messages.success(request, sentence % {"file": dataset.origin["file"], "number": dataset.number})
    return redirect("datasets", slug=slug)


@login_required
@require_safe
@cache_control(private=True, max_age=3600)
def dataset_line(request: HttpRequest, dataset_id: int, number: int) -> HttpResponse:
    """The picture of an example, where this installation has read no such line."""
    dataset = _managed_dataset(request, dataset_id)
    try:
        return HttpResponse(line_image(dataset, min(number, EXAMPLES)), content_type="image/webp")
    except (DatasetError, IndexError) as error:
        raise Http404(str(error)) from error


def _managed_dataset(request: HttpRequest, dataset_id: int) -> DatasetVersion:
    versions = DatasetVersion.objects.filter(project__in=visible_projects(request.user)).select_related("project")
    found = get_object_or_404(versions, pk=dataset_id)
    managed_project(request, found.project.slug)
    return found
