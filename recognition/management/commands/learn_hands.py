"""manage.py learn_hands SAMPLES: what hands look like to the shipped reader, from the packed lines of a training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.engine.learning.samples import SamplesError, load_samples
from recognition.engine.reader import Reader
from recognition.services.hand_training import learn_hands
from recognition.services.packed_lines import is_net_cut


class Command(BaseCommand):
    help = "Learn from packed lines (see manage.py train) to tell hands apart, and measure it on other writers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("samples", type=Path)
        parser.add_argument("--out", type=Path, help="write what was learned here, for example weights/hands.json")

    def handle(self, *, samples: Path, out: Path | None, **options: Any) -> None:
        try:
            as_projects_cut = [sample for sample in load_samples(samples) if is_net_cut(sample)]
            space, figures = learn_hands(Reader.load(), as_projects_cut)
        except (SamplesError, OSError) as error:
            raise CommandError(str(error)) from error
        if out:
            space.save(out)
        self.stdout.write(f"Distance {space.threshold:.3f}. On hands that were left out:")
        for row in figures:
            self.stdout.write(
                f"{row.kind:8} {row.projects} projects: adjusted Rand index {row.adjusted_rand_index:.3f}, "
                f"purity {row.purity:.3f}, {row.surplus:+.2f} groups a project"
            )
