from __future__ import annotations

import pytest
from lxml import etree

from recognition.formats.xml_parts import UniqueIds, add, points, probability, writable


def test_ids_are_kept_where_xml_can_hold_them_and_are_unique() -> None:
    ids = UniqueIds("taken")
    wanted = ["w1", "w1", "w1", "7 up", "", "été", "taken"]
    assert [ids.take(name, "r1") for name in wanted] == ["w1", "w1_", "w1__", "r1", "r1_", "r1__", "taken_"]


def test_only_what_xml_cannot_hold_is_left_out() -> None:
    assert writable("bell\x07 \ud800 nul\x00 \ufffe\uffff") == "bell  nul "
    assert writable("<b> & שלום 😀\t\n") == "<b> & שלום 😀\t\n"


def test_a_child_has_the_namespace_of_its_parent() -> None:
    node = add(etree.Element("{urn:x}a", nsmap={None: "urn:x"}), "b", "a\x00 & b", n=1, title="<\x01>")
    assert etree.tostring(node) == b'<b xmlns="urn:x" n="1" title="&lt;&gt;">a &amp; b</b>'


@pytest.mark.parametrize(("confidence", "written"), [(0.62504, "0.6250"), (1.0000001, "1.0000"), (-0.1, "0.0000")])
def test_a_probability_is_0_to_1(confidence: float, written: str) -> None:
    assert probability(confidence) == written


def test_points_are_pairs() -> None:
    assert points([(1, 2), (30, 4)]) == "1,2 30,4"
    assert points([]) == ""
