"""What pages and settings may know of the preprocessing without a picture library: names, labels and parameters, in the
order in which the steps are applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = float | int | str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number from `least` to `most`, whole where `default` is, or one of `choices`."""

    label: str
    default: Value
    least: float = 0.0
    most: float = 0.0
    choices: tuple[str, ...] = ()

    def checked(self, value: object) -> Value:
        """The value in its own type. Raises ValueError with a sentence."""
        if self.choices:
            if value not in self.choices:
                raise ValueError(f"{self.label}: choose one of {', '.join(self.choices)}.")
            return str(value)
        kind = type(self.default)
        try:
            number = kind(str(value))
        except ValueError as error:
            whole = "a whole number" if kind is int else "a number"
            raise ValueError(f"{self.label}: enter {whole}.") from error
        if not self.least <= float(number) <= self.most:
            raise ValueError(f"{self.label}: enter a number from {self.least:g} to {self.most:g}.")
        return number


@dataclass(frozen=True, slots=True)
class StepSwitch:
    """`label` is what a person reads beside the switch; `default`: on unless a project says otherwise. `both_sides`:
    the step looks at the pages before and after, of which one may be the leaf's other side."""

    label: str
    default: bool
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    both_sides: bool = False


SWITCHES: dict[str, StepSwitch] = {
    "grey": StepSwitch(
        "Look through one colour only: rust and stains pale in red", False,
        {"channel": Parameter("Colour", "red", choices=("red", "green", "blue"))},
    ),
    "other_side": StepSwitch(
        "Take away what shines through, with the picture of the other side", True,
        {"strength": Parameter("Strength", 1.0, 0.2, 2.0)}, both_sides=True,
    ),
    "upright": StepSwitch("Turn pages that lie on their side or stand on their head", True),
    "deskew": StepSwitch("Straighten pages that lie askew", True),
    "trim": StepSwitch("Cut away dark borders around the paper", True),
    "contour": StepSwitch("Cut the paper out along its outline", False),
    "size": StepSwitch(
        "Bring all pages to one size", False, {"long_side": Parameter("Longer side in pixels", 2000, 600, 6000)}
    ),
    "bleed": StepSwitch(
        "Take away what shines through, from the page alone", False,
        {"below": Parameter("Paler than this share of the ink", 0.45, 0.1, 0.9)},
    ),
    "flatten": StepSwitch(
        "Even out shadows and stains", False,
        {"window": Parameter("Width of a shadow, share of the page", 0.025, 0.005, 0.2)},
    ),
    "contrast": StepSwitch(
        "Stretch faint writing to full contrast", False,
        {
            "low": Parameter("Per cent that become black", 0.5, 0.0, 20.0),
            "high": Parameter("Per cent below paper", 90.0, 50.0, 100.0),
        },
    ),
    "denoise": StepSwitch("Smooth away grain", False, {"strength": Parameter("Strength", 7.0, 1.0, 30.0)}),
    "otsu": StepSwitch("Black and white, one threshold (Otsu)", False),
    "adaptive": StepSwitch(
        "Black and white, by the mean around (adaptive)", False,
        {
            "window": Parameter("Window in pixels", 41, 5, 301),
            "below": Parameter("Darker than the mean by", 12.0, 0.0, 80.0),
        },
    ),
    "sauvola": StepSwitch(
        "Black and white, by mean and spread around (Sauvola)", False,
        {"window": Parameter("Window in pixels", 41, 5, 301), "k": Parameter("k", 0.2, 0.01, 0.9)},
    ),
    "learned": StepSwitch(
        "Black and white, by a net that learned it", False,
        {"threshold": Parameter("Ink from this probability", 0.5, 0.05, 0.95)},
    ),
}  # fmt: skip
DEFAULT_STEPS: tuple[str, ...] = tuple(name for name, switch in SWITCHES.items() if switch.default)


def checked_settings(given: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, Value]]:
    """Settings by step, without what equals the default. Raises ValueError with a sentence."""
    settings: dict[str, dict[str, Value]] = {}
    for name, values in given.items():
        if name not in SWITCHES:
            raise ValueError(f"No preprocessing step is called {name}: there are {', '.join(SWITCHES)}.")
        known = SWITCHES[name].parameters
        unknown = [key for key in values if key not in known]
        if unknown:
            raise ValueError(f"The step {name} has no parameter {unknown[0]}.")
        own = {key: known[key].checked(value) for key, value in values.items()}
        changed = {key: value for key, value in own.items() if value != known[key].default}
        if changed:
            settings[name] = changed
    return settings
