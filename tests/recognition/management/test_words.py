from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recognition.models import WordList
from recognition.services.own_words import type_words


def words(*arguments: str | Path) -> list[str]:
    said = io.StringIO()
    call_command("words", "--project", "sample-letters", *map(str, arguments), stdout=said)
    return said.getvalue().splitlines()


def test_words_are_added_and_files_taken_in(project, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("Hester Tregarrow", "utf-8")
    typed, file = words("--add", "Carrow Head", "Barnaby", "--file", tmp_path / "names.txt")
    assert typed.startswith("typed words: 3 different, ")
    assert file.startswith("names.txt: 2 different, ")
    assert WordList.objects.count() == 2


def test_the_list_says_what_is_there_and_who_brought_it(project, ben) -> None:
    type_words(project=project, text="Barnaby\nKew: 3", user=ben)
    head, *typed, labels = words("--list")
    assert head.startswith("typed words: 2 different, ")
    assert head.endswith(", ben")
    assert typed == ["Barnaby", "Kew: 3"]
    assert labels == "labels: 0"


def test_a_broken_file_is_said_so_and_the_others_are_taken(project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xe9t\xe9")
    (tmp_path / "b.txt").write_bytes(b"Kew")
    with pytest.raises(CommandError, match=r"a\.txt is no text in UTF-8"):
        words("--file", tmp_path / "a.txt", tmp_path / "b.txt")
    assert WordList.objects.get().name == "b.txt"


def test_an_unknown_project_or_file_is_said_so(project, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no project letters\. Projects: sample-letters"):
        call_command("words", "--project", "letters", "--list")
    with pytest.raises(CommandError, match=r"none\.txt cannot be opened: No such file"):
        words("--file", tmp_path / "none.txt")
