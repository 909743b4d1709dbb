"""What the reader saw of a word, frame by frame, small enough to keep and to send. numpy alone.

CTC frames (Graves et al. 2006) say how likely any text is, not only the few that a beam has kept: of whoever begins to
write a word, they tell how it may go on. Most of them are silence or one letter, so that a word takes some 200 bytes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .alphabet import BLANK, Alphabet

#: Natural log probability below which a class is left out of a frame; and a byte b stands for -b / STEPS.
FLOOR, STEPS = -7.0, 16
_END = b"\0"
_MOST = 255


def sight(log_probs: NDArray[np.float32], alphabet: Alphabet, ink: tuple[int, int]) -> bytes:
    """The sight of a word with these frames (T, V), of which its ink fills start ≤ t < end. Spaces beside the ink are
    silence.

    First the letters that are seen anywhere, as UTF-8, and a zero; then each frame: how many classes it shows, and of
    each its place among the letters, from 1, or 0 for the blank, and its cost. Silent frames in a row are one.
    """
    frames = _silent_beside(log_probs, alphabet.encode(" "), ink)
    classes = [c for c in np.flatnonzero((frames > FLOOR).any(0)).tolist() if c != BLANK][: _MOST - 1]
    places = {BLANK: 0} | {c: i for i, c in enumerate(classes, 1)}
    rows: list[bytes] = []
    for frame in frames:
        shown = [c for c in places if frame[c] > FLOOR]
        if shown == [BLANK] and rows and rows[-1][:2] == b"\1\0":
            continue
        costs = [round(max(-float(frame[c]), 0.0) * STEPS) for c in shown]
        rows.append(bytes([len(shown), *(n for c, cost in zip(shown, costs, strict=True) for n in (places[c], cost))]))
    return alphabet.decode(classes).encode() + _END + b"".join(rows)


def _silent_beside(log_probs: NDArray[np.float32], space: list[int], ink: tuple[int, int]) -> NDArray[np.float32]:
    frames = log_probs.astype(np.float32)
    for beside in (slice(0, max(ink[0], 0)), slice(ink[1], None)):
        for index in space:
            frames[beside, BLANK] = np.logaddexp(frames[beside, BLANK], frames[beside, index])
            frames[beside, index] = -np.inf
    return frames
