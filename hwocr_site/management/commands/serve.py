"""`manage.py serve`: web server and workers together, on one machine."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hwocr_site.serving.claim import AlreadyServed, claim
from hwocr_site.serving.supervisor import Supervisor
from hwocr_site.serving.web import Announcement, address, is_free, web
from hwocr_site.serving.workers import Watch, long_worker, workers


class Command(BaseCommand):
    help = "Runs the web server and the workers, starts them again when they die, and ends them together."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--with-parent", action="store_true", help="stop when the calling process is gone")

    def handle(self, *_args: Any, host: str, port: int, with_parent: bool, **_options: Any) -> None:
        try:
            claimed = claim(settings.DATA_DIR, address(host, port))
        except AlreadyServed as elsewhere:
            raise CommandError(f"{settings.DATA_DIR} is already being served: open {elsewhere}") from None
        if not is_free(host, port):
            raise CommandError(f"Port {port} is in use: choose another one, as in “make run PORT={port + 1}”.")
        with claimed:
            status = serve(host, port, with_parent)
        if status:
            sys.exit(status)


def serve(host: str, port: int, with_parent: bool) -> int:
    cluster, long = workers(), long_worker()
    announcement = Announcement(host, port)

    def each_tick(now: float) -> None:
        announcement(now)
        for look in watches:
            look(now)

    supervisor = Supervisor([web(host, port), cluster, long], each_tick=each_tick, with_parent=with_parent)
    watches = (Watch(cluster, supervisor.restart), Watch(long, supervisor.restart, settings.LONG_CLUSTER))
    return supervisor.run()
