"""The first people of a fresh installation, with passwords that are made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

#: Without letters and digits that are easily taken for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
FILE = "accounts.txt"


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    what: str
    superuser: bool = False


ACCOUNTS = (
    Account("admin", "administrator", superuser=True),
    Account("anna", "reviewer of the sample letters"),
    Account("ben", "manager of the sample letters"),
)


def first_people(folder: Path) -> dict[str, User]:
    """The accounts, by name; made where they are missing. One that is there keeps the password it has."""
    passwords = kept_passwords(folder / FILE)
    return {account.name: _person(account, passwords[account.name]) for account in ACCOUNTS}


def kept_passwords(path: Path) -> dict[str, str]:
    """Passwords by name, read from the file or made and written to it. Only its owner can read the file."""
    known = _read(path) if path.exists() else {}
    missing = [account.name for account in ACCOUNTS if account.name not in known]
    if missing:
        known |= {name: _password() for name in missing}
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{name} {password}\n" for name, password in known.items())
    return known


def _read(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split(maxsplit=1) for line in lines if len(line.split()) == 2)


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def _person(account: Account, password: str) -> User:
    people = get_user_model().objects
    person = people.filter(username=account.name).first()
    if person is None:
        make = people.create_superuser if account.superuser else people.create_user
        person = make(account.name, password=password)
    return person
