"""What pages may know of the steps is true of the functions."""

import inspect

import pytest

from recognition.engine.imaging.pipeline import STEPS
from recognition.engine.imaging.steps import SWITCHES, checked_settings


@pytest.mark.parametrize("name", list(STEPS))
def test_a_step_has_the_parameters_and_defaults_that_its_switch_offers(name: str) -> None:
    _, *keywords = inspect.signature(STEPS[name]).parameters.values()
    offered = {key: parameter.default for key, parameter in SWITCHES[name].parameters.items()}
    assert {p.name: p.default for p in keywords if p.name != "others"} == offered
    assert SWITCHES[name].both_sides == any(p.name == "others" for p in keywords)


def test_settings_come_back_in_their_type_without_what_is_the_default() -> None:
    given = {"sauvola": {"window": "31", "k": 0.2}, "denoise": {"strength": 7}}
    assert checked_settings(given) == {"sauvola": {"window": 31}}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"sharpen": {}}, "No preprocessing step is called sharpen"),
        ({"sauvola": {"size": 3}}, "no parameter size"),
        ({"sauvola": {"window": 2}}, "Window in pixels: enter a number from 5 to 301"),
        ({"sauvola": {"window": "wide"}}, "enter a whole number"),
        ({"grey": {"channel": "infrared"}}, "choose one of red, green, blue"),
    ],
)
def test_settings_that_no_step_takes_are_refused(given: dict, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        checked_settings(given)
