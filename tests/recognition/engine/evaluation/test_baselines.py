from __future__ import annotations

from recognition.engine.evaluation.baselines import MetPoints, met_points

TRUTH = [((0.0, 100.0), (792.0, 100.0)), ((0.0, 160.0), (792.0, 160.0))]  # 60 pixels apart: 15 are forgiven


def test_what_is_found_is_met() -> None:
    assert met_points(TRUTH, TRUTH) == MetPoints(200, 200, 200, 200)


def test_a_line_as_far_off_as_a_quarter_of_the_distance_is_met_and_one_further_not() -> None:
    near, far = ((0.0, 114.0), (792.0, 114.0)), ((0.0, 176.0), (792.0, 176.0))
    assert met_points(TRUTH, [near, far]) == MetPoints(200, 100, 200, 100)


def test_half_a_line_meets_half_its_points() -> None:
    found = met_points(TRUTH, [((0.0, 100.0), (392.0, 100.0))])
    assert (found.found, found.found_met) == (50, 50)
    assert found.true_met == 51  # one step of grace at the end


def test_nothing_found_is_nothing_met() -> None:
    assert met_points(TRUTH, []) == MetPoints(200, 0, 0, 0)
