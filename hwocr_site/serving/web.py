"""The web server as a service, and the announcement of its address."""

from __future__ import annotations

import socket
import sys

from .groups import Group
from .supervisor import Service, say

DEATHS = 3


def web(host: str, port: int) -> Service:
    command = [
        sys.executable, "-m", "uvicorn", "hwocr_site.asgi:application",
        "--host", host, "--port", str(port), "--lifespan", "off",
        "--log-level", "warning", "--timeout-graceful-shutdown", "3",
    ]  # fmt: skip
    return Service(Group("web server", command), most_deaths=DEATHS)


def address(host: str, port: int) -> str:
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host
    return f"http://{shown}:{port}/"


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class Announcement:
    """Says the address once, as soon as the server answers there."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._said = False

    def __call__(self, _now: float) -> None:
        if self._said or not self._answers():
            return
        self._said = True
        say(f"\nhwocr is ready. Ctrl-C stops it. Open {address(self._host, self._port)}")

    def _answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)
        try:
            socket.create_connection((host, self._port), timeout=0.5).close()
        except OSError:
            return False
        return True
