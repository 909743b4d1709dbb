"""The rule by which a project's reader learns by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy

from recognition.models import LearnRule, Project


def _clock() -> str:
    now = timezone.localtime()
    return gettext("On the server's clock, where it is %(time)s now (%(zone)s).") % {
        "time": f"{now:%H:%M}", "zone": timezone.get_default_timezone_name()}  # fmt: skip


class RuleForm(forms.Form):
    rule = forms.ChoiceField(
        label=gettext_lazy("When to learn by itself"),
        choices=LearnRule.choices,
        help_text=gettext_lazy("What it learned is used only where it is proven better."),
    )
    lines = forms.IntegerField(label=gettext_lazy("New lines"), min_value=1, max_value=100_000)
    begins = forms.IntegerField(label=gettext_lazy("Night begins, full hour"), min_value=0, max_value=23)
    ends = forms.IntegerField(
        label=gettext_lazy("Night ends, full hour"), min_value=0, max_value=23, help_text=lazy(_clock, str)()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    @classmethod
    def of(cls, project: Project) -> RuleForm:
        rule, lines = project.learn_rule, project.learn_every
        return cls(initial={"rule": rule, "lines": lines, "begins": project.learn_from, "ends": project.learn_until})
