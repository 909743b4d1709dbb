"""Copies of pages for a larger project."""

from __future__ import annotations

from benchmarks.desk_copies import copy_pages
from recognition.models import Page, Word


def test_copies_have_lines_words_and_readings_of_their_own(make_page) -> None:
    page = make_page([["my", "dear"], ["Sir"]])
    assert copy_pages(2) == 9
    words = Word.objects.select_related("line", "reading").order_by("page", "line__position", "position")
    assert all(word.line.page_id == word.page_id and word.reading.word_id == word.pk for word in words)
    assert [word.reading.text for word in words] == ["my", "dear", "Sir"] * 3
    assert Page.objects.exclude(pk=page.pk).values_list("document__title", "number").distinct().count() == 2
