"""The form for a project's preprocessing: a switch a step, and its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext

from recognition.engine.imaging.steps import SWITCHES, Parameter
from recognition.models import Project
from review.sentences import told


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the form."""

    name: str
    switch: BoundField
    parameters: tuple[BoundField, ...]


class StepsForm(forms.Form):
    """Fields `on-STEP` and `STEP-PARAMETER`."""

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data, label_suffix="")
        for name, step in SWITCHES.items():
            self.fields[f"on-{name}"] = forms.BooleanField(
                label=told(step.label), required=False, initial=name in project.steps
            )
            given = project.step_settings.get(name, {})
            for key, parameter in step.parameters.items():
                self.fields[f"{name}-{key}"] = _field(parameter, given.get(key, parameter.default))

    def rows(self) -> Iterator[StepRow]:
        for name, step in SWITCHES.items():
            yield StepRow(name, self[f"on-{name}"], tuple(self[f"{name}-{key}"] for key in step.parameters))

    @property
    def steps(self) -> list[str]:
        return [name for name in SWITCHES if self.cleaned_data[f"on-{name}"]]

    @property
    def settings(self) -> dict[str, dict[str, object]]:
        """Of every step, also where they are the engine's."""
        return {
            name: {key: self.cleaned_data[f"{name}-{key}"] for key in step.parameters}
            for name, step in SWITCHES.items()
        }


def _field(parameter: Parameter, initial: object) -> forms.Field:
    label = told(parameter.label)
    if parameter.choices:
        return forms.ChoiceField(label=label, initial=initial, choices=[(c, told(c)) for c in parameter.choices])
    span = gettext("Enter a number from %(least)s to %(most)s.") % {"least": parameter.least, "most": parameter.most}
    whole = isinstance(parameter.default, int)
    kind = forms.IntegerField if whole else forms.FloatField
    field = kind(
        label=label, initial=initial, min_value=parameter.least, max_value=parameter.most,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), span),
    )  # fmt: skip
    if not whole:
        field.widget.attrs["step"] = "any"
    return field
