"""The form that removes a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from recognition.models import Project
from review import policy


class RemoveProjectForm(forms.Form):
    """The name is typed, so that nobody removes another project than they mean."""

    name = forms.CharField(
        label=gettext_lazy("Name of the project"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type the name of the project to remove it.")},
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self._name = policy.clean(project.name)
        self.fields["name"].help_text = gettext("Type it as it stands here: %(name)s") % {"name": self._name}

    def clean_name(self) -> str:
        name = policy.clean(self.cleaned_data["name"])
        if name != self._name:
            sentence = gettext("“%(typed)s” is not its name. Type “%(name)s” to remove it.")
            raise forms.ValidationError(sentence % {"typed": name, "name": self._name})
        return name
