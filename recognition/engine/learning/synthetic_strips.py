"""Synthetic lines for training: text, font and chance to a strip that looks like one cut from a scanned page.

The row is set together with its neighbours, bent in one resampling (size, slant, uneven letters and baseline), inked,
laid on paper and scanned badly. Lengths are strip pixels unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..recognizer.crnn import INPUT_HEIGHT
from .synthetic_hand import Font, FontError
from .synthetic_noise import Field, as_field, curve, field
from .synthetic_paper import Paper, make_paper
from .synthetic_rows import X_HEIGHT, Face, SetWord, can_write, face, paste, set_row, set_word

_PAPER_LENGTH = 1600
_PITCH = (0.78, 1.25)  # distance of rows in strip heights


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is written and scanned."""

    up: float  # room above the baseline in heights of tall letters, and below in lengths of tails
    down: float
    flat: float  # height of small letters in shares of the font's; quick hands leave little of them
    advance: float  # mean width of a letter
    space: float  # between words, x-heights
    slant: float  # x per y, added to the font's own
    uneven: float  # of letter widths and distances
    wobble: float  # of strokes, x-heights
    wander: float  # of the baseline, x-heights
    stroke: float  # width
    shading: float  # 0: an even pen, 1: only strokes across are thickened
    paper: float  # grey values
    ink: float
    fade: float  # how much of the ink is lost where the pen is dry
    grain: float
    texture: float  # factor on the paper's unevenness
    blur: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Look:
        """As the lines of the period vary; a fifth are clean scans on white."""
        white = rng.random() < 0.2
        paper = 255.0 if white else float(np.clip(rng.normal(208, 26), 120, 248))
        pencil = rng.random() < 0.12
        return cls(
            up=rng.uniform(0.9, 1.35), down=rng.uniform(0.3, 1.0), flat=min(1.0, rng.uniform(0.55, 1.25)),
            advance=float(np.clip(rng.lognormal(np.log(17), 0.26), 9, 34)), space=rng.uniform(0.5, 1.6),
            slant=float(np.clip(rng.normal(0.14, 0.2), -0.25, 0.6)), uneven=rng.uniform(0.08, 0.28),
            wobble=float(np.clip(rng.lognormal(np.log(0.055), 0.45), 0.02, 0.13)), wander=rng.uniform(0.03, 0.12),
            stroke=float(np.clip(rng.lognormal(np.log(2.4), 0.25), 1.7, 4.5)), shading=float(rng.random() < 0.5),
            paper=paper, ink=paper * (rng.uniform(0.35, 0.6) if pencil else rng.beta(2, 4) * 0.8),
            fade=rng.uniform(0, 0.45), grain=rng.uniform(0.3, 0.7) if pencil else rng.uniform(0, 0.25),
            texture=0.15 if white else rng.uniform(0.2, 1.2), blur=rng.uniform(0.1, 0.7),
        )  # fmt: skip


def paper_pool(sheets: int, rng: np.random.Generator) -> list[Field]:
    """Textures of mean 0, float32 (H, 1600) grey values, to crop papers from: made once, they are the slow part."""
    return [_texture(rng) for _ in range(sheets)]


def write_strip(text: str, font: Font, papers: list[Field], rng: np.random.Generator) -> NDArray[np.uint8]:
    """uint8 (INPUT_HEIGHT, W). `text`: at least one word, RAISED obeyed. Raises FontError where glyphs are missing."""
    if not can_write(text, font):
        raise FontError(f"The font has not all glyphs for “{text}”.")
    look, type_ = Look.draw(rng), face(font)
    zoom = (look.up * type_.up + max(look.down * type_.down, 0.25 * look.up * type_.up)) / INPUT_HEIGHT
    baseline = look.up * type_.up / zoom
    words = [set_word(word, font) for word in text.split()]
    row = _rows(words, look, type_, zoom, rng)
    coverage = _bend(row, baseline, look, zoom, len(text), rng)
    ink = _ink(coverage, look, X_HEIGHT / zoom, rng)
    sheet = _sheet(ink, papers, look, baseline, rng)
    sheet *= 1 - ink * (1 - look.ink / look.paper)
    return _capture(_mask(sheet, rng), look, rng)


def _texture(rng: np.random.Generator) -> Field:
    paper = Paper(
        mottle=rng.uniform(3, 9), weave=rng.uniform(1, 3.5), fibres=int(rng.integers(50, 400)), wear=0.0,
        laid=float(rng.random() < 0.3), foxing=int(rng.integers(0, 9)), stains=int(rng.random() < 0.3),
    )  # fmt: skip
    sheet = cv2.cvtColor(make_paper((4 * INPUT_HEIGHT, 2 * _PAPER_LENGTH), paper, rng), cv2.COLOR_RGB2GRAY)
    small = cv2.resize(sheet, (_PAPER_LENGTH, 2 * INPUT_HEIGHT), interpolation=cv2.INTER_AREA)
    return as_field(small - np.median(small))


@dataclass(frozen=True, slots=True)
class _Row:
    """Glyphs, uint8 (H, L); where in them the row starts and ends and its baseline lies. All in pixels as set."""

    glyphs: NDArray[np.uint8]
    start: float
    end: float
    baseline: float


def _rows(words: list[SetWord], look: Look, type_: Face, zoom: float, rng: np.random.Generator) -> _Row:
    """The row, and in most cases parts of the same words as its neighbours above and below."""
    edge = 1.5 * X_HEIGHT
    gaps = X_HEIGHT * look.space * rng.uniform(0.6, 1.4, len(words))
    placed = set_row(words, gaps.tolist(), edge)
    end = placed[-1][1] + placed[-1][0].advance
    height, baseline = INPUT_HEIGHT * zoom + 2 * edge, look.up * type_.up + edge
    glyphs = np.zeros((round(height), round(end + edge)), np.uint8)
    jitter = look.wander * X_HEIGHT
    for word, x in placed:
        paste(glyphs, word, x, baseline + rng.normal(0, jitter))
    pitch = rng.uniform(*_PITCH) * INPUT_HEIGHT * zoom
    for y in (baseline - pitch, baseline + pitch):
        if rng.random() < 0.6:
            order = rng.permutation(len(words))
            for word, x in set_row([words[i] for i in order], gaps.tolist(), rng.uniform(-0.3, 0.5) * end):
                paste(glyphs, word, x, y)
    return _Row(_thicken(glyphs, look.stroke * zoom - type_.stroke, look.shading), edge, end, baseline)


def _thicken(glyphs: NDArray[np.uint8], by: float, shading: float) -> NDArray[np.uint8]:
    """Strokes wider by about `by` set pixels; a pointed pen widens only what runs down the page."""
    across = int(np.clip(round(by), 0, 7))
    if not across:
        return glyphs
    size = (across + 1, 1 + round(across * (1 - 0.5 * shading)))
    return cv2.dilate(glyphs, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, size)).astype(np.uint8)


def _bend(row: _Row, baseline: float, look: Look, zoom: float, letters: int, rng: np.random.Generator) -> Field:
    """Coverage by ink, 0 to 1, (INPUT_HEIGHT, W)."""
    unit, length = X_HEIGHT / zoom, (row.end - row.start) / zoom
    stretch = float(np.clip(look.advance * letters / length, 0.65, 2.1))
    left, right = unit * rng.uniform(-0.15, 0.9, 2)
    width = max(INPUT_HEIGHT // 2, round(length * stretch + left + right))
    ys, xs = np.mgrid[0:INPUT_HEIGHT, 0:width].astype(np.float32)
    reach = INPUT_HEIGHT  # slanted letters come from beyond both ends
    way = np.cumsum(np.exp(look.uneven * curve(width + 2 * reach, 0.9 * unit, rng)))
    start, end = np.interp([reach + left, reach + left + length * stretch], np.arange(len(way)), way)
    way = row.start + (way - start) * (row.end - row.start) / (end - start)
    along = xs - look.slant * (baseline - ys)
    source_x = np.interp(along, np.arange(-reach, width + reach), way)
    source_x += X_HEIGHT * look.wobble * field((INPUT_HEIGHT, width), 0.7 * unit, rng)
    sizes = 1 + 0.06 * curve(width, 3 * unit, rng)
    rise = zoom * (baseline - ys + unit * look.wander * curve(width, 1.3 * unit, rng)) / sizes
    source_y = row.baseline - _unflatten(rise, look.flat)
    source_y += X_HEIGHT * look.wobble * field((INPUT_HEIGHT, width), 0.7 * unit, rng)
    soft = cv2.GaussianBlur(row.glyphs, (0, 0), 0.4 * zoom)
    bent = cv2.remap(soft, source_x.astype(np.float32), source_y.astype(np.float32), cv2.INTER_LINEAR)
    return as_field(bent / 255)


def _unflatten(rise: Field, flat: float) -> Field:
    """Heights in the font of heights above the baseline, pixels as set: small letters lower, tall ones as they were."""
    low, tall = flat * X_HEIGHT, 2.0 * X_HEIGHT
    squeezed = np.interp(rise, [0, low, tall], [0, X_HEIGHT, tall])
    return as_field(np.where((rise > 0) & (rise < tall), squeezed, rise))


def _ink(coverage: Field, look: Look, unit: float, rng: np.random.Generator) -> Field:
    """Density: pressed, pooled where strokes are broad, paler where the pen dries, grainy like a pencil."""
    shape = (coverage.shape[0], coverage.shape[1])
    stroke = np.clip(coverage * (1.6 + 0.3 * np.clip(field(shape, 1.1 * unit, rng), -1.5, 1.5)), 0, 1)
    pooled = cv2.GaussianBlur(stroke, (0, 0), 0.9)
    flow = 1 - look.fade * np.clip(0.4 + 0.6 * curve(shape[1], 5 * unit, rng), 0, 1)
    teeth = np.clip(0.5 + field(shape, 1.3, rng), 0, 1)
    return as_field(np.clip(stroke * (0.6 + 0.5 * pooled) * flow * (1 - look.grain * teeth), 0, 1))


def _sheet(ink: Field, papers: list[Field], look: Look, baseline: float, rng: np.random.Generator) -> Field:
    """Paper under the line, with printed rules and with what shows through from the other side."""
    width = ink.shape[1]
    texture = papers[rng.integers(len(papers))][:: rng.choice([-1, 1]), :: rng.choice([-1, 1])]
    if width > texture.shape[1]:
        texture = np.tile(texture, (1, -(-width // texture.shape[1])))
    x, y = rng.integers(0, texture.shape[1] - width + 1), rng.integers(0, texture.shape[0] - INPUT_HEIGHT + 1)
    sheet = look.paper + look.texture * texture[y : y + INPUT_HEIGHT, x : x + width]
    if rng.random() < 0.25:
        other = cv2.GaussianBlur(np.roll(ink[:, ::-1], int(rng.integers(-20, 20)), axis=0), (0, 0), rng.uniform(0.8, 2))
        sheet *= 1 - rng.uniform(0.05, 0.3) * other * (1 - look.ink / look.paper)
    if rng.random() < 0.3:
        _rule(sheet, baseline + rng.uniform(-1, 5), rng)
    if rng.random() < 0.06:
        _rule(sheet.T, rng.choice([rng.uniform(0, 6), width - rng.uniform(0, 6)]), rng)
    return as_field(np.clip(sheet, 0, 255))


def _rule(sheet: Field, at: float, rng: np.random.Generator) -> None:
    """Darken along a nearly straight line across, `at` pixels from the top, in place."""
    line = at + rng.normal(0, 0.6) + np.linspace(-1, 1, sheet.shape[1]) * rng.normal(0, 1)
    away = np.arange(sheet.shape[0], dtype=np.float32)[:, None] - line[None, :]
    sheet *= 1 - rng.uniform(0.05, 0.35) * np.exp(-((away / rng.uniform(0.5, 1.1)) ** 2))


def _mask(sheet: Field, rng: np.random.Generator) -> Field:
    """Even paper beyond an uneven outline, as cut_strip leaves it."""
    width = sheet.shape[1]
    ys = np.arange(INPUT_HEIGHT, dtype=np.float32)[:, None]
    top = rng.uniform(-6, 3) + 2.5 * curve(width, 40, rng)
    bottom = INPUT_HEIGHT - rng.uniform(-6, 4) + 2.5 * curve(width, 40, rng)
    return np.where((ys < top) | (ys > bottom), np.percentile(sheet, 70), sheet).astype(np.float32)


def _capture(sheet: Field, look: Look, rng: np.random.Generator) -> NDArray[np.uint8]:
    """What lens, sensor, a coarser scan and its JPEG leave of it."""
    size = (sheet.shape[1], INPUT_HEIGHT)
    picture = cv2.GaussianBlur(sheet, (0, 0), look.blur)
    if rng.random() < 0.3:
        share = rng.uniform(0.5, 0.9)
        coarse = (max(8, round(share * size[0])), round(share * INPUT_HEIGHT))
        picture = cv2.resize(cv2.resize(picture, coarse, interpolation=cv2.INTER_AREA), size)
    picture = picture + look.texture * rng.uniform(0.3, 2.2) * rng.standard_normal(picture.shape, dtype=np.float32)
    pixels: NDArray[np.uint8] = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 75))])
        pixels = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    return pixels
