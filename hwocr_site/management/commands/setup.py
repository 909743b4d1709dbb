"""`manage.py setup`: everything a fresh installation needs before it is served. It may run any number of times."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hwocr_site.accounts import ACCOUNTS, FILE, first_people, kept_passwords
from hwocr_site.catalogues import compile_catalogues
from hwocr_site.sample import Reading, sample_project
from hwocr_site.serving.claim import AlreadyServed, claim
from hwocr_site.serving.supervisor import Supervisor
from hwocr_site.serving.workers import Watch, workers
from hwocr_site.static_files import collect
from recognition.services.jobs import keep_schedule


class Command(BaseCommand):
    help = "Prepares the database, the static files, the first accounts and the sample project."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="no accounts and no sample project")

    def handle(self, *_args: Any, no_demo: bool, **_options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        keep_schedule()
        collect(settings.STATIC_ROOT)
        compile_catalogues(settings.CATALOGUES, settings.LOCALE_PATHS[0])
        if no_demo:
            return
        people = first_people(settings.DATA_DIR)
        project = sample_project(people, settings.DATA_DIR)
        if project is not None:
            self._read(Reading(project))
        self._show_accounts()

    def _read(self, reading: Reading) -> None:
        """Have the letters read before the first page is opened. Where they are read, this does nothing."""
        if reading.done():
            return
        try:
            with claim(settings.DATA_DIR, "a preparation that is still going on"):
                self.stdout.write("Reading the sample letters; this is done once.")
                self._work_until(reading)
        except AlreadyServed:
            return  # the workers of the running site read them

    def _work_until(self, reading: Reading) -> None:
        cluster = workers()

        def each_tick(now: float) -> None:
            watch(now)
            if sentence := reading.news(now):
                self.stdout.write(sentence)
                self.stdout.flush()

        supervisor = Supervisor([cluster], each_tick=each_tick, stop_when=reading.over, with_parent=True)
        watch = Watch(cluster, supervisor.restart)
        supervisor.run()
        if not reading.over():
            raise CommandError("Stopped before the sample letters were read. The next start goes on with them.")

    def _show_accounts(self) -> None:
        path = settings.DATA_DIR / FILE
        passwords = kept_passwords(path)
        self.stdout.write(f"\nAccounts, with the passwords they were made with ({path}):")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.name:6} {passwords[account.name]}  {account.what}")
