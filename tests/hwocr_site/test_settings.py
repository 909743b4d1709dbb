"""Settings whose mistakes would show only under load, or to an attacker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from hwocr_site import checks, env

ROOT = Path(__file__).resolve().parents[2]
SHOW = "from hwocr_site import settings as s; print(s.Q_CLUSTER['retry'], s.DEBUG, s.SECRET_KEY)"


def read_settings(folder: Path, **environment: str) -> list[str]:
    surroundings = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **environment}
    done = subprocess.run([sys.executable, "-c", SHOW], cwd=ROOT, env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("workers", [1, 2, 3, 16])
def test_a_task_is_not_handed_out_while_it_may_still_be_at_work(workers: int, tmp_path: Path) -> None:
    retry, _, _ = read_settings(tmp_path, HWOCR_WORKERS=str(workers), HWOCR_TASK_SECONDS="100")
    assert int(retry) > 100 * (workers + 2) / workers


def test_a_laptop_gets_a_secret_of_its_own_and_no_debug(tmp_path: Path) -> None:
    first, second, other = (read_settings(tmp_path / name) for name in ("a", "a", "b"))
    assert first == second
    assert first[2] != other[2]
    assert len(first[2]) >= 50
    assert (tmp_path / "a" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert first[1] == "False"


def test_a_secret_that_is_given_is_not_kept(tmp_path: Path) -> None:
    assert read_settings(tmp_path, SECRET_KEY="given")[2] == "given"
    assert not (tmp_path / "secret_key").exists()


def test_the_check_finds_a_short_retry(settings) -> None:
    assert checks.check_queue() == []
    settings.Q_CLUSTER = settings.Q_CLUSTER | {"timeout": 60, "retry": 120, "workers": 2, "queue_limit": 2}
    assert [error.id for error in checks.check_queue()] == ["hwocr.E002"]


def test_the_check_names_the_package_that_is_missing(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "find_spec", lambda _name: None)
    assert checks.check_optional_packages() == []
    settings.REDIS_URL = "redis://cache"
    (error,) = checks.check_optional_packages()
    assert "REDIS_URL" in error.msg
    assert "channels-redis" in error.msg


def test_the_check_names_the_packages_of_a_bucket(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "find_spec", lambda _name: None)
    monkeypatch.setenv("STORAGE_URL", "s3://letters")
    settings.STORAGES = settings.STORAGES | {"default": env.storage("STORAGE_URL")}
    errors = checks.check_optional_packages()
    assert [error.msg.split()[0] for error in errors] == ["STORAGE_URL"] * 2
    assert [error.msg.split()[-4] for error in errors] == ["django-storages", "boto3"]
    assert "make server-extras" in errors[0].hint


@pytest.mark.django_db
def test_pages_run_no_script_of_others_and_stand_in_no_frame(client: Client) -> None:
    answer = client.get("/login/")
    assert answer.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == "'self' ws: wss:"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
