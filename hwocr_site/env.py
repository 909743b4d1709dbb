"""Typed, strict readers of the environment. A value that cannot be used stops the start with one sentence."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
_BUCKET = re.compile(r"s3://(?P<name>[\w.-]+)(/(?P<prefix>[^?#]*))?(\?(?P<options>[^#]*))?", re.ASCII)
_IN_MEMORY = 16 * 1024 * 1024  # bytes of a file that is read; what is larger waits on disk


def text(name: str, default: str = "", *, choices: frozenset[str] = frozenset()) -> str:
    """A setting that is not there or empty takes its default."""
    value = os.environ.get(name, "").strip() or default
    if choices and value not in choices:
        raise ImproperlyConfigured(f"{name} is “{value}”: set it to one of {', '.join(sorted(choices))}.")
    return value


def flag(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is “{value}”: set it to yes or no.")
    return value in YES


def whole(name: str, default: int, *, least: int, most: int | None = None) -> int:
    value = text(name)
    if not value:
        return default
    limits = f"from {least} to {most}" if most is not None else f"of at least {least}"
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is “{value}”: set it to a whole number {limits}.") from None
    if number < least or (most is not None and number > most):
        raise ImproperlyConfigured(f"{name} is {number}: set it to a whole number {limits}.")
    return number


def names(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Names with commas between them."""
    return [part.strip() for part in text(name).split(",") if part.strip()] or list(default)


def folder(name: str, default: Path, *, base: Path) -> Path:
    """An absolute folder; a relative one starts at `base`. It is made if it is not there."""
    return made((base / Path(text(name, str(default))).expanduser()).resolve(), name)


def made(path: Path, name: str) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ImproperlyConfigured(f"{name}: the folder {path} cannot be made ({problem.strerror}).") from problem
    return path


def time_zone() -> str:
    """The machine's own, as `TZ` or the system says it: what people there call night."""
    system = "/".join(Path("/etc/localtime").resolve().parts).rpartition("/zoneinfo/")[2]
    return next((zone for zone in (text("TZ"), system) if zone in available_timezones()), "UTC")


def database(name: str, default: Path) -> dict[str, Any]:
    """Django's settings for `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`."""
    value = text(name)
    if not value:
        return sqlite(default)
    address = urlsplit(value)
    if address.scheme == "sqlite" and address.path.strip("/"):
        return sqlite(Path(unquote(address.path[1:])))
    if address.scheme in {"postgres", "postgresql"} and address.path.strip("/"):
        return postgresql(name, address)
    raise ImproperlyConfigured(f"{name} is no database: use postgresql://USER:PASSWORD@HOST/NAME or sqlite:///FILE.")


def sqlite(path: Path) -> dict[str, Any]:
    """Write-ahead log, and every transaction takes the write lock at its start: otherwise workers meet “locked”."""
    options = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}


def postgresql(name: str, address: SplitResult) -> dict[str, Any]:
    try:
        port = address.port or 5432
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a port that is no number.") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path[1:]),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": address.hostname or "",
        "PORT": port,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0,
    }


def storage(name: str) -> dict[str, Any]:
    """Django's settings for files below MEDIA_ROOT, or for `s3://BUCKET/PREFIX?endpoint_url=URL&region_name=REGION`;
    the key comes from where Amazon's own programs look for it."""
    value = text(name)
    if not value:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    address = _BUCKET.fullmatch(value)
    if address is None:
        raise ImproperlyConfigured(
            f"{name} is no bucket: use s3://BUCKET/PREFIX?endpoint_url=URL&region_name=REGION, of which all but the "
            "bucket may be left out. A key belongs into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    options = dict(parse_qsl(address["options"] or "", keep_blank_values=True))
    if unknown := sorted(options.keys() - {"endpoint_url", "region_name"}):
        raise ImproperlyConfigured(f"{name} has an option “{unknown[0]}”: use endpoint_url and region_name alone.")
    if not re.match(r"https?://[^/@\s]+(/|$)", options.get("endpoint_url", "https://amazon")):
        raise ImproperlyConfigured(f"{name}: endpoint_url is no address: use https://HOST or http://HOST:PORT.")
    return {"BACKEND": "hwocr_site.bucket.Bucket", "OPTIONS": _bucket(address) | options}


def _bucket(address: re.Match[str]) -> dict[str, Any]:
    """Objects have no rights of their own: they are as private as the bucket."""
    return {
        "bucket_name": address["name"],
        "location": unquote(address["prefix"] or "").strip("/"),
        "default_acl": None,
        "file_overwrite": False,
        "max_memory_size": _IN_MEMORY,
    }


def channel_layers(redis_url: str) -> Mapping[str, Any]:
    """In memory for one machine; Redis where several web servers share their listeners. The layer waits five seconds
    for a message at a time: the client must be more patient, or it gives up every listener who hears nothing."""
    if not redis_url:
        return {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    host = {"address": redis_url, "socket_timeout": 30}
    return {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [host]}}}
