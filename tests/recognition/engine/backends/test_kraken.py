"""kraken's ALTO, and a program that answers as kraken does."""

from __future__ import annotations

from pathlib import Path

import pytest

from recognition.engine.backends.backend import BackendError, BackendSetup
from recognition.engine.backends.kraken import Kraken, blocks
from tests.recognition.engine.backends.pictures import page, strip

ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page><PrintSpace>
 <TextBlock ID="b"><TextLine BASELINE="10 50 200 60"><Shape><Polygon POINTS="10 20 200 20 200 70 10 70"/></Shape>
  <String CONTENT="My" HPOS="10" VPOS="20" WIDTH="50" HEIGHT="40" WC="0.75"/><SP/>
  <String CONTENT="&lt;dear&gt;" WC="0.5"><Shape><Polygon POINTS="70,20 120,20 120,60"/></Shape></String>
 </TextLine></TextBlock>
 <TextBlock ID="e"><TextLine HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9"><String CONTENT=""/></TextLine></TextBlock>
</PrintSpace></Page></Layout></alto>"""
#: Writes the ALTO beside every picture but the second, and what it was called with.
PROGRAM = """#!/bin/sh
if [ "$1" = --version ]; then echo "kraken, version 7.1.1"; exit; fi
echo "$@" > {folder}/called
while [ $# -gt 0 ]; do
  case "$1 $2" in "-i 000001.png") ;; "-i "*) cp {folder}/answer.xml "$3" 2>/dev/null ;; esac
  shift
done
"""


@pytest.fixture
def setup(tmp_path: Path) -> BackendSetup:
    program, model = tmp_path / "kraken", tmp_path / "hand.safetensors"
    program.write_text(PROGRAM.format(folder=tmp_path))
    program.chmod(0o755)
    model.write_bytes(b"weights")
    (tmp_path / "answer.xml").write_text(ALTO)
    return BackendSetup(kraken_command=str(program), kraken_model=model)


def test_words_with_their_places_and_confidences() -> None:
    (line,), empty = blocks(ALTO.encode())
    assert [(w.text, w.confidence) for w in line.words] == [("My", 0.75), ("<dear>", 0.5)]
    assert line.words[0].polygon == ((10, 20), (60, 20), (60, 60), (10, 60))
    assert line.words[1].polygon == ((70, 20), (120, 20), (120, 60))
    assert line.baseline == ((10, 50), (200, 60))
    assert empty == []


def test_many_strips_are_one_call_and_one_that_fails_is_empty(setup: BackendSetup, tmp_path: Path) -> None:
    lines = Kraken.open(setup).read_lines([strip("a")] * 3)
    assert [line.text for line in lines] == ["My <dear>", "", "My <dear>"]
    called = (tmp_path / "called").read_text()
    assert called.count("-i ") == 3
    assert called.endswith(f"-a ocr -s -m {setup.kraken_model}\n")


def test_a_page_is_segmented_first(setup: BackendSetup, tmp_path: Path) -> None:
    read = Kraken.open(setup).read_page(page(), name="p")
    assert [(line.id, line.text) for line in read.lines()] == [("l0", "My <dear>")]
    assert " -a segment -bl ocr -m " in (tmp_path / "called").read_text()


def test_its_version_tells_models_apart(setup: BackendSetup) -> None:
    before = Kraken.open(setup).version
    assert before.startswith("kraken 7.1.1 hand.safetensors ")
    assert setup.kraken_model is not None
    setup.kraken_model.write_bytes(b"other weights")
    assert Kraken.open(setup).version != before


def test_nothing_read_at_all_is_an_error(setup: BackendSetup, tmp_path: Path) -> None:
    (tmp_path / "answer.xml").unlink()
    with pytest.raises(BackendError, match=r"could read none of 2 pictures with hand\.safetensors"):
        Kraken.open(setup).read_lines([strip("a")] * 2)


def test_what_is_missing_is_one_sentence(setup: BackendSetup, tmp_path: Path) -> None:
    with pytest.raises(BackendError, match="kraken is not installed as no-such-command"):
        Kraken.open(BackendSetup(kraken_command="no-such-command"))
    with pytest.raises(BackendError, match=r"brings no reading model: name one \(--kraken-model FILE"):
        Kraken.open(BackendSetup(kraken_command=setup.kraken_command))
    with pytest.raises(BackendError, match="nowhere is not there"):
        Kraken.open(BackendSetup(kraken_command=setup.kraken_command, kraken_model=tmp_path / "nowhere"))
