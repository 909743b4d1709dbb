"""A person's settings: the language of the pages, sounds, and the guide once more."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from review.forms_preferences import PreferencesForm
from review.services.preferences import prefer, preferences_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_settings(request: HttpRequest) -> HttpResponse:
    kept = preferences_of(request.user)
    form = PreferencesForm(request.POST or None, initial={"language": kept.language, "sound": kept.sound})
    if request.method == "POST" and form.is_valid():
        prefer(user=request.user, **form.cleaned_data)
        language = form.cleaned_data["language"] or translation.get_language_from_request(request)
        with translation.override(language):
            messages.success(request, translation.gettext("Your settings are saved."))
        return redirect("own-settings")
    return render(request, "own_settings.html", {"form": form})
