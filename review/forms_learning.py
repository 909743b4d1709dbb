"""The rule by which a project's reader learns by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class RuleForm(forms.Form):
    learn_every = forms.IntegerField(
        label=gettext_lazy("Learn by itself after so many confirmed lines"),
        min_value=0,
        max_value=100_000,
        help_text=gettext_lazy("0 means never. What it learned is used only where it is proven better."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
