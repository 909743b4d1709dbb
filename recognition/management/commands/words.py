"""`manage.py words --project P [--add WORD…] [--file TEXT…] [--list]`: a project's own words without the browser."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recognition.management.projects import named_project
from recognition.models import Project, WordList
from recognition.services.own_lexicon import standing_labels
from recognition.services.own_words import WordsRefused, add_words, take_words


class Command(BaseCommand):
    help = (
        "Give a project words of its own: names, places, formulae. They count from the next page that is read. "
        "Says one line a list; ends with 1 where a file was not taken."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--add", nargs="+", default=[], metavar="WORD", help="words or formulae for the typed list")
        parser.add_argument("--file", nargs="+", type=Path, default=[], metavar="TEXT", help="text files in UTF-8")
        parser.add_argument("--list", action="store_true", help="say which words there are and where they come from")

    def handle(self, *args: Any, **options: Any) -> None:
        project = named_project(options["project"])
        refusals = []
        try:
            if options["add"]:
                self._say(add_words(project=project, words=options["add"]))
        except WordsRefused as refusal:
            refusals.append(str(refusal))
        for path in options["file"]:
            try:
                with path.open("rb") as stream:
                    self._say(take_words(project=project, name=path.name, stream=stream))
            except WordsRefused as refusal:
                refusals.append(str(refusal))
            except OSError as error:
                refusals.append(f"{path} cannot be opened: {error.strerror}.")
        if options["list"]:
            self._list(project)
        if refusals:
            raise CommandError("\n".join(refusals))

    def _list(self, project: Project) -> None:
        for words in project.word_lists.select_related("changed_by").defer("counts"):
            self._say(words)
            if words.text:
                self.stdout.write(words.text.rstrip())
        self.stdout.write(f"labels: {standing_labels(project.pk).count()}")

    def _say(self, words: WordList) -> None:
        by = f", {words.changed_by}" if words.changed_by else ""
        self.stdout.write(f"{words}: {words.words} different, {words.changed_at:%Y-%m-%d}{by}")
