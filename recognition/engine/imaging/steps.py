"""What pages and settings may know of the preprocessing without a picture library: names and labels, in order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepSwitch:
    """`label` is what a person reads beside the switch; `default`: on unless a project says otherwise."""

    label: str
    default: bool


SWITCHES: dict[str, StepSwitch] = {
    "upright": StepSwitch("Turn pages that lie on their side or stand on their head", True),
    "deskew": StepSwitch("Straighten pages that lie askew", True),
    "trim": StepSwitch("Cut away dark borders around the paper", True),
    "flatten": StepSwitch("Even out shadows and stains", False),
    "contrast": StepSwitch("Stretch faint writing to full contrast", False),
    "denoise": StepSwitch("Smooth away grain", False),
}
DEFAULT_STEPS: tuple[str, ...] = tuple(name for name, switch in SWITCHES.items() if switch.default)
