"""The form for a project's own words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

#: Characters. In any script a form of so many stays below what Django takes from one.
LONGEST_LIST = 250_000


class TypedWordsForm(forms.Form):
    """One word or formula a line."""

    text = forms.CharField(
        label=gettext_lazy("Words and formulae"),
        required=False,
        strip=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=gettext_lazy("One a line; formulae count by their words. Behind a colon, how often: Callitris: 12"),
        error_messages={
            "max_length": gettext_lazy("Type at most %(limit_value)s characters; upload a longer list as a text file.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
