"""What the page of a project's own words shows."""

from __future__ import annotations

from dataclasses import dataclass

from recognition.engine.backends.names import OURS
from recognition.models import Project, WordList
from recognition.models.projects import Language
from recognition.services.own_lexicon import standing_labels
from recognition.services.own_words import typed_list
from recognition.services.read_again import unreviewed_pages


@dataclass(frozen=True, slots=True)
class ProjectWords:
    """`labels`: words that people have confirmed; they count too. `unreviewed`: pages that could be read again.
    `count`: whether the project's reader uses the words at all."""

    typed: WordList
    files: tuple[WordList, ...]
    labels: int
    unreviewed: int
    count: bool


def project_words(project: Project) -> ProjectWords:
    files = project.word_lists.exclude(name="").select_related("changed_by").defer("counts")
    return ProjectWords(
        typed=typed_list(project),
        files=tuple(files),
        labels=standing_labels(project.pk).count(),
        unreviewed=unreviewed_pages(project).count(),
        count=project.reader == OURS and project.language != Language.NONE,
    )
