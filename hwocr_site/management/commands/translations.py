"""`manage.py translations`: bring the catalogues up to date with the sources, and list what is not translated."""

from __future__ import annotations

from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

from hwocr_site.catalogues import DOMAINS, catalogue, collect, compile_catalogues, languages, messages, missing

_HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit", "MIME-Version": "1.0"}
#: Of how many the singular is said.
_PLURALS = {"fr": "nplurals=2; plural=(n > 1);", "de": "nplurals=2; plural=(n != 1);"}


class Command(BaseCommand):
    help = "Collects what is to be translated into locale/, compiles it, and lists what is missing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for domain in DOMAINS:
            wanted = messages(settings.BASE_DIR, domain)
            for language in languages():
                path = catalogue(settings.CATALOGUES, language, domain)
                file = polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile(wrapwidth=100)
                file.metadata = _HEADER | {"Language": language, "Plural-Forms": _PLURALS[language]}
                collect(file, wanted)
                path.parent.mkdir(parents=True, exist_ok=True)
                file.save(str(path))
                left = missing(file, wanted)
                self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {len(wanted)} texts, {len(left)} missing")
                for context, one, _ in left:
                    self.stdout.write(f"  {context + ': ' if context else ''}{one}")
        compile_catalogues(settings.CATALOGUES, settings.LOCALE_PATHS[0])
