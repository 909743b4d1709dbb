"""The environment is read strictly, and what is wrong is said in a sentence that names the setting."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

import pytest
from django.core.exceptions import ImproperlyConfigured

from hwocr_site import env

NAME = "HWOCR_TEST_VALUE"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch):
    return lambda value: monkeypatch.setenv(NAME, value)


@pytest.fixture(autouse=True)
def _not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


@pytest.mark.parametrize(("value", "read"), [("yes", True), ("1", True), ("On", True), ("no", False), ("FALSE", False)])
def test_a_flag(value: str, read: bool, given) -> None:
    given(value)
    assert env.flag(NAME, not read) is read


def test_what_is_not_set_or_empty_takes_its_default(given) -> None:
    assert env.flag(NAME, True) is True
    assert env.whole(NAME, 7, least=1) == 7
    assert env.names(NAME, ("a", "b")) == ["a", "b"]
    given("  ")
    assert env.text(NAME, "default") == "default"
    assert env.whole(NAME, 7, least=1) == 7


def test_names_stand_between_commas(given) -> None:
    given(" letters.example.org, ,127.0.0.1 ")
    assert env.names(NAME) == ["letters.example.org", "127.0.0.1"]


@pytest.mark.parametrize("value", ["many", "0", "65536", "1.5"])
def test_a_number_outside_its_limits_is_refused(value: str, given) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=rf"^{NAME} is .*{value}.*: set it to .* from 1 to 65535\.$"):
        env.whole(NAME, 8000, least=1, most=65535)


def test_an_unknown_word_is_refused(given) -> None:
    given("maybe")
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} is “maybe”: set it to yes or no.$"):
        env.flag(NAME, False)
    with pytest.raises(ImproperlyConfigured, match="set it to one of cpu, cuda"):
        env.text(NAME, "cpu", choices=frozenset({"cpu", "cuda"}))


def test_a_folder_is_made_where_the_project_is(given, tmp_path: Path) -> None:
    given("kept/here")
    folder = env.folder(NAME, Path("elsewhere"), base=tmp_path)
    assert folder == tmp_path / "kept" / "here"
    assert folder.is_dir()


def test_a_folder_that_cannot_be_made_is_named(given, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    given(str(tmp_path / "file" / "folder"))
    with pytest.raises(ImproperlyConfigured, match=rf"^{NAME}: the folder {tmp_path}/file/folder cannot be made"):
        env.folder(NAME, Path("elsewhere"), base=tmp_path)


def test_sqlite_takes_the_write_lock_at_the_start_of_a_transaction(given, tmp_path: Path) -> None:
    default = env.database(NAME, tmp_path / "a.sqlite3")
    assert default["NAME"] == tmp_path / "a.sqlite3"
    assert default["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in default["OPTIONS"]["init_command"]
    given("sqlite:////data/my%20letters.sqlite3")
    assert env.database(NAME, tmp_path)["NAME"] == Path("/data/my letters.sqlite3")


def test_postgresql(given, tmp_path: Path) -> None:
    given("postgresql://clerk:p%40ss@db.example.org:6432/letters")
    read = env.database(NAME, tmp_path)
    assert read["ENGINE"] == "django.db.backends.postgresql"
    parts = [read[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert parts == ["clerk", "p@ss", "db.example.org", 6432, "letters"]


@pytest.mark.parametrize("value", ["mysql://a/b", "letters.sqlite3", "postgresql://host", "postgres://a:b@c:port/d"])
def test_what_is_no_database_is_refused_without_showing_a_password(value: str, given, tmp_path: Path) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} ") as refusal:
        env.database(NAME, tmp_path)
    assert value not in str(refusal.value)


def test_files_are_on_disk_until_there_is_a_bucket(given) -> None:
    assert env.storage(NAME) == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    given("s3://letters")
    read = env.storage(NAME)
    assert read["BACKEND"] == "hwocr_site.bucket.Bucket"
    assert (read["OPTIONS"]["bucket_name"], read["OPTIONS"]["location"]) == ("letters", "")
    assert (read["OPTIONS"]["default_acl"], read["OPTIONS"]["file_overwrite"]) == (None, False)
    assert read["OPTIONS"].keys().isdisjoint({"endpoint_url", "region_name", "access_key", "secret_key"})


def test_a_bucket_elsewhere(given) -> None:
    given("s3://my.letters/old%20wills/2026/?endpoint_url=http://store.example.org:9000&region_name=eu-west-3")
    options = env.storage(NAME)["OPTIONS"]
    assert [options[part] for part in ("bucket_name", "location", "endpoint_url", "region_name")] == [
        "my.letters", "old wills/2026", "http://store.example.org:9000", "eu-west-3",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [
    "letters", "s3://", "s3:///prefix", "gs://letters", "s3://key:secret@letters/prefix", "s3://letters?secret_key=abc",
    "s3://letters?endpoint_url=", "s3://letters?endpoint_url=store:9000", "s3://letters?endpoint_url=http://key:abc@store",
])  # fmt: skip
def test_what_is_no_bucket_is_refused_without_showing_a_key(value: str, given) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME}.*: use ") as refusal:
        env.storage(NAME)
    assert not any(secret in str(refusal.value) for secret in ("key:secret", "abc"))


def test_listeners_are_in_memory_until_there_is_redis() -> None:
    assert "InMemory" in env.channel_layers("")["default"]["BACKEND"]
    shared = env.channel_layers("redis://cache:6379/1")["default"]
    assert shared["BACKEND"].startswith("channels_redis.")
    assert [host["address"] for host in shared["CONFIG"]["hosts"]] == ["redis://cache:6379/1"]


@pytest.mark.parametrize(("told", "zone"), [("Europe/Paris", "Europe/Paris"), ("Mars/Olympus", "own")])
def test_the_clock_is_the_machines_unless_it_is_told(told: str, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    own = env.time_zone()
    assert own in available_timezones()
    monkeypatch.setenv("TZ", told)
    assert env.time_zone() == (own if zone == "own" else zone)
