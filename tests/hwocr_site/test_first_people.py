"""The accounts of a fresh installation."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from hwocr_site.accounts import FILE, first_people, kept_passwords

pytestmark = pytest.mark.django_db


def test_the_passwords_that_are_kept_open_the_accounts(tmp_path: Path) -> None:
    people = first_people(tmp_path)
    passwords = kept_passwords(tmp_path / FILE)
    assert sorted(people) == ["admin", "anna", "ben"]
    assert all(person.check_password(passwords[name]) for name, person in people.items())
    assert [name for name, person in people.items() if person.is_superuser] == ["admin"]


def test_passwords_are_long_different_and_for_their_owner_alone(tmp_path: Path) -> None:
    first_people(tmp_path)
    passwords = kept_passwords(tmp_path / FILE).values()
    assert len(set(passwords)) == 3
    assert min(map(len, passwords)) >= 16
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_second_start_keeps_what_is_there(tmp_path: Path) -> None:
    first_people(tmp_path)
    before = (tmp_path / FILE).read_text()
    anna = User.objects.get(username="anna")
    anna.set_password("a password of her own")
    anna.save()
    first_people(tmp_path)
    assert (tmp_path / FILE).read_text() == before
    assert User.objects.get(username="anna").check_password("a password of her own")


def test_an_account_that_is_missing_is_made_with_its_kept_password(tmp_path: Path) -> None:
    first_people(tmp_path)
    User.objects.get(username="ben").delete()
    assert first_people(tmp_path)["ben"].check_password(kept_passwords(tmp_path / FILE)["ben"])
