"""A language is learned from texts and transcriptions, and read back by the reader it was made for."""

import json
import lzma
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recognition.engine.alphabet import Alphabet
from recognition.engine.language import Language, language_codes
from recognition.services.languages import LanguageRequest, make_language

from .printed_truth import write_printed_truth

ALPHABET = Alphabet.of_texts(["the lamp is lit; seeds and bulbs, a quick brown fox jumped over my lazy dog 0123456789"])
NOVEL = "The lamp burned low. The lamp was out. "


@pytest.fixture
def request_(tmp_path: Path) -> LanguageRequest:
    root = write_printed_truth(tmp_path / "truth")
    rows = [json.loads(row) for row in (root / "index.jsonl").read_text().splitlines()]
    rows[0]["split"] = "train"
    (root / "index.jsonl").write_text("\n".join(map(json.dumps, rows)))
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "eng-novel.txt.xz").write_bytes(lzma.compress(NOVEL.encode() * 20))
    (texts / "fra-roman.txt").write_text("Ce n'est pas de cette langue. " * 20)
    return LanguageRequest(root, texts, "eng", tmp_path / "languages")


def test_texts_and_training_transcriptions_are_learned(request_: LanguageRequest) -> None:
    sizes = make_language(request_, ALPHABET)
    assert all(size > 0 for size in sizes)
    assert language_codes(request_.output) == ["eng"]
    model = Language.load(request_.output, "eng", ALPHABET).model
    assert model.bits("the lamp was out") < model.bits("tuo saw pmal eht") - 1
    assert model.knows("burned")  # of the novel
    assert model.knows("bulbs")  # of a transcription, which counts five times
    assert not model.knows("langue")  # of another language
    assert not model.knows("struck")  # its line holds an editorial mark


def test_a_language_without_texts_is_named(request_: LanguageRequest, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"has no deu\*\.txt"):
        call_command(
            "make_language", str(request_.root), str(request_.texts), "deu", "--output", str(tmp_path / "none")
        )
    assert not (tmp_path / "none").exists()
