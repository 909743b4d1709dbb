"""The second reader: what it has seen of a line, and what it says of texts that differ from the reading."""

from pathlib import Path

import numpy as np
import pytest
import torch

from recognition.engine.alphabet import BLANK, Alphabet
from recognition.engine.decoding.alignment import align
from recognition.engine.decoding.beam import Hypothesis
from recognition.engine.recognizer import second_reader
from recognition.engine.recognizer.attention import CharacterDecoder, DecoderConfig, Texts
from recognition.engine.recognizer.reading import LineFrames
from recognition.engine.recognizer.second_reader import SecondReader, judge

READING = (1, 2, 3, 1)


@pytest.fixture
def decoder() -> CharacterDecoder:
    torch.manual_seed(0)
    return CharacterDecoder(DecoderConfig(classes=5, memory=6, width=8, heads=2, behind=2, ahead=4)).eval()


@pytest.fixture
def line() -> LineFrames:
    rng = np.random.default_rng(0)
    log_probs = np.log(rng.dirichlet(np.ones(5), 12)).astype(np.float32)
    return LineFrames(log_probs, torch.from_numpy(rng.normal(size=(12, 6)).astype(np.float32)))


def log_probability(decoder: CharacterDecoder, line: LineFrames, text: tuple[int, ...], places: list[int]) -> float:
    """Of a whole text, gone through from its beginning."""
    with torch.inference_mode():
        logits = decoder(line.memory[None], torch.tensor([[BLANK, *text]]), torch.tensor([[0, *places]]))
    letters = logits[0].log_softmax(1).numpy()
    return float(letters[np.arange(len(text) + 1), [*text, BLANK]].sum())


@pytest.mark.parametrize("other", [(1, 4, 3, 1), (1, 2, 3, 1, 4), (1, 2, 3), (2, 1), (), (1, 3, 1)])
def test_a_text_gains_what_it_is_likelier_as_a_whole(
    decoder: CharacterDecoder, line: LineFrames, other: tuple[int, ...]
) -> None:
    spans = align(line.log_probs, READING)
    part = second_reader._difference(line.log_probs, READING, spans, other)
    starts = [span.start for span in spans]
    places = [*starts[: part.first], *part.places.tolist()]
    expected = log_probability(decoder, line, other, places) - log_probability(decoder, line, READING, starts)
    gain = judge(decoder, line, READING, spans, [other, (4, 4)])[0]
    assert gain == pytest.approx(expected, abs=1e-4)


def test_a_letter_is_judged_by_the_frames_near_the_one_before(decoder: CharacterDecoder, line: LineFrames) -> None:
    written, places = torch.tensor([[BLANK, 1, 2]]), torch.tensor([[0, 2, 3]])
    far = line.memory.clone()
    far[8:] += 5.0  # more than four frames behind the last place
    near = line.memory.clone()
    near[6] += 5.0
    said, with_far, with_near = (decoder(memory[None], written, places) for memory in (line.memory, far, near))
    assert torch.allclose(said, with_far, atol=1e-6)
    assert not torch.allclose(said, with_near, atol=1e-3)


def test_texts_are_followed_by_their_next_letter_and_the_end(line: LineFrames) -> None:
    texts = Texts.of([(1, 2), (3,)], [align(line.log_probs, (1, 2)), align(line.log_probs, (3,))])
    assert texts.written.tolist() == [[BLANK, 1, 2], [BLANK, 3, BLANK]]
    assert texts.following(-1).tolist() == [[1, 2, BLANK], [3, BLANK, -1]]


def test_the_weight_decides_between_the_two_readers(decoder: CharacterDecoder, line: LineFrames) -> None:
    spans = align(line.log_probs, READING)
    others = [(1, 4, 3, 1), (1, 2, 3, 4)]
    gains = judge(decoder, line, READING, spans, others)
    liked = int(gains.argmax())
    found = [Hypothesis(text, -1.0, score) for text, score in ((READING, -1.0), *((o, -2.0) for o in others))]
    alphabet = Alphabet(("a", "b", "c", "d"))
    assert SecondReader(decoder, alphabet, "", weight=0.0).choose(line, found) is found[0]
    certain = SecondReader(decoder, alphabet, "", weight=2.0 / abs(float(gains[liked])))
    assert certain.choose(line, found) is (found[1 + liked] if gains[liked] > 0 else found[0])


def test_it_comes_back_from_its_file(decoder: CharacterDecoder, tmp_path: Path) -> None:
    file = tmp_path / "second.safetensors"
    SecondReader(decoder, Alphabet(("a", "b", "c", "d")), "abc").save(file)
    found = SecondReader.load(file)
    assert (found.alphabet.characters, found.reader) == (("a", "b", "c", "d"), "abc")
    assert torch.allclose(found.decoder.head.weight, decoder.head.weight, atol=1e-3)
