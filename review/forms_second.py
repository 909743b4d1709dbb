"""The rules of the second look, with what they cost in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy, ngettext

from review.policy_second import SecondRules
from review.selectors_second_page import Costs


class SecondLooksForm(forms.Form):
    """Which labels somebody else looks at again."""

    illegible = forms.BooleanField(label=gettext_lazy("Words that somebody found illegible"), required=False)
    names = forms.BooleanField(label=gettext_lazy("Names that no dictionary and no list knows"), required=False)
    disputed = forms.BooleanField(
        label=gettext_lazy("Words that people, or versions of the reader, read differently"), required=False
    )
    share = forms.IntegerField(
        label=gettext_lazy("Drawn at random, per cent"),
        min_value=0,
        max_value=100,
        error_messages={
            "required": gettext_lazy("Give the share in per cent; 0 draws none."),
            "invalid": gettext_lazy("Give the share as a whole number of per cent."),
            "min_value": gettext_lazy("The share lies between 0 and 100 per cent."),
            "max_value": gettext_lazy("The share lies between 0 and 100 per cent."),
        },
    )

    def __init__(self, *args: Any, costs: Costs, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for name in ("illegible", "names", "disputed"):
            self.fields[name].help_text = _so_far(getattr(costs, name), costs.labels)
        self.fields["share"].help_text = gettext("5 per cent of the words decided so far are %(words)s.") % {
            "words": _words(round(costs.labels * 0.05))
        }

    @property
    def rules(self) -> SecondRules:
        return SecondRules(**{name: self.cleaned_data[name] for name in self.fields})


def _so_far(count: int, of: int) -> str:
    if not of:
        return gettext("No word is decided yet.")
    percent = round(100 * count / of, 1)
    return gettext("So far %(words)s, %(percent)s per cent of what is decided.") % {
        "words": _words(count),
        "percent": f"{percent:g}",
    }


def _words(count: int) -> str:
    return ngettext("%(count)s word", "%(count)s words", count) % {"count": count}
