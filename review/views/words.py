"""A project's own words: typed, from text files, and pages read again with them. For managers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from recognition.models import Project, WordList
from recognition.services import own_words
from recognition.services.access import visible_projects
from recognition.services.own_words import WordsRefused
from recognition.services.read_again import read_unreviewed_again
from review.forms_words import TypedWordsForm
from review.selectors_words import project_words as words_of
from review.sentences import told
from review.views.managed import managed_project

NO_FILES = gettext_lazy("No file came with the upload. Choose one or more text files and upload them again.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_words(request: HttpRequest, slug: str) -> HttpResponse:
    project = managed_project(request, slug)
    words = words_of(project)
    form = TypedWordsForm(request.POST or None, initial={"text": words.typed.text})
    if request.method == "POST" and form.is_valid() and _typed(request, project, form):
        return redirect("project-words", slug=slug)
    return render(request, "words.html", {"project": project, "form": form, "words": words})


@login_required
@require_POST
def upload_words(request: HttpRequest, slug: str) -> HttpResponse:
    project = managed_project(request, slug)
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, NO_FILES)
    for file in files:
        try:
            taken = own_words.take_words(project=project, name=file.name, stream=file, user=request.user)
        except WordsRefused as refusal:
            messages.error(request, told(str(refusal)))
        else:
            messages.success(
                request,
                gettext("%(name)s is taken in: %(words)s.") % {"name": taken.name, "words": _counted(taken.words)},
            )
    return redirect("project-words", slug=slug)


@login_required
@require_POST
def remove_list(request: HttpRequest, list_id: int) -> HttpResponse:
    lists = WordList.objects.filter(project__in=visible_projects(request.user)).exclude(name="")
    found = get_object_or_404(lists.select_related("project"), pk=list_id)
    project = managed_project(request, found.project.slug)
    own_words.remove_words(words=found)
    messages.success(request, gettext("%(name)s is removed.") % {"name": found.name})
    return redirect("project-words", slug=project.slug)


@login_required
@require_POST
def read_unreviewed(request: HttpRequest, slug: str) -> HttpResponse:
    pages = read_unreviewed_again(project=managed_project(request, slug))
    sentence = ngettext("%(count)s page will be read again.", "%(count)s pages will be read again.", pages)
    messages.success(request, sentence % {"count": number_format(pages, force_grouping=True)})
    return redirect("project", slug=slug)


def _typed(request: HttpRequest, project: Project, form: TypedWordsForm) -> bool:
    """Whether the typed words are kept; what speaks against it stands in the form."""
    try:
        kept = own_words.type_words(project=project, text=form.cleaned_data["text"], user=request.user)
    except WordsRefused as refusal:
        form.add_error("text", told(str(refusal)))
        return False
    messages.success(request, gettext("The list is saved: %(words)s.") % {"words": _counted(kept.words)})
    return True


def _counted(words: int) -> str:
    said = ngettext("%(count)s word", "%(count)s different words", words)
    return said % {"count": number_format(words, force_grouping=True)}
