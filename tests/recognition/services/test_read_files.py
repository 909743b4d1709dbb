"""Files read without a database: the sample letters always, two published pages where the ground truth is at hand."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from django.core.management import CommandError, call_command
from lxml import etree
from PIL import Image

from recognition.engine.evaluation.errors import ErrorRates
from recognition.formats.ground_truth import GroundTruthPage, read_ground_truth

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "recognition" / "sample"
ORIGINALS = ROOT.parent / "shared" / "data" / "originals" / "copiste"


@pytest.fixture(scope="module")
def letter() -> GroundTruthPage:
    return next(read_ground_truth(SAMPLE, frozenset({"sample"})))


def page_cer(truth: str, reading: str) -> float:
    """Edits over the whole page as one string, so that lines lost, invented or out of order count."""
    rates = ErrorRates()
    rates.update(truth, reading)
    return rates.cer


def test_a_sample_letter_is_read_to_each_format(
    letter: GroundTruthPage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("recognize", str(letter.image))
    text = capsys.readouterr().out
    assert page_cer(letter.page.text, text) < 0.5

    for name in ("json", "pagexml"):
        call_command("recognize", str(letter.image), "--format", name, "--output", str(tmp_path))
    page = json.loads((tmp_path / f"{letter.image.stem}.json").read_text("utf-8"))["pages"][0]
    words = [w for r in page["regions"] for line in r["lines"] for w in line["words"]]
    assert [w["text"] for w in words] == text.split()
    assert len(words) > 50
    assert all(0 < w["confidence"] < 1 and w["polygon"] for w in words)
    xml = etree.parse(tmp_path / f"{letter.image.stem}.xml")
    assert len(list(xml.iter("{*}Word"))) == len(words)


def test_a_broken_file_is_named_and_the_others_go_on(
    letter: GroundTruthPage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff nothing more")
    with pytest.raises(CommandError, match=r"broken\.jpg"):
        call_command("recognize", str(broken), str(letter.image))
    assert len(capsys.readouterr().out) > 200


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.jpg does not exist"):
        call_command("recognize", str(tmp_path / "nowhere.jpg"))


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the ground truth of ../shared/data is not at hand")
@pytest.mark.parametrize("name", ["imp_wikitexte_0022", "imp_wikitexte_0051_1"])
def test_a_published_page_is_read_whole(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    alto = etree.parse(ORIGINALS / f"{name}.xml")
    truth = " ".join(s.get("CONTENT", "") for s in alto.iter("{*}String"))
    call_command("recognize", str(ORIGINALS / f"{name}.jpg"))
    assert page_cer(truth, capsys.readouterr().out) <= 0.35


def test_every_line_can_be_a_field(letter: GroundTruthPage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Image.open(letter.image) as image:
        image.crop((0, 0, image.width, image.height // 4)).save(tmp_path / "head.png")
    call_command("recognize", str(tmp_path / "head.png"), "--pattern", "list: Carrow Head Light | 14th November 1873")
    assert set(capsys.readouterr().out.split("\n")) == {"Carrow Head Light", "14th November 1873", ""}


def test_what_is_no_pattern_is_said_so(letter: GroundTruthPage) -> None:
    with pytest.raises(CommandError, match=r"“dates” is no pattern: write date, "):
        call_command("recognize", str(letter.image), "--pattern", "dates")


def test_a_folder_of_word_pictures_is_read_word_by_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, text in enumerate(("lamp", "seeds")):
        picture = np.full((90, 60 + 50 * len(text)), 225, np.uint8)
        cv2.putText(picture, text, (20, 62), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.6, 40, 3)
        cv2.imwrite(str(tmp_path / f"{number}.png"), picture)
    cv2.imwrite(str(tmp_path / "2.png"), np.full((90, 200), 225, np.uint8))
    call_command("recognize", str(tmp_path), "--what", "words", "--language", "eng")
    first, second, nothing = capsys.readouterr().out.split("\n")[:3]
    assert page_cer("lamp seeds", f"{first} {second}") < 0.5
    assert nothing == ""


def test_a_broken_word_picture_is_named_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.png").write_bytes(b"nothing")
    cv2.imwrite(str(tmp_path / "word.png"), np.full((90, 200), 225, np.uint8))
    with pytest.raises(CommandError, match=r"broken\.png"):
        call_command("recognize", str(tmp_path), "--what", "words", "--format", "json")
    assert json.loads(capsys.readouterr().out)["pages"][0]["image"] == "word.png"
