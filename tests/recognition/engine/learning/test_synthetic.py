"""Synthetic handwriting: the same seed gives the same pixels, and the truth lies where the ink is."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from recognition.engine.geometry import as_array, fill
from recognition.engine.learning.synthetic import SyntheticPage, synthetic_pages
from recognition.engine.learning.synthetic_hand import FontError, Hand, Pen, write_word
from recognition.engine.learning.synthetic_layout import Block, Sheet, write_sheets
from recognition.engine.learning.synthetic_paper import Paper
from recognition.engine.learning.synthetic_scan import Scanner
from recognition.engine.transcription import PERSON, Page

SHEET = Sheet(width=520, height=420, pitch=60, left=50, right=40, top=80, bottom=50)
PAPER = Paper(fibres=40, foxing=3, stains=1, folds_across=(0.5,), folds_down=(0.4,), laid=1.0, ruling=60)
BLOCKS = [
    Block("12 May", align="right", kind="heading"),
    Block("The gulls came back on Monday and the whole harbour went down to count them", indent=2),
    Block("7 boats\t41 gulls"),
    Block("Ada", left=0.5, flourish=True),
]


@pytest.fixture(scope="module")
def hand(font: bytes) -> Hand:
    return Hand(font, x_height=15)


def letter(hand: Hand, seed: int, rotation: float = 1.5) -> list[SyntheticPage]:
    scanner = Scanner(rotation=rotation)
    return synthetic_pages(BLOCKS, hand, SHEET, PAPER, scanner, "letter", np.random.default_rng(seed))


def inside(page: Page, outlines: list[tuple[tuple[float, float], ...]]) -> np.ndarray:
    mask = np.zeros((page.height, page.width), bool)
    for outline in outlines:
        mask |= fill((page.height, page.width), as_array(outline)) > 0
    return mask


def test_the_same_seed_gives_the_same_page(hand: Hand) -> None:
    first, second, other = letter(hand, 1), letter(hand, 1), letter(hand, 2)
    assert len(first) == len(second) == 2
    for one, two in zip(first, second, strict=True):
        assert one.page == two.page
        assert np.array_equal(one.image, two.image)
    assert first[0].page != other[0].page


def test_a_word_is_never_written_twice_the_same(hand: Hand) -> None:
    rng = np.random.default_rng(3)
    first, second = write_word("harbour", hand, rng), write_word("harbour", hand, rng)
    assert first.ink.shape != second.ink.shape or not np.allclose(first.ink, second.ink)


def test_the_truth_says_what_was_written(hand: Hand) -> None:
    pages = [made.page for made in letter(hand, 1)]
    assert [page.image for page in pages] == ["letter_1", "letter_2"]
    written = " ".join(" ".join(line.text for line in page.lines()) for page in pages)
    assert written == " ".join(word for block in BLOCKS for word in block.text.split())
    lines = [line for page in pages for line in page.lines()]
    assert "7 boats 41 gulls" in [line.text for line in lines]
    assert all(" ".join(word.text for word in line.words) == line.text for line in lines)
    assert {word.author for line in lines for word in line.words} == {PERSON}
    assert all(len({line.id for line in page.lines()}) == len(list(page.lines())) for page in pages)


def test_outlines_contain_the_ink(hand: Hand) -> None:
    plain = [Block(block.text, align=block.align) for block in BLOCKS]
    sheet = write_sheets(plain, hand, SHEET, np.random.default_rng(4))[0]
    page = Page("", SHEET.width, SHEET.height, tuple(sheet.regions))
    ink = sheet.ink > 0.2
    lines = inside(page, [line.polygon for line in page.lines()])
    words = inside(page, [word.polygon for line in page.lines() for word in line.words])
    assert ink.sum() > 2000
    assert (ink & lines).sum() > 0.995 * ink.sum()
    assert (ink & words).sum() > 0.995 * ink.sum()
    assert lines.mean() < 0.6
    for line in page.lines():
        for word in line.words:
            assert ink[inside(page, [word.polygon])].mean() > 0.03


@pytest.mark.parametrize("rotation", [-4.0, 4.0])
def test_the_truth_turns_with_the_page(hand: Hand, rotation: float) -> None:
    made = letter(hand, 5, rotation)[0]
    grey = cv2.cvtColor(made.image, cv2.COLOR_RGB2GRAY)
    assert grey.shape == (made.page.height, made.page.width)
    line = max(made.page.lines(), key=lambda each: len(each.text))
    (x0, y0), (x1, y1) = line.baseline[0], line.baseline[-1]
    assert np.degrees(np.arctan2(y1 - y0, x1 - x0)) == pytest.approx(-rotation, abs=2)
    written = inside(made.page, [word.polygon for word in line.words])
    # Dark strokes are found by a black-hat, which neither stains nor folds pass.
    strokes = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((9, 9), np.uint8))
    below = np.roll(written, round(SHEET.pitch / 2), axis=0) & ~written
    assert strokes[written].mean() > 2.0 * strokes[below].mean()


def test_a_full_pen_dries_and_is_dipped_again(hand: Hand) -> None:
    pen = Pen(hand, np.random.default_rng(6))
    loads = [pen.load(5) for _ in range(60)]
    assert loads[0] == 1
    assert min(loads) >= hand.dry
    dips = [later for earlier, later in pairwise(loads) if later > earlier]
    assert 2 <= len(dips) <= 12
    assert min(dips) > 0.9


def test_missing_glyphs_are_named(hand: Hand) -> None:
    with pytest.raises(FontError, match="⁂"):
        write_word("a⁂", hand, np.random.default_rng(0))


def test_a_broken_font_is_refused() -> None:
    with pytest.raises(FontError, match="cannot be read"):
        write_word("a", Hand(b"no font"), np.random.default_rng(0))
