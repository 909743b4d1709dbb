from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from recognition.engine.alphabet import Alphabet
from recognition.engine.recognizer.batching import by_width, frames, normalise_contrast, scale_strip, stack
from recognition.engine.recognizer.checkpoint import adopt_weights, load_reader, save_reader, with_characters
from recognition.engine.recognizer.crnn import INPUT_HEIGHT, STRIDE, Crnn, CrnnConfig
from recognition.engine.recognizer.reading import frame_log_probs

SMALL = CrnnConfig(classes=5, channels=(4, 8, 8, 8), hidden=8, layers=1, dropout=0.0)


@pytest.fixture
def model() -> Crnn:
    torch.manual_seed(0)
    return Crnn(SMALL).eval()


def test_shapes(model: Crnn) -> None:
    logits = model(torch.zeros(2, 1, INPUT_HEIGHT, 64))
    assert logits.shape == (2, 64 // STRIDE, SMALL.classes)
    own, shortcut = model.train_logits(torch.zeros(2, 1, INPUT_HEIGHT, 64))
    assert own.shape == shortcut.shape == logits.shape


def test_the_frames_of_a_strip_end_with_it(model: Crnn) -> None:
    rng = np.random.default_rng(0)
    strips = [rng.integers(0, 255, (64, w)).astype(np.uint8) for w in (700, 100, 333)]
    found = frame_log_probs(model, strips)
    assert [len(f) for f in found] == [frames(scale_strip(s).shape[1]) for s in strips]
    assert np.exp(found[1]).sum(1) == pytest.approx(1.0, abs=1e-4)


def test_groups_hold_every_strip_once_and_fit() -> None:
    widths = [100, 900, 120, 500, 80, 2000]
    groups = list(by_width(widths, columns=1000))
    assert sorted(i for g in groups for i in g) == list(range(6))
    assert all(len(g) == 1 or len(g) * max(widths[i] for i in g) <= 1000 for g in groups)


def test_contrast_does_not_depend_on_light() -> None:
    strip = np.random.default_rng(0).integers(90, 200, (48, 100)).astype(np.uint8)
    assert normalise_contrast(strip) == pytest.approx(normalise_contrast(strip + 30), abs=1e-5)


def test_stack_pads_with_paper() -> None:
    batch = stack([np.ones((INPUT_HEIGHT, 30), np.float32), np.ones((INPUT_HEIGHT, 50), np.float32)])
    assert batch.shape == (2, 1, INPUT_HEIGHT, 64)
    assert batch[0, 0, :, 30:].abs().sum() == 0


def test_a_saved_reader_reads_the_same(model: Crnn, tmp_path: Path) -> None:
    alphabet = Alphabet(("a", "b", "é", " "))
    save_reader(tmp_path / "r.safetensors", model, alphabet)
    again, same = load_reader(tmp_path / "r.safetensors")
    strip = torch.rand(1, 1, INPUT_HEIGHT, 64)
    assert same == alphabet
    assert torch.allclose(model(strip), again(strip), atol=5e-3)


def test_adopted_weights_follow_the_character_not_the_index(model: Crnn) -> None:
    ours, theirs = Alphabet(("b", "c", "a", "d")), Alphabet(("a", "b", "x", "y"))
    donor = Crnn(SMALL)
    before = model.head.weight.detach().clone()
    adopt_weights(model, ours, donor, theirs)
    assert torch.equal(model.head.weight[3], donor.head.weight[1])  # a
    assert torch.equal(model.head.weight[1], donor.head.weight[2])  # b
    assert torch.equal(model.head.weight[2], before[2])  # c is new
    assert torch.equal(model.recurrent.weight_ih_l0, donor.recurrent.weight_ih_l0)


def test_a_deeper_net_begins_by_reading_as_its_donor() -> None:
    alphabet = Alphabet(("a", "b", "c", "d"))
    donor = Crnn(replace(SMALL, blocks=(1, 1, 1))).eval()
    deeper = Crnn(replace(SMALL, blocks=(1, 2, 3))).eval()
    adopt_weights(deeper, alphabet, donor, alphabet)
    strip = torch.rand(1, 1, INPUT_HEIGHT, 64)
    assert torch.allclose(deeper(strip), donor(strip), atol=1e-5)


def test_a_larger_alphabet_reads_as_before(model: Crnn) -> None:
    alphabet = Alphabet(tuple("abcdefghi"[: model.config.classes - 1]))
    grown, larger = with_characters(model, alphabet, "aſ")
    assert larger.characters == (*alphabet.characters, "ſ")
    strips = torch.randn(2, 1, INPUT_HEIGHT, 64)
    before, after = model.eval()(strips), grown(strips)
    assert torch.allclose(after[..., : len(alphabet)], before, atol=1e-5)
    assert float(after[..., -1].detach().max()) < -5
    assert with_characters(model, alphabet, "ab")[0] is model
