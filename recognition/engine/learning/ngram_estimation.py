"""Estimate a character n-gram model from texts: interpolated Kneser-Ney, pruned to a size.

Probabilities: absolute discounting interpolated with the next shorter context, whose counts are those of different
characters seen before it (Kneser & Ney 1995; Chen & Goodman 1999). Several sources, a little of the right kind and much
of another, are mixed context by context with fixed shares; a source that never saw a context has no say in it. One of
them may be a model that stands: what each of its contexts gives to longer forms is read off its probabilities. Pruning:
n-grams whose loss costs least are left out, cost = frequency × (log p(c | context) − log p(c | shorter context))
(Seymore & Rosenfeld 1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..decoding.ngram import DIGIT, Level, NgramModel, log_probs, quantise
from ..text import normalise

Keys = NDArray[np.int64]
Floats = NDArray[np.float64]

_BITS = 8  # of a character in the key of an n-gram: up to 7 characters fit 63 bits


@dataclass(frozen=True, slots=True)
class NgramConfig:
    """`most`: n-grams kept in all. `discount`: taken from every count for what was not seen."""

    order: int = 7
    most: int = 1_500_000
    discount: float = 0.9


@dataclass(slots=True)
class _Order:
    """The n-grams of one length: sorted keys, their counts, and the discounted share of each in its context."""

    keys: Keys
    counts: Floats
    shares: Floats
    log_probs: Floats

    @classmethod
    def of(cls, keys: Keys, counts: Floats) -> _Order:
        return cls(keys, counts, np.zeros(len(keys)), np.zeros(len(keys)))


def prepare_text(text: str, characters: str) -> str:
    """Normalised, digits as one character, unknown characters as spaces."""
    known = set(characters)
    table = {ord(c): " " for c in set(text) if c not in known and c not in "’0123456789"}
    table |= {ord(d): DIGIT for d in "0123456789"}
    return normalise(text.replace("’", "'").translate(table))


def estimate(sources: Sequence[tuple[str, float]], characters: str, config: NgramConfig) -> NgramModel:
    """`sources`: prepared texts, each with its share in the mixture. `characters`: all that may occur."""
    orders = _mixed([_counted(text, characters, config) for text, _ in sources], [share for _, share in sources])
    _interpolate(orders)
    kept = _prune(orders, config.most)
    smaller = [_Order(o.keys[k], o.counts[k], o.shares[k], o.log_probs[k]) for o, k in zip(orders, kept, strict=True)]
    backoffs = _interpolate(smaller)
    return _as_model(smaller, backoffs, characters)


def adapted(model: NgramModel, text: str, share: float = 0.5) -> NgramModel:
    """A model that stands, and a text of its kind, prepared for its characters, with this share in the mixture."""
    if not text.strip():
        return model
    said = _counted(text, model.characters, NgramConfig(order=len(model.levels)))
    orders = _mixed([_of_model(model), said], [1 - share, share])
    return _as_model(orders, _interpolate(orders), model.characters)


def _of_model(model: NgramModel) -> list[_Order]:
    """Its n-grams with the share that each has in its context: its probability less what the shorter context gives."""
    orders: list[_Order] = []
    above, backoffs = np.zeros(1, np.int64), np.array([model.backoff], np.uint8)
    for level in model.levels:
        order = _Order.of((above[level.parent] << _BITS) | level.chars, np.zeros(len(level.chars)))
        order.log_probs = _unquantised(level.log_probs)
        orders.append(order)
        left = np.exp(_unquantised(backoffs))[level.parent]
        shares = np.exp(order.log_probs) - left * _shorter_probabilities(orders, len(orders) - 1)
        starts = _context_starts(order.keys)
        totals = np.repeat(np.add.reduceat(shares, starts), np.diff([*starts, len(shares)]))
        order.shares = np.maximum(shares * (1 - left) / np.maximum(totals, 1e-9), 0.0)  # what quantising put wrong
        above, backoffs = order.keys, level.backoffs
    return orders


def _counted(text: str, characters: str, config: NgramConfig) -> list[_Order]:
    """All orders of one source; counts a character of the text, so that sources of any size compare."""
    index = {c: i for i, c in enumerate(characters)}
    table = np.zeros(0x110000, np.uint8)
    table[[ord(c) for c in index]] = list(index.values())
    coded = table[np.frombuffer(text.encode("utf-32-le"), np.uint32)].astype(np.int64)
    orders = [_order_counts(coded, config.order)]
    for length in range(config.order - 1, 0, -1):
        # The different characters seen before it; the keys of the longer n-grams are unique already.
        keys, counts = np.unique(orders[0].keys & ((1 << (_BITS * length)) - 1), return_counts=True)
        orders.insert(0, _Order.of(keys, counts.astype(np.float64)))
    for order in orders:
        starts = _context_starts(order.keys)
        totals = np.add.reduceat(order.counts, starts)
        sizes = np.diff([*starts, len(order.keys)])
        order.shares = np.maximum(order.counts - config.discount, 0.0) / np.repeat(totals, sizes)
        order.counts /= len(text)
    return orders


def _unquantised(quantised: NDArray[np.uint8]) -> Floats:
    """Natural log probabilities."""
    return np.asarray(log_probs(quantised), np.float64)


def _order_counts(coded: Keys, length: int) -> _Order:
    codes = np.concatenate([coded, coded[: length - 1]])  # as a ring, so that every n-gram has one before it
    grams = np.zeros(max(0, len(codes) - length + 1), np.int64)
    for place in range(length):
        grams = (grams << _BITS) | codes[place : place + len(grams)]
    keys, counts = np.unique(grams, return_counts=True)
    return _Order.of(keys, counts.astype(np.float64))


def _mixed(sources: list[list[_Order]], weights: list[float]) -> list[_Order]:
    orders = []
    for same in zip(*sources, strict=True):
        keys = np.unique(np.concatenate([order.keys for order in same]))
        mixed = _Order.of(keys, np.zeros(len(keys)))
        say = np.zeros(len(keys))  # of the sources that saw the context
        for order, weight in zip(same, weights, strict=True):
            at = np.searchsorted(keys, order.keys)
            mixed.counts[at] += weight * order.counts
            mixed.shares[at] += weight * order.shares
            say += weight * np.isin(keys >> _BITS, order.keys >> _BITS)
        mixed.shares /= say
        orders.append(mixed)
    return orders


def _context_starts(keys: Keys) -> NDArray[np.int64]:
    """Where the n-grams of each context begin, the keys being sorted."""
    contexts = keys >> _BITS
    return np.nonzero(np.concatenate([[True], contexts[1:] != contexts[:-1]]))[0]


def _interpolate(orders: list[_Order]) -> list[Floats]:
    """Set the log probabilities, shortest first; for each order the log mass that a context leaves, one a context."""
    backoffs = []
    for number, order in enumerate(orders):
        starts = _context_starts(order.keys)
        sizes = np.diff([*starts, len(order.keys)])
        left = np.maximum(1.0 - np.add.reduceat(order.shares, starts), 1e-7)
        lower = _shorter_probabilities(orders, number)
        order.log_probs = np.log(order.shares + np.repeat(left, sizes) * lower)
        backoffs.append(np.log(left))
    return backoffs


def _shorter_probabilities(orders: list[_Order], number: int) -> Floats:
    """p(c | context without its first character) of each n-gram; uniform below single characters."""
    order = orders[number]
    if number == 0:
        return np.full(len(order.keys), 1.0 / len(order.keys))
    shorter = orders[number - 1]
    at = np.searchsorted(shorter.keys, order.keys & ((1 << (_BITS * number)) - 1))
    probabilities: Floats = np.exp(shorter.log_probs[at])
    return probabilities


def _prune(orders: list[_Order], most: int) -> list[NDArray[np.bool_]]:
    """Which n-grams stay: those whose loss costs most, with all contexts and shorter forms that they need."""
    costs = [np.full(len(orders[0].keys), np.inf)]
    for number in range(1, len(orders)):
        order = orders[number]
        starts = _context_starts(order.keys)
        left = np.repeat(1.0 - np.add.reduceat(order.shares, starts), np.diff([*starts, len(order.keys)]))
        lower = np.maximum(left, 1e-7) * _shorter_probabilities(orders, number)
        costs.append(order.counts * (order.log_probs - np.log(lower)))
    everything = np.concatenate(costs)
    least = -np.inf if len(everything) <= most else np.partition(everything, len(everything) - most)[-most]
    kept = [cost >= max(least, 0.0) for cost in costs]
    for number in range(len(orders) - 1, 0, -1):
        keys = orders[number].keys[kept[number]]
        needed = np.concatenate([keys >> _BITS, keys & ((1 << (_BITS * number)) - 1)])
        kept[number - 1][np.searchsorted(orders[number - 1].keys, np.unique(needed))] = True
    return kept


def _as_model(orders: list[_Order], backoffs: list[Floats], characters: str) -> NgramModel:
    levels = []
    for number, order in enumerate(orders):
        above = orders[number - 1].keys if number else np.zeros(1, np.int64)
        parent = np.searchsorted(above, order.keys >> _BITS).astype(np.int32)
        masses = np.full(len(order.keys), 255, np.uint8)
        if number + 1 < len(orders):
            contexts = np.unique(orders[number + 1].keys >> _BITS)
            masses[np.searchsorted(order.keys, contexts)] = quantise(backoffs[number + 1])
        chars = (order.keys & 0xFF).astype(np.uint8)
        levels.append(Level(parent, chars, quantise(order.log_probs), masses))
    return NgramModel(characters, levels, int(quantise(backoffs[0])[0]))
