"""The form for a person's settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the pages"),
        required=False,
        help_text=gettext_lazy("What is transcribed keeps its own language."),
    )
    sound = forms.BooleanField(label=gettext_lazy("Short sounds at the desk: saved, undone, refused"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["language"].choices = [("", gettext_lazy("as the browser says")), *settings.LANGUAGES]
