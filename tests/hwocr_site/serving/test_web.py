"""The web server's address."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from hwocr_site.serving.web import Announcement, address, is_free


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_in_use_is_not_free(listening: int) -> None:
    assert not is_free("127.0.0.1", listening)


def test_a_port_that_was_closed_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert is_free("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "localhost"), ("0.0.0.0", "localhost"), ("::", "localhost"), ("letters.local", "letters.local")],
)
def test_the_address_can_be_opened(host: str, shown: str) -> None:
    assert address(host, 8001) == f"http://{shown}:8001/"


def test_the_address_is_said_once_when_the_server_answers(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    announcement = Announcement("127.0.0.1", port)
    announcement(0.0)
    assert capsys.readouterr().out == ""
    with socket.create_server(("127.0.0.1", port)):
        announcement(1.0)
        announcement(2.0)
    said = capsys.readouterr().out
    assert said.rstrip().endswith(f"http://localhost:{port}/")
    assert said.count("http") == 1
