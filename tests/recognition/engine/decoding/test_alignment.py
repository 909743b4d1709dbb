import numpy as np
import pytest

from recognition.engine.decoding.alignment import AlignmentError, align


def peaks(classes: list[int], count: int = 4, height: float = 0.97) -> np.ndarray:
    """Frames that are sure of one class each."""
    probabilities = np.full((len(classes), count), (1 - height) / (count - 1), np.float32)
    probabilities[np.arange(len(classes)), classes] = height
    return np.log(probabilities)


def test_spans_lie_where_the_peaks_are() -> None:
    spans = align(peaks([0, 1, 1, 0, 2, 0, 0, 3]), [1, 2, 3])
    assert [(s.start, s.end) for s in spans] == [(1, 3), (4, 5), (7, 8)]
    assert all(s.log_probability == pytest.approx(np.log(0.97), abs=1e-5) for s in spans)


def test_equal_neighbours_are_parted_by_a_blank() -> None:
    spans = align(peaks([1, 1, 1]), [1, 1])
    assert spans[0].end < spans[1].start


def test_an_unlikely_text_is_still_placed_in_order() -> None:
    spans = align(peaks([1, 0, 2, 0]), [3, 3])
    assert spans[0].end <= spans[1].start


def test_too_few_frames_are_named() -> None:
    with pytest.raises(AlignmentError, match="3 characters do not fit 2 frames"):
        align(peaks([1, 2]), [1, 2, 3])


def test_no_text_no_spans() -> None:
    assert align(peaks([0, 0]), []) == []
