"""A form laid over another page of its kind."""

from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.layout.form_registration import RegistrationError, register

from .forms import BOTTOM, EDGES, HEIGHT, TOP, WIDTH, form, moved

CORNERS = np.array([[x, y, 1.0] for x in EDGES for y in (TOP, BOTTOM)])


@pytest.mark.parametrize("titles", [True, False], ids=["print and rulings", "rulings alone"])
def test_rulings_come_to_lie_on_rulings(titles: bool) -> None:
    page, truth = moved(form(2, titles=titles), 1.2, 0.97, (12.0, -9.0))
    found = register(form(1, titles=titles), page)
    assert np.abs(CORNERS @ found.to_page.T - CORNERS @ truth.T).max() < 5
    assert found.likeness > 0.5


def test_a_page_of_twice_the_resolution_is_the_same_page() -> None:
    double = np.kron(form(1), np.ones((2, 2), np.uint8))
    found = register(form(1), double)
    assert np.allclose(CORNERS @ found.to_page.T, CORNERS[:, :2] * 2, atol=4)


def test_a_letter_is_no_page_of_the_form() -> None:
    letter = np.full((HEIGHT, WIDTH), 235, np.uint8)
    rng = np.random.default_rng(3)
    for row in range(20):
        xs = np.arange(100, 900, 7)
        letter[100 + row * 60 + rng.integers(-14, 14, len(xs)), xs] = 60
    with pytest.raises(RegistrationError):
        register(form(1), letter)


def test_two_empty_pages_tell_nothing() -> None:
    empty = np.full((HEIGHT, WIDTH), 235, np.uint8)
    with pytest.raises(RegistrationError, match="Nothing is ruled or printed"):
        register(empty, empty)
