"""Image files as upright 8-bit pictures, grey or RGB."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageChops, ImageOps, UnidentifiedImageError

from .scan import Limits, Scan, ScanError

#: Only these of Pillow's decoders are let near what people send.
_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "JPEG2000")
_ORIENTATION, _SUBFILE, _PHOTOMETRIC = 274, 254, 262
_REDUCED, _WHITE_IS_ZERO = 1, 0
#: What Pillow raises for damaged bytes; its decoders are not of one mind.
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, OverflowError, MemoryError)
#: No letter's long side is longer: a file that claims it carries a made-up resolution, as cameras' 72 dpi.
_LONGEST_INCHES = 34.0
_EXIF_CENTIMETRES, _CM_PER_INCH = 3, 2.54


def decode_picture(data: bytes, name: str, limits: Limits) -> Iterator[Scan | ScanError]:
    """Every page of an image file; a page that fails comes as its ScanError. Raises ScanError for the whole file where
    it is no image or has too many pages. Of moving pictures only the first frame counts."""
    with _open(data, name) as image:
        frames = _tiff_frames(image, name, limits) if image.format == "TIFF" else [0]
        for index, frame in enumerate(frames):
            label = name if len(frames) == 1 else f"{name}, page {index + 1},"
            yield _decode_frame(image, frame, index, label, limits)


def _open(data: bytes, name: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own size warning: the limits decide, not its global
            return Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise ScanError(f"{name} has more pixels than any page: scan it at a lower resolution.") from error
    except UnidentifiedImageError as error:
        raise ScanError(f"{name} is no image that can be read: upload JPEG, PNG, TIFF, WebP or PDF.") from error
    except _DAMAGE as error:
        raise ScanError(f"{name} is broken: scan or export it again.") from error


def _tiff_frames(image: Image.Image, name: str, limits: Limits) -> list[int]:
    """Places of the pages; thumbnails that ride along with them are left out."""
    frames: list[int] = []
    for frame in range(2 * limits.pages + 1):
        try:
            image.seek(frame)
        except EOFError:
            break
        except _DAMAGE:
            frames.append(frame)  # said so when its turn comes
            break
        if not (_tag(image, _SUBFILE) or 0) & _REDUCED:
            frames.append(frame)
        limits.check_pages(len(frames), name)
    return frames or [0]


def _decode_frame(image: Image.Image, frame: int, index: int, name: str, limits: Limits) -> Scan | ScanError:
    try:
        image.seek(frame)
        limits.check_size(*image.size, name)
        dpi = _dpi(image)
        image.load()
        return Scan(_eight_bit(_upright(image)), dpi, index)
    except ScanError as error:
        return error
    except (*_DAMAGE, Image.DecompressionBombError) as error:
        problem = ScanError(f"{name} is broken or cut short: scan or export it again.")
        problem.__cause__ = error
        return problem


def _tag(image: Image.Image, number: int) -> int | None:
    value = getattr(image, "tag_v2", {}).get(number)
    return value if isinstance(value, int) else None


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the file's orientation mark asks; a mark that cannot be read asks nothing."""
    try:
        return ImageOps.exif_transpose(image) or image
    except _DAMAGE:
        return image


def _eight_bit(image: Image.Image) -> NDArray[np.uint8]:
    """uint8 (H, W) for grey, (H, W, 3) RGB for colour, transparent parts white."""
    if image.mode in ("I;16", "I;16L", "I;16B", "I;16N", "I", "F"):
        return _scaled(np.asarray(image), inverted=_tag(image, _PHOTOMETRIC) == _WHITE_IS_ZERO)
    if image.mode == "1":
        return np.asarray(image.convert("L"))
    if image.mode == "LAB":
        return np.asarray(image.getchannel("L"))
    if image.mode == "CMYK" and image.format == "JPEG" and "adobe" not in image.info:
        image = ImageChops.invert(image)  # Pillow takes every CMYK JPEG for one of Adobe's, which are inverted
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(paper, layer).convert("L" if image.mode in ("LA", "La") else "RGB")
    if image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    return np.asarray(image)


def _scaled(deep: NDArray[np.generic], inverted: bool) -> NDArray[np.uint8]:
    """16- and 32-bit grey to 8 bit. The range is that of the bits in use; where the values fill less than a quarter of
    it, they are stretched, but not more than 32 times: the noise of a blank page stays noise."""
    values = np.nan_to_num(deep.astype(np.float32))
    sample = values.reshape(-1)[:: max(1, values.size // 1_000_000)]
    low, high = (float(v) for v in np.percentile(sample, (0.1, 99.9)))
    top = float(values.max())
    bits = max(8, math.ceil(math.log2(max(top, 1.0) + 1)))
    full = 1.0 if deep.dtype.kind == "f" and top <= 1.0 else 2.0**bits - 1
    start, span = 0.0, full
    if high - low < full / 4:
        span = max(high - low, full / 32)
        start = max(0.0, high - span)
    grey: NDArray[np.uint8] = np.clip((values - start) * (255.0 / span), 0, 255).round().astype(np.uint8)
    return np.invert(grey) if inverted else grey


def _exif_dpi(exif: Image.Exif) -> tuple[float, float]:
    """Pillow fills `info["dpi"]` from EXIF for JPEG, but not for WebP. Raises KeyError where EXIF does not say."""
    scale = _CM_PER_INCH if exif.get(ExifTags.Base.ResolutionUnit) == _EXIF_CENTIMETRES else 1.0
    return exif[ExifTags.Base.XResolution] * scale, exif[ExifTags.Base.YResolution] * scale


def _dpi(image: Image.Image) -> float | None:
    """The lower of both directions' dots an inch, or None."""
    try:
        across, down = (float(v) for v in image.info.get("dpi") or _exif_dpi(image.getexif()))
    except (*_DAMAGE, ZeroDivisionError):
        return None
    dpi = min(across, down)
    if not math.isfinite(dpi) or dpi < 20 or max(image.size) / dpi > _LONGEST_INCHES:
        return None
    return dpi
