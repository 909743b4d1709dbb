"""Scans of every kind that archives send, and files that give none: each with one sentence that names it."""

import io

import numpy as np
import pytest
from PIL import Image

from recognition.engine.imaging.decode import Limits, ScanError, decode_scans, read_grey

LIMITS = Limits(pixels=20_000_000, pages=5, bytes=5_000_000)
RAMP = Image.fromarray(np.tile(np.linspace(0, 255, 400).astype(np.uint8), (300, 1)))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def sixteen_bit(factor: int) -> Image.Image:
    return Image.fromarray(np.asarray(RAMP).astype(np.uint16) * factor)


@pytest.mark.parametrize(
    "data",
    [
        saved(RAMP, "JPEG"),
        saved(RAMP.convert("CMYK"), "JPEG"),
        saved(sixteen_bit(257), "TIFF"),
        saved(sixteen_bit(16), "PNG"),  # twelve bits in sixteen: the small range is stretched
        saved(RAMP.convert("RGB"), "WEBP", lossless=True),
        saved(RAMP.convert("P"), "PNG"),
        saved(RAMP.convert("RGBA"), "PNG"),
    ],
    ids=["jpeg", "cmyk", "16-bit", "12-bit", "webp", "palette", "alpha"],
)
def test_a_ramp_from_black_to_white_stays_one(data: bytes) -> None:
    (scan,) = decode_scans(data, "ramp", LIMITS)
    grey = scan.image if scan.image.ndim == 2 else scan.image.mean(2)
    assert scan.image.dtype == np.uint8
    assert grey.shape == (300, 400)
    assert np.abs(grey.mean(0) - np.linspace(0, 255, 400)).max() < 8


def test_every_page_of_a_tiff_in_order() -> None:
    data = saved(RAMP, "TIFF", save_all=True, append_images=[RAMP.rotate(90, expand=True)])
    scans = list(decode_scans(data, "two.tif", LIMITS))
    assert [(s.index, s.image.shape) for s in scans] == [(0, (300, 400)), (1, (400, 300))]


def test_exif_turns_the_picture_upright() -> None:
    exif = Image.Exif()
    exif[274] = 6  # the camera lay on its right side
    (scan,) = decode_scans(saved(RAMP, "JPEG", exif=exif), "turned.jpg", LIMITS)
    assert scan.image.shape == (400, 300)
    assert scan.image[0].mean() < scan.image[-1].mean()


def test_resolution_from_the_header_and_from_exif_alone() -> None:
    exif = Image.Exif()
    exif[282], exif[283], exif[296] = 80.0, 80.0, 3  # dots a centimetre
    (jpeg,) = decode_scans(saved(RAMP, "JPEG", dpi=(300, 300)), "a.jpg", LIMITS)
    (webp,) = decode_scans(saved(RAMP.convert("RGB"), "WEBP", exif=exif), "a.webp", LIMITS)
    (silent,) = decode_scans(saved(RAMP, "PNG"), "a.png", LIMITS)
    assert jpeg.dpi == 300
    assert webp.dpi == pytest.approx(203.2)
    assert silent.dpi is None


def test_a_pdf_is_drawn_at_300_dpi() -> None:
    (scan,) = decode_scans(saved(RAMP.convert("RGB"), "PDF", resolution=100), "a.pdf", LIMITS)
    assert scan.dpi == 300
    assert scan.image.shape[:2] == pytest.approx((900, 1200), abs=2)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b"hello world", "no image"),
        (saved(RAMP, "JPEG")[:900], "broken or cut short"),
        (b"%PDF-1.7 and nothing else", "a.scan"),
        (saved(Image.new("1", (9000, 9000)), "PNG"), "more than the 20 million allowed"),
        (saved(RAMP, "TIFF", save_all=True, append_images=[RAMP] * 7), "more than the 5 pages allowed"),
        (b"\xff\xd8" + bytes(6_000_000), "more than the 5 MB allowed"),
    ],
    ids=["empty", "text", "truncated", "no pdf", "pixels", "pages", "bytes"],
)
def test_a_file_without_a_page_gets_one_sentence(data: bytes, problem: str) -> None:
    with pytest.raises(ScanError, match=problem) as refused:
        list(decode_scans(data, "a.scan", LIMITS))
    assert "a.scan" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_read_grey_gives_one_channel() -> None:
    assert read_grey(saved(RAMP.convert("RGB"), "PNG"), "a.png").shape == (300, 400)
