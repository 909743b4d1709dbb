"""Forms, with errors as sentences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy

from recognition.engine.backends.names import OURS
from recognition.models import Project
from recognition.models.projects import MOST_CHECKS, Direction, Language
from recognition.services.projects import ProjectRules
from recognition.services.readers import installed_readers
from review import policy
from review.selectors_target import TARGETS


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": gettext_lazy("This name and password do not belong together. Check both and try again."),
        "inactive": gettext_lazy("This account is switched off. Ask an administrator to switch it on."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["password"].label = gettext_lazy("Password")
        self.fields["username"].label = gettext_lazy("Name")
        self.fields["username"].error_messages["required"] = gettext_lazy("Enter your name.")
        self.fields["password"].error_messages["required"] = gettext_lazy("Enter your password.")


class ProjectForm(forms.Form):
    """Name, language and rules of a project. The threshold is asked for in percent."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Give the project a name."),
            "max_length": gettext_lazy("Use a name of at most 200 characters."),
        },
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices, initial=Language.AUTO)
    direction = forms.ChoiceField(
        label=gettext_lazy("Writing runs"), choices=Direction.choices, initial=Direction.LEFT_TO_RIGHT, required=False
    )
    characters = forms.CharField(
        label=gettext_lazy("Special characters"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "With blanks between them, such as ſ æ ꝑ é ⁊. The desk offers them as buttons and by key."
        ),
        error_messages={"max_length": gettext_lazy("Use at most 200 characters.")},
    )
    target = forms.TypedChoiceField(
        label=gettext_lazy("Words that shall be right in the end"),
        required=False,
        coerce=float,
        empty_value=None,
        choices=[
            ("", gettext_lazy("as many as the number below gives")),
            *((f"{t}", f"{100 * t:.0f} %") for t in TARGETS),
        ],
        help_text=gettext_lazy("The number below then follows by itself, from 50 decided words on."),
    )
    threshold = forms.IntegerField(
        label=gettext_lazy("Ask about words less sure than"),
        initial=90,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("Per cent. Higher asks about more words and misses fewer errors."),
        error_messages={
            "required": gettext_lazy("Enter a number from 0 to 100."),
            "invalid": gettext_lazy("Enter a whole number from 0 to 100."),
            "min_value": gettext_lazy("Enter a number from 0 to 100."),
            "max_value": gettext_lazy("Enter a number from 0 to 100."),
        },
    )
    checks = forms.IntegerField(
        label=gettext_lazy("Random checks among the other words"),
        required=False,
        initial=0,
        min_value=0,
        max_value=MOST_CHECKS,
        help_text=gettext_lazy(
            "Per cent of the words that nobody would be asked about. 2 or 3 make the target honest: they measure how "
            "many of those words are right."
        ),
        error_messages={
            "invalid": gettext_lazy("Enter a whole number from 0 to 20."),
            "min_value": gettext_lazy("Enter a number from 0 to 20."),
            "max_value": gettext_lazy("Enter a number from 0 to 20."),
        },
    )
    reader = forms.ChoiceField(
        label=gettext_lazy("Read by"),
        required=False,
        choices=installed_readers,
        initial=OURS,
        help_text=gettext_lazy("Pages that are read from now on. Other readers' words are asked about like ours."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    @classmethod
    def of(cls, project: Project) -> ProjectForm:
        """The form filled with what a project has now."""
        return cls(
            initial={
                "name": project.name,
                "language": project.language,
                "direction": project.direction,
                "characters": project.characters,
                "target": project.target or "",
                "threshold": round(project.threshold * 100),
                "checks": project.checks,
                "reader": project.reader,
            }
        )

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned answers in the units of the model."""
        cleaned = self.cleaned_data
        rules = ProjectRules(
            language=cleaned["language"],
            threshold=cleaned["threshold"] / 100,
            reader=cleaned["reader"] or OURS,
            direction=cleaned["direction"] or Direction.LEFT_TO_RIGHT,
            characters=policy.clean(cleaned["characters"]),
            target=cleaned["target"],
            checks=cleaned["checks"] or 0,
        )
        return {"name": cleaned["name"], "rules": rules}
